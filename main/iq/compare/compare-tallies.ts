import type { Difference } from '#shared/model/comparison.ts';
import { lnBinomialTail } from '../signals/tail-probability.ts';

/** How often something was counted on each side. */
export interface Pair {
  readonly a: number;
  readonly b: number;
}

export interface Compared extends Pair {
  readonly rateA: number;
  readonly rateB: number;
  readonly lift: number | null;
  readonly surprise: number;
  readonly difference: Difference['difference'];
}

/** With fewer pairs than this nothing can be said of how far the sides differ anyway. */
const FEWEST_PAIRS = 12;
/** Half the normal distribution lies within so many standard deviations. */
const HALF_WITHIN = 0.6745;

/**
 * Compares counts of two sides by how much of each there was to see. Surprise is the exact binomial tail in bits. Where
 * most pairs differ by more than chance, because records come in clumps or the sides differ as wholes, all are the
 * less surprising: z is divided by the spread of the middle half of all z (the empirical null of Efron 2004).
 *
 * @param exposure hours or records on each side
 * @returns what of each pair is to be told, in their order; null: it is the same on both sides
 */
export function compareTallies(pairs: readonly Pair[], exposure: Pair): (Compared | null)[] {
  const share = exposure.b / (exposure.a + exposure.b);
  if (!(share > 0 && share < 1)) return pairs.map(() => null);
  const scale = spreadOf(pairs.map((pair) => zOf(pair, share)));
  return pairs.map((pair) => {
    const thin = { a: pair.a / scale, b: pair.b / scale };
    const total = thin.a + thin.b;
    const rateA = pair.a / exposure.a;
    const rateB = pair.b / exposure.b;
    const more = rateB > rateA;
    const lnP = more
      ? lnBinomialTail(thin.b, total, share)
      : lnBinomialTail(thin.a, total, 1 - share);
    const surprise = Math.max(0, -lnP / Math.LN2 - 1);
    if (surprise <= 0) return null;
    return {
      ...pair,
      rateA,
      rateB,
      lift: pair.a === 0 ? null : rateB / rateA,
      surprise,
      difference:
        pair.a === 0 ? 'appeared' : pair.b === 0 ? 'disappeared' : more ? 'grew' : 'shrank',
    };
  });
}

function zOf({ a, b }: Pair, share: number): number {
  const total = a + b;
  return (b - total * share) / Math.sqrt(Math.max(1e-9, total * share * (1 - share)));
}

/** Square of the spread of the middle half of all z: 1 where they scatter as by chance. */
function spreadOf(zs: readonly number[]): number {
  if (zs.length < FEWEST_PAIRS) return 1;
  const sizes = zs.map(Math.abs).sort((x, y) => x - y);
  const middle = sizes[Math.floor(sizes.length / 2)] ?? 0;
  return Math.max(1, (middle / HALF_WITHIN) ** 2);
}
