import type { Level } from './level.ts';
import type { FieldValue } from './record.ts';

/** One side of a comparison: what a query finds in a stretch of time, or at all other times. */
export interface Side {
  readonly query: string;
  /** Microseconds UTC, inclusive; null: open. */
  readonly fromUs: number | null;
  readonly toUs: number | null;
  /** Outside the stretch instead of in it. */
  readonly outside?: boolean | undefined;
}

/** What finds a side's records: a query and a stretch of time. */
export function sideQuery({ query, fromUs, toUs, outside }: Side): {
  readonly query: string;
  readonly fromUs: number | null;
  readonly toUs: number | null;
} {
  if (outside !== true) return { query, fromUs, toUs };
  const text = (us: number | null): string =>
    us === null ? '*' : new Date(us / 1000).toISOString();
  const not = `NOT time:[${text(fromUs)} TO ${text(toUs)}]`;
  return { query: query.trim() === '' ? not : `(${query}) AND ${not}`, fromUs: null, toUs: null };
}

/** How something differs: only in B, only in A, more of it in B, less of it in B. */
export const DIFFERENCES = ['appeared', 'disappeared', 'grew', 'shrank'] as const;

/** A template, issue, level or source, or a field's value, that is not alike on both sides. */
export interface Difference {
  readonly difference: (typeof DIFFERENCES)[number];
  readonly what: 'template' | 'issue' | 'level' | 'source' | 'field';
  /** Template id, issue key, level or path; of a field its name. */
  readonly name: string;
  /** Of a field. */
  readonly value: FieldValue;
  readonly title: string;
  readonly level: Level;
  /** Records on each side; of fields, in the sample. */
  readonly a: number;
  readonly b: number;
  /** Of all records on that side, or an hour: what is compared. */
  readonly rateA: number;
  readonly rateB: number;
  /** rateB over rateA; null: there is none in A. */
  readonly lift: number | null;
  /** Bits of surprise: 10 is as surprising as ten heads in a row, for how the two sides differ anyway. */
  readonly surprise: number;
  /** Finds its records. */
  readonly query: string;
}

/** What differs between two sides, the most surprising first. */
export interface Comparison {
  readonly a: { readonly records: number; readonly hours: number };
  readonly b: { readonly records: number; readonly hours: number };
  /** Rates are an hour when the sides are stretches of time of one query, else shares of the records. */
  readonly measure: 'rate' | 'share';
  readonly differences: readonly Difference[];
  readonly fields: readonly Difference[];
  /** Records of each side whose fields were read. */
  readonly sampleA: number;
  readonly sampleB: number;
  readonly seconds: number;
}
