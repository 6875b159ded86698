import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../../../../main/ingest/sample/random.ts';
import { findChange, weightOf } from '../../../../../main/iq/signals/change-scan.ts';
import { findSizeChange } from '../../../../../main/iq/signals/size-change.ts';
import { falseDiscoveryRates, probabilityOf } from '../../../../../main/iq/signals/surprise.ts';
import {
  lnBinomialTail,
  lnStudentTail,
  lnWithDegrees,
} from '../../../../../main/iq/signals/tail-probability.ts';

const BUCKETS = 200;
const EVEN = new Float64Array(BUCKETS).fill(1);

/** Counts of a Poisson process, by the waiting times between its events. */
function poisson(random: Random, rate: (bucket: number) => number): Float64Array {
  return Float64Array.from({ length: BUCKETS }, (_, bucket) => {
    let events = 0;
    for (let at = random.exponential(1); at < rate(bucket); at += random.exponential(1)) events++;
    return events;
  });
}

/** Clumps of some twenty events at random moments. */
function clumps(random: Random, count: number): Float64Array {
  const counts = new Float64Array(BUCKETS);
  for (let i = 0; i < count; i++) {
    const at = random.int(0, BUCKETS - 1);
    counts[at] = (counts[at] ?? 0) + 1 + Math.floor(random.exponential(20));
  }
  return counts;
}

describe('tail probabilities', () => {
  test('the binomial tail is the sum of its terms', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.double({ min: 0.02, max: 0.98, noNaN: true }),
        (trials, offset, share) => {
          const successes = Math.min(trials, offset);
          let term = (1 - share) ** trials;
          let sum = 0;
          for (let k = 0; k <= trials; k++) {
            if (k >= successes) sum += term;
            term *= (((trials - k) / (k + 1)) * share) / (1 - share);
          }
          expect(Math.exp(lnBinomialTail(successes, trials, share))).toBeCloseTo(sum, 6);
        },
      ),
    );
  });

  test('stays a number where the probability is none that a double holds', () => {
    expect(lnBinomialTail(1000, 1000, 0.1)).toBe(-700);
    expect(lnBinomialTail(300, 400, 0.5)).toBeCloseTo(-55.003, 2);
  });

  test("knows the table of Student's t, and that few degrees of freedom make less sure", () => {
    expect(Math.exp(lnStudentTail(2.228, 10))).toBeCloseTo(0.025, 4);
    expect(Math.exp(lnStudentTail(12.706, 1))).toBeCloseTo(0.025, 4);
    expect(lnWithDegrees(Math.log(1e-8), 1e6)).toBeCloseTo(Math.log(1e-8), 2);
    expect(lnWithDegrees(Math.log(1e-8), 10)).toBeGreaterThan(Math.log(1e-5));
  });
});

describe('changes in counts', () => {
  test('chance is seldom taken for a change, in single events as in clumps', () => {
    const random = createRandom(11);
    const kinds = [
      () => poisson(random, () => 0.1),
      () => poisson(random, () => 8),
      () => clumps(random, 12),
      () => clumps(random, 150),
    ];
    for (const draw of kinds) {
      const certain = Array.from({ length: 120 }, () => {
        const change = findChange(draw(), EVEN);
        return change !== null && weightOf(change, 1.2).lnP < Math.log(0.01);
      }).filter(Boolean);
      expect(certain.length).toBeLessThanOrEqual(5);
    }
  });

  test('a line that begins, ceases, triples or comes for a while is found where it does', () => {
    const random = createRandom(12);
    const found = (rate: (bucket: number) => number) => {
      const change = findChange(poisson(random, rate), EVEN);
      if (change === null) throw new Error('no change');
      return { ...change, ...weightOf(change, 1.2) };
    };
    const begins = found((at) => (at < 120 ? 0 : 0.7));
    expect(begins).toMatchObject({ shape: 'step', outside: 0 });
    expect(Math.abs(begins.from - 120)).toBeLessThan(6);
    expect(begins.lnP).toBeLessThan(Math.log(1e-9));
    const ceases = found((at) => (at < 120 ? 0.7 : 0));
    expect(ceases).toMatchObject({ shape: 'step', inside: 0 });
    expect(ceases.lnP).toBeLessThan(Math.log(1e-5));
    const triples = found((at) => (at < 90 ? 10 : 30));
    expect(triples.ratio).toBeCloseTo(3, 0);
    expect(triples.bound).toBeGreaterThan(2);
    const passes = found((at) => (at >= 60 && at < 100 ? 4 : 0.5));
    expect(passes).toMatchObject({ shape: 'window' });
    expect(Math.abs(passes.from - 60) + Math.abs(passes.to - 100)).toBeLessThan(6);
  });

  test('what was not there to be seen is not missed', () => {
    const random = createRandom(13);
    const counts = poisson(random, (at) => (at < 120 ? 2 : 0));
    const seen = EVEN.map((_, at) => (at < 120 ? 1 : 0));
    const change = findChange(counts, seen);
    expect(change === null ? 0 : weightOf(change, 1.2).lnP).toBeGreaterThan(Math.log(0.01));
  });

  test('bursts that are three times as large are told by their size', () => {
    const random = createRandom(14);
    const counts = clumps(random, 700).map((count, at) => (at < 110 ? count : count * 3));
    const change = findSizeChange(counts);
    expect(change).toMatchObject({ shape: 'step' });
    expect(Math.abs((change?.from ?? 0) - 110)).toBeLessThan(15);
    expect(change?.lnKnown).toBeLessThan(Math.log(1e-6));
  });
});

describe('what is believed', () => {
  test('less likely by chance is more likely a change, errors sooner, and the less so the more were looked at', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -60, max: -3, noNaN: true }),
        fc.integer({ min: 1, max: 5000 }),
        (lnP, subjects) => {
          const told = probabilityOf(lnP, 'info', subjects);
          expect(told).toBeGreaterThanOrEqual(0);
          expect(told).toBeLessThanOrEqual(1);
          expect(probabilityOf(lnP - 1, 'info', subjects)).toBeGreaterThanOrEqual(told);
          expect(probabilityOf(lnP, 'error', subjects)).toBeGreaterThanOrEqual(told);
          expect(probabilityOf(lnP, 'info', subjects * 2)).toBeLessThanOrEqual(told);
        },
      ),
    );
  });

  test('false discovery rates are those of Benjamini and Hochberg', () => {
    const rates = falseDiscoveryRates([0.01, 0.04, 0.03, 0.5].map(Math.log));
    expect(rates.map((rate) => Number(rate.toFixed(4)))).toEqual([0.04, 0.0533, 0.0533, 0.5]);
  });
});
