import { dispersion } from './dispersion.ts';
import { lnBinomialTail, lnWithDegrees } from './tail-probability.ts';

/** The stretch of a series that differs most from the rest of it. */
export interface Change {
  /** `step`: to the end, or from the beginning; `window`: in between. */
  readonly shape: 'step' | 'window';
  /** Buckets from, and to (exclusive), that differ. For a step it is the later side. */
  readonly from: number;
  readonly to: number;
  /** Events and exposure there, and elsewhere. */
  readonly inside: number;
  readonly outside: number;
  readonly insideExposure: number;
  readonly outsideExposure: number;
  /** The same in what is counted: buckets with any event where these are sparse, else events. */
  readonly counted: 'buckets' | 'events';
  readonly countedInside: number;
  readonly countedOutside: number;
  /** Buckets with any event. */
  readonly active: number;
  /** How much more they scatter than independent ones would (index of dispersion), and of how many pieces that is known. */
  readonly dispersion: number;
  readonly degrees: number;
  /** Places that were looked at and count as independent of each other. */
  readonly places: number;
  /** Natural logarithm of the probability, where it is known already; null: it is weighed by the counts. */
  readonly lnKnown: number | null;
}

/** How likely chance gives such a change, and how large it is. */
export interface Weight {
  /** Natural logarithm of the probability, corrected for all places looked at. */
  readonly lnP: number;
  /** Rate there over rate elsewhere, and what it is at least (or at most, of a fall) with 95 % confidence. */
  readonly ratio: number;
  readonly bound: number;
}

/** Shortest stretch that is looked at, in buckets: what is shorter is one event of many lines. */
const SHORTEST = 3;
/** Places for a step and for a window that count as independent of each other, for the correction. */
const STEP_PLACES = 30;
const WINDOW_PLACES_A_BUCKET = 4;

/**
 * Finds the step or the window whose events differ most from the rest, by the likelihood ratio of Poisson counts. Null:
 * too little to say anything.
 *
 * @param counts events a bucket
 * @param exposure how much there was to see in each bucket: 0 where its source logged nothing
 * @param uneven set where it is far from the same everywhere, see `dispersion`
 */
export function findChange(
  counts: ArrayLike<number>,
  exposure: ArrayLike<number>,
  uneven: number | null = null,
): Change | null {
  const sums = cumulated(counts);
  const seen = cumulated(exposure);
  const [first, last] = exposed(exposure);
  if (last - first < 4 * SHORTEST || (sums[last] ?? 0) - (sums[first] ?? 0) < 4) return null;
  const scan = { sums, seen, first, last, uneven };
  const step = weigh(counts, exposure, scan, bestStep(scan), 'step');
  const window = weigh(counts, exposure, scan, bestWindow(scan), 'window');
  if (step === null || window === null) return (step ?? window)?.change ?? null;
  // A window has one end more to fit, so it must explain more than that is worth.
  const penalty = window.dispersion * (Math.log(last - first) + 2);
  return window.likelihood - step.likelihood > penalty ? window.change : step.change;
}

interface Scan {
  readonly sums: Float64Array;
  readonly seen: Float64Array;
  readonly first: number;
  readonly last: number;
  readonly uneven: number | null;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly likelihood: number;
}

function cumulated(values: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = (sums[i] ?? 0) + (values[i] ?? 0);
  return sums;
}

/** First bucket with exposure, and one after the last. */
function exposed(exposure: ArrayLike<number>): [number, number] {
  let first = 0;
  let last = exposure.length;
  while (first < last && !((exposure[first] ?? 0) > 0)) first++;
  while (last > first && !((exposure[last - 1] ?? 0) > 0)) last--;
  return [first, last];
}

function bestStep(scan: Scan): Stretch | null {
  let best: Stretch | null = null;
  for (let at = scan.first + SHORTEST; at <= scan.last - SHORTEST; at++) {
    const likelihood = likelihoodRatio(scan, at, scan.last);
    if (best === null || likelihood > best.likelihood) {
      best = { from: at, to: scan.last, likelihood };
    }
  }
  return best;
}

function bestWindow(scan: Scan): Stretch | null {
  let best: Stretch | null = null;
  const longest = Math.floor((scan.last - scan.first) * 0.6);
  for (let from = scan.first + 1; from <= scan.last - SHORTEST - 1; from++) {
    const end = Math.min(scan.last - 1, from + longest);
    for (let to = from + SHORTEST; to <= end; to++) {
      const likelihood = likelihoodRatio(scan, from, to);
      if (best === null || likelihood > best.likelihood) best = { from, to, likelihood };
    }
  }
  return best;
}

/** Poisson log-likelihood ratio of a rate of its own inside against one rate throughout (Kulldorff 1997). */
function likelihoodRatio({ sums, seen, first, last }: Scan, from: number, to: number): number {
  const total = (sums[last] ?? 0) - (sums[first] ?? 0);
  const inside = (sums[to] ?? 0) - (sums[from] ?? 0);
  const all = (seen[last] ?? 0) - (seen[first] ?? 0);
  const share = ((seen[to] ?? 0) - (seen[from] ?? 0)) / all;
  if (!(share > 0) || share >= 1) return 0;
  return surplus(inside, total * share) + surplus(total - inside, total * (1 - share));
}

const surplus = (found: number, expected: number): number =>
  found > 0 ? found * Math.log(found / expected) : 0;

/** Below this share of buckets with any event, buckets are counted instead of events. */
const SPARSE = 0.5;

function weigh(
  counts: ArrayLike<number>,
  exposure: ArrayLike<number>,
  { sums, seen, first, last, uneven }: Scan,
  stretch: Stretch | null,
  shape: Change['shape'],
): { change: Change; likelihood: number; dispersion: number } | null {
  if (stretch === null) return null;
  const { from, to } = stretch;
  const insideExposure = (seen[to] ?? 0) - (seen[from] ?? 0);
  const outsideExposure = (seen[last] ?? 0) - (seen[first] ?? 0) - insideExposure;
  if (!(insideExposure > 0 && outsideExposure > 0)) return null;
  const inside = (sums[to] ?? 0) - (sums[from] ?? 0);
  const outside = (sums[last] ?? 0) - (sums[first] ?? 0) - inside;
  const active = Uint8Array.from({ length: counts.length }, (_, i) =>
    (counts[i] ?? 0) > 0 ? 1 : 0,
  );
  const sparse = active.reduce((sum, one) => sum + one, 0) < SPARSE * (last - first);
  const counted: ArrayLike<number> = sparse ? active : counts;
  const spread = dispersion(counted, exposure, { first, last, from, to, uneven });
  const sumOf = (a: number, b: number): number => {
    let sum = 0;
    for (let i = a; i < b; i++) sum += counted[i] ?? 0;
    return sum;
  };
  const countedInside = sumOf(from, to);
  const places = shape === 'step' ? STEP_PLACES : WINDOW_PLACES_A_BUCKET * (last - first);
  return {
    likelihood: stretch.likelihood,
    dispersion: spread.index,
    change: {
      shape,
      from,
      to,
      inside,
      outside,
      insideExposure,
      outsideExposure,
      counted: sparse ? 'buckets' : 'events',
      countedInside,
      countedOutside: sumOf(first, last) - countedInside,
      active: active.reduce((sum, one) => sum + one, 0),
      dispersion: spread.index,
      degrees: spread.degrees,
      places,
      lnKnown: null,
    },
  };
}

/** A series with this many buckets with events says as much of its own scatter as others say of it. */
const AS_GOOD_AS_OTHERS = 8;

/**
 * Weighs a change: an exact binomial test on its events, thinned to as many as would be independent, with the spread
 * estimated from few pieces allowed for. What a short series says of its own scatter is drawn towards what is usual
 * in the case, as the less is known of it (shrinkage; James and Stein 1961).
 *
 * @param usual index of dispersion that series of this kind have in the case
 */
export function weightOf(change: Change, usual: number): Weight {
  const { countedInside, countedOutside, insideExposure, outsideExposure, active } = change;
  const own = active / (active + AS_GOOD_AS_OTHERS);
  const unit = Math.exp(own * Math.log(change.dispersion) + (1 - own) * Math.log(usual));
  const within = countedInside / unit;
  const without = countedOutside / unit;
  const share = insideExposure / (insideExposure + outsideExposure);
  const lnTail =
    within * outsideExposure > without * insideExposure
      ? lnBinomialTail(within, within + without, share)
      : lnBinomialTail(without, within + without, 1 - share);
  return {
    lnP:
      change.lnKnown ??
      Math.min(0, lnWithDegrees(lnTail, change.degrees) + Math.log(change.places)),
    ...effect(within, without, insideExposure, outsideExposure),
  };
}

/** Ratio of the two rates with half an event added to each (Haldane 1956), and its nearer 95 % bound. */
function effect(
  within: number,
  without: number,
  insideExposure: number,
  outsideExposure: number,
): Pick<Weight, 'ratio' | 'bound'> {
  const logRatio = Math.log(
    (((within + 0.5) / insideExposure) * outsideExposure) / (without + 0.5),
  );
  const deviation = Math.sqrt(1 / (within + 0.5) + 1 / (without + 0.5));
  const nearer =
    logRatio > 0
      ? Math.max(0, logRatio - 1.96 * deviation)
      : Math.min(0, logRatio + 1.96 * deviation);
  return { ratio: Math.exp(logRatio), bound: Math.exp(nearer) };
}
