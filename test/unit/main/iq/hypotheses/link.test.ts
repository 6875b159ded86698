import { expect, test } from 'vitest';
import type { SignalKind } from '#shared/model/signal.ts';
import { linkOf, type Surroundings } from '../../../../../main/iq/hypotheses/link.ts';
import type { Node } from '../../../../../main/iq/hypotheses/node.ts';

const MINUTE_US = 60_000_000;
const AROUND: Surroundings = {
  reachUs: 100 * MINUTE_US,
  apartUs: 100 * MINUTE_US,
  calls: [],
  ids: new Map(),
  words: new Map(),
};

const on = (unit: string, kind: SignalKind, minute: number, source: number): Node =>
  ({
    event: { kind: 'signal', signal: { kind } },
    us: minute * MINUTE_US,
    untilUs: null,
    toleranceUs: MINUTE_US,
    unit,
    sources: [source],
    subject: null,
    title: '',
  }) as unknown as Node;

test('what begins on one host is seldom led to by what is on another, unless that one is gone', () => {
  const error = on('node-12', 'new', 10, 2);
  const strength = (kind: SignalKind): number =>
    linkOf(on('node-5', kind, 4, 1), error, AROUND).strength;
  expect(strength('new')).toBeLessThan(0.25);
  expect(strength('heartbeat')).toBeGreaterThan(0.5);
  expect(strength('silence')).toBe(strength('heartbeat'));
});
