import fc from 'fast-check';
import { expect, test } from 'vitest';
import { correlate, type RuleEvent } from '../../../../../main/iq/rules/correlate.ts';
import { readRules } from '../../../../../main/iq/rules/read-rules.ts';
import type { CorrelationRule } from '../../../../../main/iq/rules/rule.ts';

function correlation(section: Record<string, unknown>): CorrelationRule {
  const text = JSON.stringify({
    title: 'a',
    correlation: { 'group-by': ['host'], timespan: '10s', ...section },
  });
  const { rules, problems } = readRules('a.yml', text, new Map());
  if (rules[0]?.kind !== 'correlation') throw new Error(problems[0]?.message);
  return rules[0];
}

type Fact = { at: number; rule: number; host: string | null; user: number };

const eventsOf = (facts: readonly Fact[], rule: number): RuleEvent[] =>
  facts.flatMap(({ at, rule: own, host, user }, ordinal) =>
    own === rule
      ? [
          {
            us: at * 1e6,
            sourceId: 1,
            ordinal,
            field: (name: string) => (name === 'host' ? host : name === 'user' ? user : null),
          },
        ]
      : [],
  );

const fact: fc.Arbitrary<Fact> = fc.record({
  at: fc.integer({ min: 0, max: 40 }),
  rule: fc.integer({ min: 0, max: 2 }),
  host: fc.constantFrom('a', 'b', null),
  user: fc.integer({ min: 0, max: 3 }),
});
const REFS = ['r0', 'r1', 'r2'];

/** Windows of ten seconds from each event in turn; events of a match are used up. */
function naive(facts: readonly Fact[], met: (window: readonly Fact[]) => boolean): Fact[][] {
  const found: Fact[][] = [];
  for (const host of ['a', 'b']) {
    let left = facts
      .map((one, ordinal) => ({ ...one, ordinal }))
      .filter((one) => one.host === host)
      .sort((x, y) => x.at - y.at || x.ordinal - y.ordinal);
    while (left.length > 0) {
      const start = left[0]?.at ?? 0;
      const window = left.filter(({ at }) => at <= start + 10);
      if (met(window)) found.push(window);
      left = left.slice(met(window) ? window.length : 1);
    }
  }
  return found;
}

const KINDS: [string, Record<string, unknown>, (window: readonly Fact[]) => boolean][] = [
  ['event_count', { condition: { gte: 3 } }, (w) => w.length >= 3],
  ['event_count', { condition: { gt: 1, lte: 3 } }, (w) => w.length > 1 && w.length <= 3],
  ['event_count', { condition: { eq: 2 } }, (w) => w.length === 2],
  [
    'value_count',
    { condition: { field: 'user', gte: 3 } },
    (w) => new Set(w.map(({ user }) => user)).size >= 3,
  ],
  ['temporal', {}, (w) => [0, 1, 2].every((rule) => w.some((one) => one.rule === rule))],
  ['temporal', { condition: { gte: 2 } }, (w) => new Set(w.map(({ rule }) => rule)).size >= 2],
  [
    'temporal',
    { condition: 'r0 and not r1' },
    (w) => w.some((one) => one.rule === 0) && !w.some((one) => one.rule === 1),
  ],
  [
    'temporal_ordered',
    {},
    (w) =>
      w.some(
        (a, i) =>
          a.rule === 0 &&
          w
            .slice(i + 1)
            .some((b, j) => b.rule === 1 && w.slice(i + j + 2).some((c) => c.rule === 2)),
      ),
  ],
  [
    'value_sum',
    { condition: { field: 'user', gte: 5 } },
    (w) => w.reduce((sum, { user }) => sum + user, 0) >= 5,
  ],
  [
    'value_avg',
    { condition: { field: 'user', gt: 2 } },
    (w) => w.reduce((sum, { user }) => sum + user, 0) / w.length > 2,
  ],
];

test.each(KINDS)('%s %j finds what a plain model finds', (type, more, met) => {
  const rule = correlation({ type, rules: REFS, ...more });
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 25 }), (facts) => {
      const matches = correlate(
        rule,
        REFS.map((ref, at) => ({ rule: ref, events: eventsOf(facts, at) })),
      );
      const expected = naive(facts, met);
      const spans = (list: { at: number }[][]): string[] =>
        list.map((one) => one.map(({ at }) => at).join()).sort();
      expect(
        spans(matches.map(({ events }) => events.map(({ us }) => ({ at: us / 1e6 })))),
      ).toEqual(spans(expected));
    }),
    { numRuns: 400 },
  );
});

test('an alias names another field for each rule', () => {
  const rule = correlation({
    type: 'temporal',
    rules: ['r0', 'r1'],
    'group-by': ['who'],
    aliases: { who: { r0: 'user', r1: 'host' } },
  });
  const event = (us: number, name: string, value: string): RuleEvent => ({
    us,
    sourceId: 1,
    ordinal: us,
    field: (asked) => (asked === name ? value : null),
  });
  const inputs = [
    { rule: 'r0', events: [event(1, 'user', 'X')] },
    { rule: 'r1', events: [event(2, 'host', 'x'), event(3, 'host', 'y')] },
  ];
  expect(correlate(rule, inputs).map(({ events }) => events.map(({ us }) => us))).toEqual([[1, 2]]);
});
