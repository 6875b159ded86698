/** Which buckets belong to the series, and which of them to a stretch with a rate of its own. */
interface Parts {
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
  /**
   * What is expected is far from the same everywhere: busy hours scatter by a share of what they have, and say by that
   * how quiet ones do. The index is then the one where the stretch is. The number is what the index has for what is
   * expected being an estimate itself.
   */
  readonly uneven?: number | null;
}

/** Buckets that are joined to see clumps that are longer than one. */
const SCALES = [1, 2, 4, 8, 16];
/** Fewer joined pieces say nothing about how they scatter. */
const FEWEST_PIECES = 8;
/** In standard deviations of an index of dispersion. */
const CLEARLY = 1;

/**
 * Index of dispersion: how much counts scatter around the rates of their parts, as a multiple of what independent
 * events would (Pearson's chi-square over its degrees of freedom), at the scale where it is largest; 1 at least.
 * `degrees`: of how many independent pieces it is known.
 */
export function dispersion(
  counts: ArrayLike<number>,
  exposure: ArrayLike<number>,
  { first, last, from, to, uneven = null }: Parts,
): { index: number; degrees: number } {
  const parts = [
    [first, from],
    [from, to],
    [to, last],
  ] as const;
  // The two sides of a window share one rate.
  const rateOutside = rateOf(counts, exposure, [parts[0], parts[2]]);
  const rateInside = rateOf(counts, exposure, [parts[1]]);
  let finest = 1;
  let best = { index: 1 + (uneven ?? 0), degrees: last - first - 2 };
  for (const scale of SCALES) {
    let chi = 0;
    let pieces = 0;
    let beyond = 0;
    let squares = 0;
    for (const [at, [begin, end]] of parts.entries()) {
      const rate = at === 1 ? rateInside : rateOutside;
      if (rate === 0) continue;
      for (let start = begin; start + scale <= end; start += scale) {
        let found = 0;
        let seen = 0;
        for (let i = start; i < start + scale; i++) {
          found += counts[i] ?? 0;
          seen += exposure[i] ?? 0;
        }
        if (seen === 0) continue;
        const expected = rate * seen;
        chi += (found - expected) ** 2 / expected;
        beyond += (found - expected) ** 2 - expected;
        squares += expected ** 2;
        pieces++;
      }
    }
    const degrees = pieces - (rateInside > 0 && rateOutside > 0 ? 2 : 1);
    if (pieces < FEWEST_PIECES) continue;
    // Of counts whose variance is m + a m², as of Poisson counts whose rate varies by a share of it (negative binomial); known
    // of as many pieces as what of the index is estimated from them allows (Satterthwaite 1946).
    const share = squares > 0 ? Math.max(0, beyond / squares) : 0;
    const there = rateOutside * meanOf(exposure, from, to) * Math.min(scale, to - from);
    if (uneven !== null) {
      const scatter = (share * there * pieces) / degrees;
      const index = 1 + uneven + scatter;
      if (index > best.index) best = { index, degrees: degrees * (index / scatter) ** 2 };
      continue;
    }
    const index = chi / degrees;
    if (scale === 1) finest = Math.max(1, index);
    if (index <= best.index) continue;
    // A coarse scale has few pieces, which scatter: that it says no more than a fine one lessens no certainty.
    const clearly = index > finest * (1 + CLEARLY * Math.sqrt(2 / degrees));
    best = { index, degrees: clearly || scale === 1 ? degrees : best.degrees };
  }
  return best;
}

function meanOf(exposure: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += exposure[i] ?? 0;
  return to > from ? sum / (to - from) : 0;
}

function rateOf(
  counts: ArrayLike<number>,
  exposure: ArrayLike<number>,
  parts: readonly (readonly [number, number])[],
): number {
  let found = 0;
  let seen = 0;
  for (const [begin, end] of parts) {
    for (let i = begin; i < end; i++) {
      found += counts[i] ?? 0;
      seen += exposure[i] ?? 0;
    }
  }
  return seen > 0 ? found / seen : 0;
}
