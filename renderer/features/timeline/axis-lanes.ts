import type { Output } from '#shared/contract/index.ts';

export type Item = Output<'evidence.timeline'>[number];

/** A row of the axis: entries of one asset, or all. */
export interface Lane {
  readonly name: string | null;
  readonly items: readonly Item[];
}

export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Entries by asset, those without one last; one lane when they are not grouped. */
export function lanesOf(items: readonly Item[], grouped: boolean): Lane[] {
  if (!grouped) return [{ name: null, items }];
  const lanes = new Map<string, Item[]>();
  const others: Item[] = [];
  for (const item of items) {
    if (item.assets.length === 0) others.push(item);
    for (const asset of item.assets) lanes.set(asset, [...(lanes.get(asset) ?? []), item]);
  }
  const named = [...lanes].sort(([a], [b]) => a.localeCompare(b));
  return [
    ...named.map(([name, own]) => ({ name, items: own })),
    ...(others.length > 0 ? [{ name: null, items: others }] : []),
  ];
}

/** From the first to the last entry, with some room; null: none has a time. */
export function spanOf(items: readonly Item[]): Span | null {
  const times = items.flatMap(({ fromUs, toUs }) =>
    fromUs === null ? [] : [fromUs, toUs ?? fromUs],
  );
  if (times.length === 0) return null;
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const room = Math.max(1_000_000, Math.round((last - first) * 0.04));
  return { fromUs: first - room, toUs: last + room };
}

const LEAST_US = 1000;

/** A part of a span, nearer or further from `at` (0 to 1 of it), never beyond the whole. */
export function zoomed(span: Span, factor: number, at: number, whole: Span): Span {
  const width = Math.max(LEAST_US, (span.toUs - span.fromUs) * factor);
  if (width >= whole.toUs - whole.fromUs) return whole;
  const middle = span.fromUs + (span.toUs - span.fromUs) * at;
  return within(Math.round(middle - width * at), Math.round(width), whole);
}

/** The span moved by a share of itself. */
export function moved(span: Span, share: number, whole: Span): Span {
  const width = span.toUs - span.fromUs;
  return within(Math.round(span.fromUs + width * share), width, whole);
}

function within(fromUs: number, width: number, whole: Span): Span {
  const from = Math.max(whole.fromUs, Math.min(fromUs, whole.toUs - width));
  return { fromUs: from, toUs: from + width };
}

/** Times for the marks of an axis, at round distances. */
export function ticksOf({ fromUs, toUs }: Span, most: number): number[] {
  const least = (toUs - fromUs) / most;
  const step = STEPS.find((candidate) => candidate >= least) ?? STEPS.at(-1) ?? 1;
  const ticks: number[] = [];
  for (let us = Math.ceil(fromUs / step) * step; us <= toUs && ticks.length < 50; us += step) {
    ticks.push(us);
  }
  return ticks;
}

const SECOND = 1_000_000;
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((ms) => ms * 1000),
  ...[1, 2, 5, 10, 15, 30].map((s) => s * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((min) => min * 60 * SECOND),
  ...[1, 2, 3, 6, 12].map((h) => h * 3600 * SECOND),
  ...[1, 2, 7, 14, 30, 90, 365, 3650].map((d) => d * 86_400 * SECOND),
];

/** Part of the axis that a mark takes at least, in percent: its least width on a narrow screen, and some room. */
const LEAST_SHARE = 2;

/** Marks of a lane, in percent of the axis, each on the first line where it does not cover another. */
export function stacked<T extends { readonly from: number; readonly to: number }>(
  marks: readonly T[],
): { readonly lines: number; readonly marks: readonly (T & { readonly line: number })[] } {
  const ends: number[] = [];
  const placed = marks
    .toSorted((a, b) => a.from - b.from)
    .map((mark) => {
      const free = ends.findIndex((end) => end <= mark.from);
      const line = free < 0 ? ends.length : free;
      ends[line] = Math.max(mark.to, mark.from + LEAST_SHARE);
      return { ...mark, line };
    });
  return { lines: Math.max(1, ends.length), marks: placed };
}
