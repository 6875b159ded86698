import type { SetPlanInput, SetQuery } from '../../logstore/index.ts';
import { compileRule, type Placeholders } from './compile-rule.ts';
import { runsOn } from './rule-formats.ts';
import type { CorrelationRule, DetectionRule, Rule, RuleProblem } from './rule.ts';

/** Rules of several files that may refer to each other. */
export interface RuleSet {
  readonly detections: readonly DetectionRule[];
  /** Each after those that it refers to. */
  readonly correlations: readonly CorrelationRule[];
  /** The rule of an id or a name. */
  readonly byRef: ReadonlyMap<string, Rule>;
  /** Keys of rules that are only there for a correlation of their own file. */
  readonly silent: ReadonlySet<string>;
  readonly placeholders: Placeholders;
  readonly problems: readonly RuleProblem[];
}

/** Brings rules together. A rule whose key is there already and a correlation without its rules are problems. */
export function makeRuleSet(rules: readonly Rule[], placeholders: Placeholders): RuleSet {
  const problems: RuleProblem[] = [];
  const byKey = new Map<string, Rule>();
  const byRef = new Map<string, Rule>();
  for (const rule of rules) {
    const first = byKey.get(rule.key);
    if (first !== undefined) {
      problems.push(
        problemOf(rule, `It has the id of "${first.title}" in ${first.file}, which is used.`),
      );
      continue;
    }
    byKey.set(rule.key, rule);
    for (const ref of [rule.key, rule.id, rule.name]) {
      if (ref !== null && !byRef.has(ref)) byRef.set(ref, rule);
    }
  }
  const ordered = new Set<CorrelationRule>();
  const refused = new Set<Rule>();
  const visit = (rule: CorrelationRule, path: readonly CorrelationRule[]): boolean => {
    if (ordered.has(rule)) return true;
    if (refused.has(rule)) return false;
    const trouble = path.includes(rule)
      ? 'It refers to itself.'
      : missingOf(rule, byRef, (next) => visit(next, [...path, rule]));
    if (trouble !== null) {
      if (!refused.has(rule)) problems.push(problemOf(rule, trouble));
      refused.add(rule);
      return false;
    }
    ordered.add(rule);
    return true;
  };
  const usable = [...byKey.values()];
  for (const rule of usable) if (rule.kind === 'correlation') visit(rule, []);
  const silent = new Set<string>();
  for (const correlation of ordered) {
    if (correlation.generate) continue;
    for (const ref of correlation.rules) {
      const rule = byRef.get(ref);
      if (rule !== undefined && rule.file === correlation.file) silent.add(rule.key);
    }
  }
  return {
    detections: usable.filter((rule) => rule.kind === 'detection'),
    correlations: [...ordered],
    byRef,
    silent,
    placeholders,
    problems,
  };
}

function missingOf(
  rule: CorrelationRule,
  byRef: ReadonlyMap<string, Rule>,
  usable: (rule: CorrelationRule) => boolean,
): string | null {
  for (const ref of rule.rules) {
    const found = byRef.get(ref);
    if (found === undefined) return `It refers to the rule "${ref}", which is not loaded.`;
    if (found.kind === 'correlation' && !usable(found)) {
      return `It refers to the rule "${ref}", which cannot be used.`;
    }
  }
  return null;
}

function problemOf({ file, title, id, line }: Rule, message: string): RuleProblem {
  return { file, title, id, line, message };
}

/** Fields of each detection rule that correlations ask for, by the rule's key. */
export function wantedFields(set: RuleSet): ReadonlyMap<string, readonly string[]> {
  const wanted = new Map<string, Set<string>>();
  const want = (rule: Rule | undefined, fields: readonly string[]): void => {
    if (rule === undefined) return;
    const known = wanted.get(rule.key) ?? new Set();
    wanted.set(rule.key, known);
    for (const field of fields) known.add(field);
  };
  // From the last, which refer to others, to the first: what one is asked for its own rules must have.
  for (const rule of set.correlations.toReversed()) {
    const own = [...rule.groupBy, ...rule.valueFields];
    for (const ref of rule.rules) {
      const fields = own.map((name) => rule.aliases.get(name)?.get(ref) ?? name);
      want(set.byRef.get(ref), [...fields, ...(wanted.get(rule.key) ?? [])]);
    }
  }
  return new Map([...wanted].map(([key, fields]) => [key, [...fields]]));
}

/** The queries of a set for the formats of a case; `ids`: the place of a rule in `detections`. */
export function setQueries(set: RuleSet, formats: ReadonlySet<string>): SetPlanInput['formats'] {
  const wanted = wantedFields(set);
  return [...formats].map((format) => {
    const queries: SetQuery[] = [];
    set.detections.forEach((rule, id) => {
      if (!runsOn(rule.logSource, format)) return;
      const fields = wanted.get(rule.key) ?? [];
      for (const { root, fieldNames } of compileRule(rule, format, set.placeholders)) {
        queries.push({ id, root, wanted: fields.map(fieldNames) });
      }
    });
    return { format, queries };
  });
}
