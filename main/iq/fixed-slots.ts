import { MASK } from '#shared/model/skeleton-text.ts';
import { matchPattern } from '#shared/model/template-match.ts';
import type { TemplatePattern } from '#shared/model/template-rule.ts';
import type { SkeletonStats, TemplatePart } from '#shared/model/template.ts';
import { patternOf } from './match-slots.ts';
import { kindOfValue } from './value-kind.ts';

/**
 * A template's parts with the text of each slot that had one value in all its records, where there are enough of them to
 * say that it is no variable. Slots stay slots, with their numbers: when one varies later, only its text goes.
 */
export function withFixedSlots(
  parts: readonly TemplatePart[],
  rows: readonly SkeletonStats[],
): TemplatePart[] {
  const lines = rows.reduce((sum, { count }) => sum + count, 0);
  const values = commonValues(parts, rows);
  return parts.map((part, at) => {
    if ('const' in part) return part;
    const value = values?.[part.slot] ?? null;
    if (value === null) return part;
    return lines >= linesNeeded(value, parts[at - 1], parts[at + 1])
      ? { slot: part.slot, always: value }
      : part;
  });
}

/** What stood in each slot in all records, null where it varied; null: the rows do not tell. */
function commonValues(
  parts: readonly TemplatePart[],
  rows: readonly SkeletonStats[],
): readonly (string | null)[] | null {
  const pattern = patternOf({ parts });
  let common: readonly (string | null)[] | null = null;
  for (const row of rows) {
    const values = valuesIn(row, pattern);
    if (values === null) return null;
    common = common === null ? values : shared(common, values);
    if (common.every((value) => value === null)) return null;
  }
  return common;
}

const shared = (
  some: readonly (string | null)[],
  others: readonly (string | null)[],
): (string | null)[] => some.map((value, slot) => (value === others[slot] ? value : null));

/** Of one skeleton; null: it is built otherwise, or nothing is known of its records. */
function valuesIn(
  { text, slots }: SkeletonStats,
  pattern: TemplatePattern,
): (string | null)[] | null {
  if (slots === undefined) return null;
  const [line = ''] = text.split('\n', 1);
  const open = matchPattern(pattern, line);
  return open === null ? null : filledIn(open, slots);
}

/** What the slots of a template are open with in a skeleton, with what always stands in the skeleton's own slots. */
function filledIn(open: readonly string[], slots: readonly (string | null)[]): (string | null)[] {
  let next = 0;
  return open.map((text) => {
    let filled: string | null = '';
    for (const [at, piece] of text.split(MASK).entries()) {
      const value: string | null = at === 0 ? '' : (slots[next++] ?? null);
      filled = filled === null || value === null ? null : filled + value + piece;
    }
    return filled === null || filled === '' ? null : filled.replace(/\s+/g, ' ');
  });
}

/**
 * So much likelier than a variable that had one value in all its records must a constant be. A variable of which nothing is known
 * has the same value n times with a probability of 1/n: that of one cluster of n in a Chinese restaurant process with a
 * concentration of 1 (Pitman, Combinatorial Stochastic Processes, 2006, 3.1).
 */
const LIKELIER = 10;

/** How many records must have a value before it counts as constant. Never: what by its kind is different tomorrow. */
function linesNeeded(
  value: string,
  before: TemplatePart | undefined,
  after: TemplatePart | undefined,
): number {
  const odds = oddsOfConstant(value, lastOf(before), firstOf(after));
  return odds === 0 ? Infinity : LIKELIER / odds;
}

/** How much oftener such a text is written in a statement than put in by it. */
function oddsOfConstant(value: string, before: string, after: string): number {
  const kind = kindOfValue(value);
  switch (kind) {
    case 'name':
    case 'id':
      // The name of a field is part of the statement even when it was seen once.
      if (after === '=') return 10;
      // Behind a key stands a value, though it may look like a name.
      return kind === 'id' || before === '=' ? 0.1 : 1;
    // Statements seldom have a number or a path in them: the one is counted, the other configured.
    case 'number':
    case 'path':
      return 0.01;
    case 'passing':
      return 0;
  }
}

const lastOf = (part: TemplatePart | undefined): string =>
  part !== undefined && 'const' in part ? part.const.slice(-1) : '';

const firstOf = (part: TemplatePart | undefined): string =>
  part !== undefined && 'const' in part ? part.const.slice(0, 1) : '';
