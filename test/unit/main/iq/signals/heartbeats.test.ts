import { expect, test } from 'vitest';
import type { Fact } from '../../../../../main/logstore/index.ts';
import { missedBeats } from '../../../../../main/iq/signals/heartbeats.ts';
import type { SignalTables } from '../../../../../main/iq/signals/signal-tables.ts';

const MINUTE_US = 60_000_000;

/** Beats a minute over three hours from each source, but for one that is lost after half of them. */
function tablesOf(paths: readonly string[], lost: number, hosts: readonly string[]): SignalTables {
  const facts: Fact[] = [];
  for (let minute = 0; minute < 180; minute++) {
    paths.forEach((_, at) => {
      const plain = { us: minute * MINUTE_US, sourceId: at + 1, numbers: [], ids: [] };
      const unit = hosts[minute % hosts.length] ?? null;
      const isBeating = at !== lost || minute < 90;
      if (isBeating) facts.push({ ...plain, subject: 2, ordinal: minute, unit });
      facts.push({ ...plain, us: plain.us + 1, subject: 4, ordinal: minute + 1000, unit });
    });
  }
  const sources = paths.map((path, at) => ({ id: at + 1, path }));
  return { facts, sources, complete: true } as unknown as SignalTables;
}

const told = (tables: SignalTables): string[] =>
  missedBeats(tables).map(({ unit, units, sources }) => `${unit} of ${units} in ${sources[0]}`);

test('beats that one host of one source misses are told once, by the host', () => {
  expect(told(tablesOf(['app.log'], 0, ['web-1']))).toEqual(['web-1 of 0 in 1']);
});

test('beats that a source of many misses are told once, by the source that is one of many', () => {
  const paths = ['n1/app.log', 'n2/app.log', 'n3/app.log'];
  expect(told(tablesOf(paths, 1, ['container']))).toEqual(['n2/app.log of 3 in 2']);
});

test('beats of a source without hosts are told of the source', () => {
  expect(told(tablesOf(['app.log'], 0, []))).toEqual(['null of 0 in 1']);
});
