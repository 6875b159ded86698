import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isRising,
  issueState,
  makeMark,
  type IssueDecision,
  type IssueEvidence,
  type IssueMark,
  type IssueState,
} from '#shared/model/issue-life.ts';
import { compareReleases } from '#shared/model/release-order.ts';

const DAY = 86_400_000_000;

interface Seen {
  readonly us: number;
  readonly release: string | null;
  readonly user: string;
}

/** What happened, in the order that the analyst met it. */
type Happening =
  | { readonly type: 'seen'; readonly seen: Seen }
  /** A record of something else: the case's now moves. */
  | { readonly type: 'other'; readonly us: number; readonly release: string | null }
  | { readonly type: 'decide'; readonly decision: IssueDecision };

/** The evidence as the product sums it up. */
function summed(seen: readonly Seen[]): IssueEvidence {
  const lastByRelease = new Map<string | null, number>();
  for (const { us, release } of seen)
    lastByRelease.set(release, Math.max(us, lastByRelease.get(release) ?? 0));
  const times = seen.map(({ us }) => us);
  return {
    firstUs: times.length === 0 ? null : Math.min(...times),
    lastUs: times.length === 0 ? null : Math.max(...times),
    count: seen.length,
    users: new Set(seen.map(({ user }) => user)).size,
    lastByRelease,
  };
}

/** Plays happenings with the product's functions. */
function played(happenings: readonly Happening[]): IssueState {
  const seen: Seen[] = [];
  const releases = new Set<string>();
  let nowUs: number | null = null;
  let mark: IssueMark | null = null;
  for (const one of happenings) {
    if (one.type === 'decide') {
      mark = makeMark(one.decision, summed(seen), nowUs, [...releases]);
      continue;
    }
    const { us, release } = one.type === 'seen' ? one.seen : one;
    if (one.type === 'seen') seen.push(one.seen);
    if (release !== null) releases.add(release);
    nowUs = Math.max(nowUs ?? us, us);
  }
  return issueState(summed(seen), mark, nowUs);
}

/** `1.10` as a number that orders releases of two parts. */
const rank = (release: string): number => {
  const [major = 0, minor = 0] = release.split('.').map(Number);
  return major * 1000 + minor;
};

/** All records, whatever they say. */
const recordsOf = (happenings: readonly Happening[]): Omit<Seen, 'user'>[] =>
  happenings.flatMap((one): Omit<Seen, 'user'>[] =>
    one.type === 'decide' ? [] : one.type === 'seen' ? [one.seen] : [one],
  );

/** The same told naively: every rule read off the whole history, record by record. */
function reference(happenings: readonly Happening[]): IssueState {
  const all = recordsOf(happenings);
  const mine = happenings.flatMap((one) => (one.type === 'seen' ? [one.seen] : []));
  const now = all.length === 0 ? null : (all.map(({ us }) => us).sort((a, b) => b - a)[0] ?? null);
  const first = mine.map(({ us }) => us).sort((a, b) => a - b)[0];
  const youth = (): IssueState =>
    first !== undefined && now !== null && now < first + 7 * DAY ? 'new' : 'ongoing';
  const at = happenings.map(({ type }) => type).lastIndexOf('decide');
  const last = happenings[at];
  if (last?.type !== 'decide' || last.decision.kind === 'reopen') return youth();
  const before = happenings.slice(0, at);
  const seenBefore = recordsOf(before);
  const nowThen = seenBefore.reduce(
    (latest, { us }) => Math.max(latest, us),
    Number.NEGATIVE_INFINITY,
  );
  const mineBefore = before.flatMap((one) => (one.type === 'seen' ? [one.seen] : []));
  const newestThen = Math.max(
    0,
    ...seenBefore.map(({ release }) => (release === null ? 0 : rank(release))),
  );
  if (last.decision.kind === 'resolve') {
    for (const record of mine) {
      if (record.us <= nowThen) continue;
      const of = record.release === null ? null : rank(record.release);
      if (last.decision.in === 'now') {
        if (of === null || of >= newestThen) return 'regressed';
      } else if (last.decision.in === 'next') {
        if (of !== null && of > newestThen) return 'regressed';
      } else if (of !== null && of >= rank(last.decision.in.release)) return 'regressed';
    }
    return 'resolved';
  }
  const { until } = last.decision;
  if (until.kind === 'ever') return 'ignored';
  if (until.kind === 'time') return now !== null && now >= until.us ? youth() : 'ignored';
  if (until.kind === 'events')
    return mine.length >= mineBefore.length + until.count ? youth() : 'ignored';
  const people = (records: readonly Seen[]): number =>
    new Set(records.map(({ user }) => user)).size;
  if (until.kind === 'users')
    return people(mine) >= people(mineBefore) + until.count ? youth() : 'ignored';
  const firstThen = Math.min(...mineBefore.map(({ us }) => us));
  if (
    mineBefore.length === 0 ||
    now === null ||
    now <= nowThen ||
    mine.length < mineBefore.length + 10
  )
    return 'ignored';
  const oldRate = mineBefore.length / Math.max(1, nowThen - firstThen);
  return (mine.length - mineBefore.length) / (now - nowThen) > 2 * oldRate
    ? 'escalating'
    : 'ignored';
}

const release = fc.constantFrom('1.2', '1.9', '1.10', '2.0');
const us = fc.integer({ min: 0, max: 40 }).map((days) => days * (DAY / 2) + 1);
const decision: fc.Arbitrary<IssueDecision> = fc.oneof(
  fc.constant<IssueDecision>({ kind: 'reopen' }),
  fc.constantFrom<IssueDecision>({ kind: 'resolve', in: 'now' }, { kind: 'resolve', in: 'next' }),
  release.map((name): IssueDecision => ({ kind: 'resolve', in: { release: name } })),
  fc.constantFrom<IssueDecision>(
    { kind: 'ignore', until: { kind: 'ever' } },
    { kind: 'ignore', until: { kind: 'escalating' } },
  ),
  us.map((time): IssueDecision => ({ kind: 'ignore', until: { kind: 'time', us: time } })),
  fc
    .tuple(fc.constantFrom('events' as const, 'users' as const), fc.integer({ min: 1, max: 6 }))
    .map(([kind, count]): IssueDecision => ({ kind: 'ignore', until: { kind, count } })),
);
const seen = fc.record({
  us,
  release: fc.option(release),
  user: fc.constantFrom('ann', 'ben', 'cem', 'dee'),
});
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: seen.map((one): Happening => ({ type: 'seen', seen: one })) },
  {
    weight: 2,
    arbitrary: fc
      .record({ us, release: fc.option(release) })
      .map((one): Happening => ({ type: 'other', ...one })),
  },
  { weight: 2, arbitrary: decision.map((one): Happening => ({ type: 'decide', decision: one })) },
);

/** Many at once, as they come when something breaks. */
const burst = fc
  .tuple(seen, fc.integer({ min: 0, max: 30 }))
  .map(([one, count]) =>
    Array.from({ length: count }, (): Happening => ({ type: 'seen', seen: one })),
  );
const history = fc
  .tuple(
    fc.array(happening, { minLength: 1, maxLength: 30 }),
    fc.array(decision, { maxLength: 1 }),
    burst,
  )
  .map(([before, decisions, after]) => [
    ...before,
    ...decisions.map((one): Happening => ({ type: 'decide', decision: one })),
    ...after,
  ]);

describe('issueState', () => {
  it('is in 10,000 random histories what the rules, read naively, say', () => {
    const met = new Map<IssueState, number>();
    fc.assert(
      fc.property(history, (happenings) => {
        const state = played(happenings);
        met.set(state, (met.get(state) ?? 0) + 1);
        expect(state).toBe(reference(happenings));
      }),
      { numRuns: 10_000, seed: 4 },
    );
    // The histories lead everywhere.
    for (const state of [
      'new',
      'ongoing',
      'escalating',
      'regressed',
      'resolved',
      'ignored',
    ] as const) {
      expect(met.get(state) ?? 0, state).toBeGreaterThan(20);
    }
  });

  it('never regresses on an older release, nor on evidence from before it was resolved', () => {
    const record = (at: number, name: string | null): Happening => ({
      type: 'seen',
      seen: { us: at, release: name, user: 'ann' },
    });
    const resolve = (how: 'now' | 'next'): Happening => ({
      type: 'decide',
      decision: { kind: 'resolve', in: how },
    });
    expect(played([record(5, '2.0'), resolve('now'), record(9, '1.10')])).toBe('resolved');
    expect(played([record(5, '2.0'), resolve('now'), record(3, '2.0')])).toBe('resolved');
    expect(played([record(5, '2.0'), resolve('now'), record(9, '2.0')])).toBe('regressed');
    expect(played([record(5, '2.0'), resolve('next'), record(9, '2.0')])).toBe('resolved');
    expect(played([record(5, '2.0'), resolve('next'), record(9, '2.1')])).toBe('regressed');
    expect(played([record(5, '2.0'), resolve('next'), record(9, null)])).toBe('resolved');
  });

  it('escalates by its trend once it is not new', () => {
    const evidence = summed([{ us: 0, release: null, user: 'ann' }]);
    expect(issueState(evidence, null, 8 * DAY, true)).toBe('escalating');
    expect(issueState(evidence, null, DAY, true)).toBe('new');
  });
});

describe('isRising', () => {
  it.each([
    ['a steady trend', Array.from({ length: 40 }, () => 10), false],
    [
      'three times as many at the end',
      [...Array.from({ length: 36 }, () => 10), 30, 30, 30, 30],
      true,
    ],
    ['a handful', [...Array.from({ length: 36 }, () => 0), 1, 2, 3, 0], false],
    ['chance', [...Array.from({ length: 36 }, () => 1), 2, 3, 2, 3], false],
    [
      'a steady pace that began late',
      [...Array.from({ length: 36 }, () => 0), 12, 11, 12, 12],
      false,
    ],
    [
      'a late beginning and a rise',
      [...Array.from({ length: 20 }, () => 0), ...Array.from({ length: 18 }, () => 10), 40, 40],
      true,
    ],
    ['nothing', [], false],
  ])('of %s', (_, trend, rising) => {
    expect(isRising(trend)).toBe(rising);
  });
});

describe('compareReleases', () => {
  it.each([
    ['1.9', '1.10', -1],
    ['v2.0.0', '2.0', 0],
    ['shop@2.3.1+5', '2.3.0', 1],
    ['2.3.1-rc.2', '2.3.1', -1],
    ['2.3.1-rc.2', '2.3.1-rc.10', -1],
    ['a81d04e', '3f2a9c1', 0],
  ])('%s to %s', (a, b, sign) => {
    expect(Math.sign(compareReleases(a, b))).toBe(sign);
    expect(Math.sign(compareReleases(b, a)) + 0).toBe(0 - sign + 0);
  });
});
