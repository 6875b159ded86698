import type { UnreadWords, WordedPart } from '#shared/model/worded-query.ts';

/** One condition that was read from words. */
export interface Reading extends WordedPart {
  /** Conditions of one group on after the other are alternatives: nothing has two levels. Null: they hold together. */
  readonly group: string | null;
}

/** What stands before a condition: `or`, something that goes on with a list (`and`, a comma), or neither. */
export type Join = 'or' | 'list' | 'none';

/** A condition in its place: joined to the one before, or denied. */
export interface PlacedReading extends Reading {
  readonly join: Join;
  readonly denied: boolean;
}

/** Words as they were read, without a model or by one. */
export interface ReadWords {
  readonly query: string;
  readonly parts: readonly WordedPart[];
  readonly unread: readonly UnreadWords[];
  /** The query without one of its conditions, once for each that can be left out. */
  readonly without: readonly string[];
}

interface Clause {
  readonly alternatives: string[];
  readonly group: string | null;
  readonly denied: boolean;
}

/** A time holds for all that is listed with it. */
export const TIME_GROUP = 'time';

/**
 * The query that conditions make, in their order. Joined to the condition before as its alternative: what follows `or`,
 * and what goes on with a list of one group. A list that begins anew (`errors of a and warnings of b`) is an alternative
 * to all before it; times hold for each. Everything else must hold as well.
 */
export function composeQuery(readings: readonly PlacedReading[]): string {
  const times: Clause[] = [];
  const lists: Clause[][] = [[]];
  for (const reading of readings) {
    const { condition, group, denied } = reading;
    const clauses = group === TIME_GROUP ? times : (lists.at(-1) ?? []);
    const last = clauses.at(-1);
    const clause = { alternatives: [condition], group, denied };
    if (beginsAnew(reading, clauses)) lists.push([clause]);
    else if (last !== undefined && isAlternative(reading, last)) last.alternatives.push(condition);
    else clauses.push(clause);
  }
  const wanted = lists.filter((clauses) => clauses.length > 0);
  const texts = wanted.map((clauses) => clauses.map(textOf));
  const [only = []] = texts;
  const of = texts.length > 1 ? [anyOf(texts.map(allOf))] : only;
  return [...new Set([...of, ...times.map(textOf)])].join(' AND ');
}

/** Whether a condition is another possibility for the one before it. */
function isAlternative({ join, group, denied }: PlacedReading, last: Clause): boolean {
  if (last.denied !== denied) return false;
  // Since one time and before another are both wanted, and one thing has one level.
  return (
    join === 'or' ||
    (join === 'list' && group !== null && group !== TIME_GROUP && group === last.group)
  );
}

/** Whether a condition says again what one further back said already: `errors of a and warnings of b`. */
function beginsAnew({ join, group, denied }: PlacedReading, clauses: readonly Clause[]): boolean {
  if (join === 'none' || group === null || denied || group === TIME_GROUP) return false;
  const before = clauses.findLastIndex((one) => one.group === group && !one.denied);
  return before >= 0 && before < clauses.length - 1;
}

function textOf({ alternatives, denied }: Clause): string {
  const text = anyOf(alternatives);
  return denied ? `NOT ${text}` : text;
}

/** Conditions of which one must hold, as one. */
export function anyOf(conditions: readonly string[]): string {
  const unique = [...new Set(conditions)];
  const [first = ''] = unique;
  return unique.length === 1 ? first : `(${unique.join(' OR ')})`;
}

/** Conditions that must all hold, as one. */
export function allOf(conditions: readonly string[]): string {
  const unique = [...new Set(conditions)];
  const [first = ''] = unique;
  return unique.length === 1 ? first : `(${unique.join(' AND ')})`;
}
