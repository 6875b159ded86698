import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ISSUE_STATES } from '../../../../shared/model/issue-life.ts';
import { issuePriority, type PriorityFacts } from '../../../../shared/model/issue-priority.ts';
import { LEVELS } from '../../../../shared/model/level.ts';

const FACTS: PriorityFacts = {
  level: 'error',
  kind: 'exception',
  state: 'ongoing',
  count: 5,
  sources: 1,
  allSources: 4,
  allCount: 100,
  rising: false,
};

const facts: fc.Arbitrary<PriorityFacts> = fc.record({
  level: fc.constantFrom(...LEVELS),
  kind: fc.constantFrom('exception', 'template'),
  state: fc.constantFrom(...ISSUE_STATES),
  count: fc.integer({ min: 1, max: 1000 }),
  sources: fc.integer({ min: 1, max: 9 }),
  allSources: fc.integer({ min: 1, max: 9 }),
  allCount: fc.integer({ min: 1, max: 10_000 }),
  rising: fc.boolean(),
});

const RANK = { low: 0, medium: 1, high: 2 };

test('an error that came back, or that half of the sources have in great number, is looked at first', () => {
  expect(issuePriority(FACTS).priority).toBe('medium');
  expect(issuePriority({ ...FACTS, state: 'regressed' }).priority).toBe('high');
  expect(issuePriority({ ...FACTS, count: 40, sources: 2 }).priority).toBe('high');
  expect(issuePriority({ ...FACTS, level: 'warning', count: 1 }).priority).toBe('low');
});

test('what is settled is low, a graver level is never lower, and each reason is told once, the weightiest first', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { priority, reasons } = issuePriority(given);
      if (given.state === 'resolved' || given.state === 'ignored') expect(priority).toBe('low');
      expect(RANK[issuePriority({ ...given, level: 'fatal' }).priority]).toBeGreaterThanOrEqual(
        RANK[priority],
      );
      expect(new Set(reasons.map(({ reason }) => reason)).size).toBe(reasons.length);
      const weights = reasons.map(({ points }) => Math.abs(points));
      expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    }),
    { seed: 1 },
  );
});
