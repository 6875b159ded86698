import { expect, test } from 'vitest';
import { createRandom, type Random } from '../../../../../main/ingest/sample/random.ts';
import { brokenSequences } from '../../../../../main/iq/signals/broken-sequences.ts';
import { drifts } from '../../../../../main/iq/signals/drifts.ts';
import type { SignalTables } from '../../../../../main/iq/signals/signal-tables.ts';
import type { Fact } from '../../../../../main/logstore/index.ts';

const HOUR_US = 3_600_000_000;
const FROM_US = Date.UTC(2026, 2, 2) * 1000;
/** As the bench counts: what is believed after the correction for many looks. */
const BELIEVED = Math.log(1e-5);

function tablesOf(facts: Fact[], days: number): SignalTables {
  const slices = { fromUs: FROM_US, widthUs: HOUR_US / 2, buckets: days * 48 };
  return { facts, slices, complete: true } as unknown as SignalTables;
}

/** Requests all day long, one in `every` hours, with what `tell` says of each. */
function requests(
  random: Random,
  days: number,
  every: number,
  tell: (hour: number, at: number) => Partial<Fact>[],
): Fact[] {
  const facts: Fact[] = [];
  for (let hours = 0; hours < days * 24; hours += random.exponential(every)) {
    for (const told of tell(hours % 24, hours)) {
      const us = FROM_US + hours * HOUR_US;
      const plain = { us, subject: 1, sourceId: 1, ordinal: facts.length, unit: null };
      facts.push({ ...plain, numbers: [], ids: [], ...told });
    }
  }
  return facts.sort((a, b) => a.us - b.us);
}

/** Slow by day, fast by night. */
const usualMs = (random: Random, hour: number): number =>
  (120 - 80 * Math.cos(((hour - 3) / 24) * 2 * Math.PI)) * (0.7 + 0.6 * random.next());

const latency = (random: Random, days: number, times: (at: number) => number): SignalTables =>
  tablesOf(
    requests(random, days, 0.1, (hour, at) => [
      { numbers: [['ms', usualMs(random, hour) * times(at)]] },
    ]),
    days,
  );

const believed = (found: readonly { readonly lnP: number }[]): number =>
  found.filter(({ lnP }) => lnP < BELIEVED).length;

test('numbers that repeat by the day do not drift, wherever the log begins and ends, until they do', () => {
  const random = createRandom(11);
  let wrong = 0;
  let missed = 0;
  for (let run = 0; run < 20; run++) {
    const days = 3.3 + run * 0.23;
    wrong += believed(drifts(latency(random, days, () => 1)));
    const from = 24 * (days - 3.1);
    missed +=
      believed(drifts(latency(random, days + 3, (at) => (at > from ? 1.8 : 1)))) > 0 ? 0 : 1;
  }
  expect(wrong).toBe(0);
  expect(missed).toBeLessThanOrEqual(2);
});

/** Orders that are paid, but for a part of those at night, when the bank is closed. */
const orders = (random: Random, days: number, lost: (at: number) => number): SignalTables =>
  tablesOf(
    requests(random, days, 0.03, (hour, at) => {
      const ids = [`order-${at.toFixed(9)}`];
      const open = random.next() >= Math.max(lost(at), hour < 5 ? 0.45 : 0.01);
      return open
        ? [{ ids }, { ids, subject: 2, us: FROM_US + at * HOUR_US + 1_000_000 }]
        : [{ ids }];
    }),
    days,
  );

test('what goes unanswered every night is no broken sequence; what goes unanswered on one day is', () => {
  const random = createRandom(12);
  let wrong = 0;
  let missed = 0;
  for (let run = 0; run < 10; run++) {
    const days = 5 + (run % 3);
    wrong += believed(brokenSequences(orders(random, days, () => 0)));
    const broken = (at: number): number => (at > 24 * 3 + 10 && at < 24 * 3 + 16 ? 0.6 : 0);
    missed += believed(brokenSequences(orders(random, days, broken))) > 0 ? 0 : 1;
  }
  expect({ wrong, missed }).toEqual({ wrong: 0, missed: 0 });
});

test('what comes by the clock is nobody\u2019s answer', () => {
  const random = createRandom(13);
  const MINUTE_US = HOUR_US / 60;
  const asked = requests(random, 1, 0.02, (_, at) => [{ ids: [`order-${at.toFixed(9)}`] }]);
  const isTold = (us: number): boolean =>
    random.next() < (us < FROM_US + 15 * HOUR_US ? 0.97 : 0.5);
  const told = asked.filter(({ us }) => isTold(us));
  const answers = told.map((fact) => ({ ...fact, subject: 2, us: fact.us + MINUTE_US / 2 }));
  // The same ids, in a line that comes every minute whether there was an order or not.
  const beats = Array.from({ length: 24 * 60 }, (_, minute): Fact => {
    const us = FROM_US + (minute + 1) * MINUTE_US;
    const ids = told.flatMap((fact) => (us - fact.us < MINUTE_US && us >= fact.us ? fact.ids : []));
    return { us, subject: 2, sourceId: 1, ordinal: minute, unit: null, numbers: [], ids };
  });
  const found = (ends: Fact[]): number => {
    const facts = [...asked, ...ends].sort((a, b) => a.us - b.us);
    return believed(brokenSequences(tablesOf(facts, 1)));
  };
  expect(found(answers)).toBe(1);
  expect(found(beats)).toBe(0);
});
