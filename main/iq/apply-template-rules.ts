import { createHash } from 'node:crypto';
import { canonicalJson } from '#shared/model/canonical-json.ts';
import { MASK } from '#shared/model/skeleton-text.ts';
import { matchPattern } from '#shared/model/template-match.ts';
import type {
  KeyedTemplateRule,
  TemplatePattern,
  TemplateRule,
} from '#shared/model/template-rule.ts';
import { patternOf } from './match-slots.ts';
import { partsOf } from './template-parts.ts';

/** First lines of skeletons that are one template, and what the analyst says of them. */
export interface LineGroup {
  readonly lines: readonly string[];
  readonly name: string | null;
  /** Keys of the rules that made it what it is. */
  readonly rules: readonly string[];
}

/** A skeleton's first line as rules write it. */
export function patternOfLine(line: string): TemplatePattern {
  const pattern: (string | null)[] = [];
  for (const [at, text] of line.split(MASK).entries()) {
    if (at > 0) pattern.push(null);
    if (text !== '') pattern.push(text);
  }
  return pattern.length === 0 ? [''] : pattern;
}

const lineOf = (pattern: TemplatePattern): string => pattern.map((text) => text ?? MASK).join('');

/** The key of a rule: what it is about, so that a template that is renamed again has one name. */
export function templateRuleKey(rule: TemplateRule): string {
  const about = rule.kind === 'rename' ? { kind: rule.kind, pattern: rule.pattern } : rule;
  return createHash('sha256').update(canonicalJson(about)).digest('hex').slice(0, 32);
}

/**
 * Groups of lines as the analyst wants them, by her rules one after the other. A rule means the template whose pattern it
 * names; where there is none, those that the pattern is a case of or that are cases of it, word by word (the same
 * template, when other records were seen).
 */
export function applyTemplateRules(
  groups: readonly (readonly string[])[],
  rules: readonly KeyedTemplateRule[],
): LineGroup[] {
  let all: LineGroup[] = groups.map((lines) => ({ lines, name: null, rules: [] }));
  for (const { key, rule } of rules) all = applyRule(all, rule, key);
  return all;
}

function applyRule(all: readonly LineGroup[], rule: TemplateRule, key: string): LineGroup[] {
  switch (rule.kind) {
    case 'merge': {
      const meant = new Set(rule.patterns.flatMap((pattern) => meantBy(pattern, all)));
      if (meant.size < 2) return [...all];
      const parts = all.filter((group) => meant.has(group));
      const merged: LineGroup = {
        lines: parts.flatMap(({ lines }) => lines),
        name: parts.find(({ name }) => name !== null)?.name ?? null,
        rules: [...new Set(parts.flatMap(({ rules }) => rules)), key],
      };
      return [...all.filter((group) => !meant.has(group)), merged];
    }
    case 'apart': {
      const wanted = new Set(rule.lines.map(lineOf));
      const taken = all.flatMap(({ lines }) => lines.filter((line) => wanted.has(line)));
      if (taken.length === 0) return [...all];
      const rest = all.map((group) => without(group, wanted, key));
      return [
        ...rest.filter(({ lines }) => lines.length > 0),
        { lines: taken, name: null, rules: [key] },
      ];
    }
    case 'pin': {
      const meant = new Set(meantBy(rule.pattern, all));
      return all.flatMap((group) => (meant.has(group) ? pinned(group, rule, key) : [group]));
    }
    case 'rename': {
      const meant = new Set(meantBy(rule.pattern, all));
      return all.map((group) =>
        meant.has(group) ? { ...group, name: rule.name, rules: [...group.rules, key] } : group,
      );
    }
  }
}

function without(group: LineGroup, lines: ReadonlySet<string>, key: string): LineGroup {
  const kept = group.lines.filter((line) => !lines.has(line));
  if (kept.length === group.lines.length) return group;
  return { ...group, lines: kept, rules: [...group.rules, key] };
}

/** Each value of a slot apart; lines in which the slot is open or that are built otherwise stay together. */
function pinned(
  group: LineGroup,
  { pattern, slot, values }: Extract<TemplateRule, { kind: 'pin' }>,
  key: string,
): LineGroup[] {
  const byValue = new Map<string, string[]>();
  const rest: string[] = [];
  for (const line of group.lines) {
    const value = matchPattern(pattern, line)?.[slot];
    const stays =
      value === undefined || value.includes(MASK) || (values !== null && !values.includes(value));
    if (stays) rest.push(line);
    else byValue.set(value, [...(byValue.get(value) ?? []), line]);
  }
  if (byValue.size + Number(rest.length > 0) < 2) return [group];
  const rules = [...group.rules, key];
  const apart = [...byValue.values()].map((lines) => ({ lines, name: null, rules }));
  return rest.length === 0 ? apart : [{ ...group, lines: rest, rules }, ...apart];
}

/** The groups that a pattern means. */
function meantBy(pattern: TemplatePattern, all: readonly LineGroup[]): LineGroup[] {
  const text = lineOf(pattern);
  const patterns = all.map(({ lines }) => groupPattern(lines));
  const exact = all.filter((_, at) => lineOf(patterns[at] ?? []) === text);
  if (exact.length > 0) return exact;
  const wide = isTelling(pattern);
  return all.filter((group, at) => {
    const own = patterns[at] ?? [];
    if (isTelling(own) && wordByWord(own, text)) return true;
    return wide && group.lines.every((line) => wordByWord(pattern, line));
  });
}

const groupPatterns = new WeakMap<readonly string[], TemplatePattern>();

function groupPattern(lines: readonly string[]): TemplatePattern {
  let pattern = groupPatterns.get(lines);
  if (pattern === undefined) {
    pattern = patternOf({ parts: partsOf([...lines].sort()) });
    groupPatterns.set(lines, pattern);
  }
  return pattern;
}

/** A pattern without a word fits anything. */
const isTelling = (pattern: TemplatePattern): boolean =>
  pattern.some((text) => text !== null && /\p{L}{2}/u.test(text));

function wordByWord(pattern: TemplatePattern, line: string): boolean {
  return matchPattern(pattern, line)?.every((value) => !/\s/.test(value)) ?? false;
}
