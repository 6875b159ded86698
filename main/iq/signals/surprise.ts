import type { Level } from '#shared/model/level.ts';

/** Below this probability a change is not told. */
export const TOLD_FROM = 0.9;
/** What chance gives more often than this is not told either: how events scatter is an estimate. A logarithm. */
export const TOLD_BELOW = Math.log(1e-5);

/**
 * How many of a case's subjects are expected to have changed, before anything is known of them: trouble is what is
 * looked for, and more often the trace of one.
 */
const EXPECTED: Readonly<Record<Level, number>> = {
  unknown: 0.5,
  trace: 0.2,
  debug: 0.3,
  info: 0.4,
  notice: 0.5,
  warning: 1,
  error: 2,
  fatal: 3,
};

/** Share of subjects of a level that are taken to have changed. */
const MOST_BELIEVED = 0.1;

/**
 * Probability that something changed, from how likely chance gives as much: the upper bound of the Bayes factor
 * against chance that a p-value allows, -1 / (e p ln p) (Sellke, Bayarri and Berger 2001), on prior odds of a
 * change that fall with the number of subjects looked at.
 */
export function probabilityOf(lnP: number, level: Level, subjects: number): number {
  const prior = Math.min(MOST_BELIEVED, EXPECTED[level] / Math.max(1, subjects));
  const chance = lnP > -1 ? 1 : Math.exp(1 + lnP) * -lnP;
  return 1 / (1 + ((1 - prior) / prior) * chance);
}

/** Step-up correction of p-values for many tests (Benjamini and Hochberg 1995), in their order. */
export function falseDiscoveryRates(lnPs: readonly number[]): number[] {
  const order = lnPs.map((lnP, at) => ({ lnP, at })).sort((a, b) => b.lnP - a.lnP);
  const rates = lnPs.map(() => 1);
  let least = 1;
  order.forEach(({ lnP, at }, rank) => {
    least = Math.min(least, Math.exp(lnP) * (lnPs.length / (lnPs.length - rank)));
    rates[at] = least;
  });
  return rates;
}
