import type { FieldValue } from '#shared/model/record.ts';
import {
  attackOf,
  makeRuleSet,
  readRules,
  RuleRun,
  type Placeholders,
  type Rule,
  type RuleFinding,
  type RuleLevel,
  type RuleProblem,
  type RuleSet,
} from '../iq/rules/index.ts';
import type { SetHits, SetPlanInput } from '../logstore/index.ts';
import { ruleFiles, type RuleFile } from './rule-files.ts';

/** A rule as it is listed. */
export interface RuleFacts {
  readonly key: string;
  readonly hash: string;
  readonly id: string | null;
  readonly title: string;
  readonly description: string;
  readonly kind: Rule['kind'];
  readonly level: RuleLevel | null;
  readonly status: string | null;
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
  readonly falsePositives: readonly string[];
  readonly file: string;
  readonly line: number;
  /** `windows / process_creation`; empty for a correlation. */
  readonly logSource: string;
  /** What is searched for; null for a correlation. */
  readonly query: string | null;
  readonly notes: readonly { readonly line: number | null; readonly message: string }[];
}

/** What files of rules hold. */
export interface LoadedRules {
  readonly rules: readonly RuleFacts[];
  readonly problems: readonly RuleProblem[];
}

/** Records that a rule found, in the order of time, a position a record. */
export interface PackedHits {
  readonly sourceIds: Uint32Array;
  readonly ordinals: Uint32Array;
  readonly lines: Uint32Array;
  /** Microseconds UTC; NaN: no time. */
  readonly timesUs: Float64Array;
}

/** One time that a correlation's condition was met. */
export interface MatchFacts {
  readonly group: readonly { readonly field: string; readonly value: FieldValue }[];
  readonly value: number;
  readonly fromUs: number;
  readonly toUs: number;
  readonly records: number;
}

/** What one rule found in a case. */
export interface FindingFacts {
  readonly rule: RuleFacts;
  readonly count: number;
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  readonly hits: PackedHits;
  readonly matches: readonly MatchFacts[] | null;
}

/** What the thread that knows rules offers. It runs one set of rules at a time. */
export type RuleOperations = {
  /** Loads all rules of some paths and keeps them. */
  load(input: { paths: readonly string[] }): Promise<LoadedRules>;
  /** Starts a run of the loaded rules over records of some formats. */
  begin(input: { formats: readonly string[] }): {
    formats: SetPlanInput['formats'];
    rules: number;
  };
  take(input: SetHits): void;
  finish(input: null): FindingFacts[];
};

/** Matches of a correlation that are told one by one. */
const MOST_MATCHES = 1000;

/** The operations of the rule thread. */
export function createRuleOperations(): RuleOperations {
  let rules: readonly Rule[] = [];
  let placeholders: Placeholders = new Map();
  let run: RuleRun | null = null;

  return {
    async load({ paths }) {
      const loaded = readAll(await ruleFiles(paths));
      ({ rules, placeholders } = loaded);
      const set = makeRuleSet(rules, placeholders);
      return { rules: usableOf(set).map(factsOf), problems: [...loaded.problems, ...set.problems] };
    },
    begin({ formats }) {
      const set = makeRuleSet(rules, placeholders);
      run = new RuleRun(set, new Set(formats));
      return { formats: run.queries, rules: usableOf(set).length };
    },
    take(hits) {
      run?.take(hits);
    },
    finish() {
      const findings = run?.finish() ?? [];
      run = null;
      return findings.map(findingOf);
    },
  };
}

function readAll(files: readonly RuleFile[]) {
  // Values of placeholders may stand in a file that is read after the rules that ask for them.
  const given = new Map<string, readonly string[]>();
  for (const { name, text } of files) {
    if (!text.includes('placeholders:')) continue;
    for (const [key, values] of readRules(name, text, given).placeholders) given.set(key, values);
  }
  const rules: Rule[] = [];
  const problems: RuleProblem[] = [];
  for (const { name, text } of files) {
    const read = readRules(name, text, given);
    rules.push(...read.rules);
    problems.push(...read.problems);
  }
  return { rules, problems, placeholders: given };
}

function usableOf(set: RuleSet): Rule[] {
  return [...set.detections, ...set.correlations];
}

function factsOf(rule: Rule): RuleFacts {
  const source = rule.kind === 'detection' ? rule.logSource : null;
  const parts = source === null ? [] : [source.product, source.category, source.service];
  return {
    key: rule.key,
    hash: rule.hash,
    id: rule.id,
    title: rule.title,
    description: rule.description,
    kind: rule.kind,
    level: rule.level,
    status: rule.status,
    ...attackOf(rule.tags),
    falsePositives: rule.falsePositives,
    file: rule.file,
    line: rule.line,
    logSource: parts.filter((part) => part !== null).join(' / '),
    query: rule.kind === 'detection' ? rule.query : null,
    notes: rule.notes,
  };
}

function findingOf({ rule, count, firstUs, lastUs, hits, matches }: RuleFinding): FindingFacts {
  return {
    rule: factsOf(rule),
    count,
    firstUs,
    lastUs,
    hits: {
      sourceIds: Uint32Array.from(hits, (hit) => hit.sourceId),
      ordinals: Uint32Array.from(hits, (hit) => hit.ordinal),
      lines: Uint32Array.from(hits, (hit) => hit.line),
      timesUs: Float64Array.from(hits, (hit) => hit.us),
    },
    matches:
      matches?.slice(0, MOST_MATCHES).map(({ group, value, events }) => ({
        group,
        value,
        fromUs: events[0]?.us ?? 0,
        toUs: events.at(-1)?.us ?? 0,
        records: events.length,
      })) ?? null,
  };
}
