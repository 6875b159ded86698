import type { UnreadWords, WordedPart } from '#shared/model/worded-query.ts';

/** One condition that was read from words. */
export interface Reading extends WordedPart {
  /** Conditions of one group on after the other are alternatives: nothing has two levels. Null: they hold together. */
  readonly group: string | null;
}

/** What joins a condition to the one before. */
export type Join = 'and' | 'or';

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
}

interface Clause {
  readonly alternatives: string[];
  readonly group: string | null;
  readonly denied: boolean;
}

/**
 * The query that conditions make, in their order: `or` and what is of one group joins to the condition before, everything
 * else must hold as well.
 */
export function composeQuery(readings: readonly PlacedReading[]): string {
  const clauses: Clause[] = [];
  for (const { condition, group, join, denied } of readings) {
    const last = clauses.at(-1);
    const joins =
      last !== undefined &&
      last.denied === denied &&
      (join === 'or' || (group !== null && last.group === group));
    if (!joins) clauses.push({ alternatives: [condition], group, denied });
    else if (!last.alternatives.includes(condition)) last.alternatives.push(condition);
  }
  const texts = clauses.map(({ alternatives, denied }) => {
    const text = anyOf(alternatives);
    return denied ? `NOT ${text}` : text;
  });
  return [...new Set(texts)].join(' AND ');
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
