import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEVELS } from '#shared/model/level.ts';
import { openCase, type OpenCase } from '../../../main/open-case.ts';
import { expectSound, rowsOf, testCase, testFolder } from './case-in-folder.ts';

const START = Date.UTC(2024, 4, 1, 10) * 1000;
const SECOND = 1_000_000;
const iso = (us: number): string =>
  new Date(us / 1000).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23);

interface Logged {
  readonly source: number;
  readonly line: number;
  readonly us: number;
  readonly level: string;
}

/** Three sources of known times; some records share a moment, the third ends with lines without a time. */
async function threeSources(): Promise<{ open: OpenCase; key: Buffer; logged: Logged[] }> {
  const folder = testFolder();
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  const logged: Logged[] = [];
  for (const source of [1, 2, 3]) {
    const lines = Array.from({ length: 40 }, (_, i) => {
      const us = START + (i * (source + 1) * 7 + (i % 5) * source) * SECOND;
      const level = i % 4 === 0 ? 'ERROR' : 'INFO';
      logged.push({ source, line: i + 1, us, level: level.toLowerCase() });
      return `${iso(us)} ${level} [main] shop.Api: step ${i} of ${source}`;
    });
    writeFileSync(join(logs, `s${source}.log`), `${lines.join('\n')}\n`);
  }
  const { open, key } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [logs] });
  return { open, key, logged };
}

async function found(open: OpenCase, query: string, fromUs: number | null, toUs: number | null) {
  const { viewId, total } = await open.store.search(
    { query, fromUs, toUs },
    new AbortController().signal,
    () => {},
  );
  const { rows } = await open.store.rows(viewId, 'asc', 0, 1000);
  const { counts, slices } = await open.store.histogram(viewId, null, null, 50);
  return { viewId, total, rows, counts, slices };
}

test('searches, counts, order and analysis agree with times that were moved by hand', async () => {
  const { open, logged } = await threeSources();
  const shift = fc.oneof(
    fc.integer({ min: -900 * SECOND, max: 900 * SECOND }),
    fc.constantFrom(0, 7 * SECOND, -14 * SECOND, 86_400 * SECOND, -1),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(shift, shift, shift),
      fc.integer({ min: -300, max: 700 }),
      fc.integer({ min: 0, max: 600 }),
      async (shifts, begin, span) => {
        await open.shift(shifts.map((shiftUs, at) => ({ id: at + 1, shiftUs })));
        const model = logged
          .map((record) => ({ ...record, us: record.us + (shifts[record.source - 1] ?? 0) }))
          .sort((a, b) => a.us - b.us || a.source - b.source || a.line - b.line);
        const keys = (list: readonly Logged[]) =>
          list.map(({ source, line, us }) => `${source}:${line} ${us}`);
        const keysOf = (rows: Awaited<ReturnType<typeof rowsOf>>) =>
          rows.map(({ ref, line, time }) => `${ref.sourceId}:${line} ${time?.us}`);

        const all = await found(open, '', null, null);
        expect(keysOf(all.rows)).toEqual(keys(model));

        const fromUs = START + begin * SECOND;
        const toUs = fromUs + span * SECOND;
        const inside = model.filter(({ us }) => us >= fromUs && us <= toUs);
        const narrowed = await found(open, '', fromUs, toUs);
        expect(keysOf(narrowed.rows)).toEqual(keys(inside));
        const text = `time:["${new Date(fromUs / 1000).toISOString()}" TO "${new Date(toUs / 1000).toISOString()}"}`;
        const asked = await found(open, `${text} AND level:error`, null, null);
        expect(keysOf(asked.rows)).toEqual(
          keys(inside.filter(({ us, level }) => level === 'error' && us < toUs)),
        );

        const bars = (list: readonly Logged[]): number[] => {
          const counts = new Float64Array(all.counts.length);
          for (const { us, level } of list) {
            const bar = Math.floor((us - all.slices.fromUs) / all.slices.widthUs);
            const at = bar * LEVELS.length + LEVELS.findIndex((name) => name === level);
            counts[at] = (counts[at] ?? 0) + 1;
          }
          return [...counts];
        };
        expect([...all.counts]).toEqual(bars(model));
        // Single records of each block, so the block's own time index does not tell.
        expect([...narrowed.counts]).toEqual(bars(inside));

        const times = model.map(({ us }) => us);
        expect(open.store.timeRange()).toMatchObject({ fromUs: times[0], toUs: times.at(-1) });
        for (const { id, fromUs: first, toUs: last } of open.sources()) {
          const own = model.filter(({ source }) => source === id).map(({ us }) => us);
          expect([first, last]).toEqual([Math.min(...own), Math.max(...own)]);
        }
        const templates = await open.templates();
        expect(Math.min(...templates.map(({ firstUs }) => firstUs ?? Number.NaN))).toBe(times[0]);
        expect(Math.max(...templates.map(({ lastUs }) => lastUs ?? Number.NaN))).toBe(times.at(-1));

        const middle = model[Math.floor(model.length / 2)];
        const at = { by: 'time', us: middle?.us ?? 0 } as const;
        expect(await open.store.locate(all.viewId, 'asc', at)).toBe(times.indexOf(middle?.us ?? 0));
      },
    ),
    { numRuns: 25 },
  );
});

test('a clock stays set when the source is read again, the case opened again, and it is in the journal', async () => {
  const { open, key } = await threeSources();
  await open.shift([{ id: 2, shiftUs: -3_600_000_001 }]);
  await open.override(2, { format: null, zone: '+02:00', encoding: null });
  const expected = START - 2 * 3600 * SECOND - 3_600_000_001;
  expect(open.sources()[1]).toMatchObject({ shiftUs: -3_600_000_001, fromUs: expected });
  await open.close();
  const again = await openCase({ path: open.path, key, signer: null, created: null }, () => {});
  try {
    const [first] = await rowsOf(again, 'source:s2.log');
    expect(first?.time?.us).toBe(expected);
    const entries = await again.journalList(null, 20);
    expect(entries.filter(({ kind }) => kind === 'source.changed')[1]?.payload).toMatchObject({
      id: again.sources()[1]?.key,
      set: { shiftUs: -3_600_000_001 },
    });
    await expectSound(again);
  } finally {
    await again.close();
  }
});

test('a shift is proposed from ids that both sources log, and only proposed', async () => {
  const folder = testFolder();
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  const id = (i: number): string => `3f2b8c1e-0000-4000-8000-${String(i).padStart(12, '0')}`;
  const late = 125_500_000;
  const lines = (shiftUs: number, word: string): string =>
    Array.from(
      { length: 60 },
      (_, i) =>
        `${iso(START + i * SECOND + shiftUs + (i % 3) * 1000)} INFO [main] shop.Api: ${word} request ${id(i)}`,
    ).join('\n');
  writeFileSync(join(logs, 'front.log'), lines(0, 'sends'));
  // One id appears long before: the median does not mind.
  writeFileSync(
    join(logs, 'back.log'),
    `${iso(START - 9000 * SECOND)} INFO [main] shop.Api: knows ${id(59)}\n${lines(-late, 'gets')}`,
  );
  writeFileSync(join(logs, 'other.log'), `${iso(START)} INFO [main] shop.Api: nothing shared`);
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [logs] });
  const byName = (name: string): number =>
    open.sources().find(({ path }) => path.endsWith(name))?.id ?? 0;
  const signal = new AbortController().signal;
  const fit = await open.fitClock(byName('back.log'), byName('front.log'), signal);
  expect(fit).toMatchObject({
    shared: 60,
    medianUs: late,
    lowUs: late,
    highUs: late,
    shiftUs: late,
  });
  expect(fit?.examples).toHaveLength(5);
  expect(open.sources().every(({ shiftUs }) => shiftUs === 0)).toBe(true);
  expect(await open.fitClock(byName('other.log'), byName('front.log'), signal)).toBeNull();
  await open.shift([{ id: byName('back.log'), shiftUs: late }]);
  const after = await open.fitClock(byName('back.log'), byName('front.log'), signal);
  expect(after).toMatchObject({ medianUs: 0, shiftUs: late });
});
