import type { PersonalKind } from '#shared/model/personal-data.ts';

/** Something found in a view of a text. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly kind: PersonalKind;
  readonly confidence: number;
  readonly value: string;
}

/** Takes in what detectors find. */
export type Report = (
  kind: PersonalKind,
  start: number,
  end: number,
  confidence: number,
  /** As it is compared: without what may be written in several ways. */
  value: string,
) => void;

/** Of what overlaps keeps the surest, and of the equally sure the longest; in the order of the text. */
export function withoutOverlaps<F extends Found>(found: readonly F[]): F[] {
  if (found.length < 2) return [...found];
  const best = [...found].sort(
    (a, b) =>
      b.confidence - a.confidence || b.end - b.start - (a.end - a.start) || a.start - b.start,
  );
  const kept: F[] = [];
  // Taken stretches in the order of the text, so that each is placed by halving.
  for (const next of best) {
    let low = 0;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((kept[middle]?.start ?? 0) < next.start) low = middle + 1;
      else high = middle;
    }
    const before = kept[low - 1];
    const after = kept[low];
    if (before !== undefined && before.end > next.start) continue;
    if (after !== undefined && after.start < next.end) continue;
    kept.splice(low, 0, next);
  }
  return kept;
}
