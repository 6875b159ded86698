import { expect, test } from 'vitest';
import type { CheckReason, CheckResult, CustodyEntry } from '#shared/model/custody.ts';
import { custodyFacts } from '../../../../main/reports/evidence/custody-facts.ts';

const PLACE = {
  utcOffsetMinutes: 60,
  clockOffsetMs: -1500,
  host: 'web1',
  tool: 'Error-IQ',
  toolVersion: '1.0.0',
};

let entries = 0;
const checked = (
  source: string,
  result: CheckResult,
  why: CheckReason = 'asked',
  author = 'Ada',
): CustodyEntry => ({
  entry: `entry-${++entries}`,
  author,
  at: `2026-03-12T14:00:${String(entries % 60).padStart(2, '0')}.250Z`,
  ...PLACE,
  kind: 'check',
  source,
  against: 'original',
  why,
  result,
  expected: 'aa',
  sha256: result === 'same' ? 'aa' : null,
});

const told = (log: readonly CustodyEntry[]): string[] =>
  custodyFacts(log, []).map(({ who, what, source }) => `${who}: ${what} (${source})`);

test('a source that was hashed again and again and was the same is one row; all else is a row of its own', () => {
  entries = 0;
  const log = [
    checked('a', 'same'),
    checked('b', 'same'),
    checked('a', 'same', 'bundle'),
    checked('a', 'same', 'report'),
    checked('a', 'same'),
    checked('a', 'missing'),
    checked('a', 'same'),
    checked('a', 'same', 'asked', 'Bo'),
    checked('b', 'same'),
  ];
  expect(told(log)).toEqual([
    'Ada: Hashed again 3 times until 2026-03-12 14:00:05 UTC: the same each time (a)',
    'Ada: Hashed again 2 times until 2026-03-12 14:00:09 UTC: the same each time (b)',
    'Ada: Not found where it was (a)',
    'Ada: Hashed again: the same (a)',
    'Bo: Hashed again: the same (a)',
  ]);
  expect(custodyFacts(log, [])[0]?.where).toBe(
    'web1, UTC+01:00, clock behind by 1,500 ms, Error-IQ 1.0.0',
  );
});
