import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stepsBack } from '../../../main/ingest/block-writer.ts';
import { TimeIndexWriter, type TimesBack } from '../../../main/logstore/index.ts';
import {
  keyOf,
  ContextLines,
  pathsOf,
  foundRecords,
} from '../../../main/shells/cli/record-lines.ts';
import { rowsOf, testCase, testFolder } from './case-in-folder.ts';

function backOf(times: readonly number[]): TimesBack {
  const writer = new TimeIndexWriter();
  for (const timeUs of times) writer.add(timeUs, 0);
  return writer.back();
}

test('steps back are counted as one would by hand, wherever a source is cut into blocks', () => {
  const time = fc.oneof(
    fc.integer({ min: -1e15, max: 2e15 }),
    fc.integer({ min: 0, max: 5 }),
    fc.constant(Number.NaN),
  );
  fc.assert(
    fc.property(fc.array(time, { maxLength: 30 }), fc.nat(30), (times, cut) => {
      let [count, most] = [0, 0];
      let last = Number.NaN;
      for (const us of times) {
        if (Number.isNaN(us)) continue;
        if (us < last) {
          count++;
          most = Math.max(most, last - us);
        }
        last = us;
      }
      const first = stepsBack(backOf(times.slice(0, cut)), null);
      const second = stepsBack(backOf(times.slice(cut)), first.lastUs);
      expect(first.back + second.back).toBe(count);
      expect(Math.max(first.backUs, second.backUs)).toBe(most);
      expect(second.lastUs).toBe(Number.isNaN(last) ? null : last);
    }),
    { seed: 5, numRuns: 500 },
  );
});

const LINES = [
  '2026-04-01 10:00:05,000 INFO [main] a.B: five',
  '2026-04-01 10:00:02,500 INFO [main] a.B: two',
  '2026-04-01 10:00:06,000 ERROR [main] a.B: six',
  '2026-04-01 10:00:07,000 INFO [main] a.B: seven',
  '2026-04-01 10:00:01,000 ERROR [main] a.B: one',
  '2026-04-01 10:00:08,000 INFO [main] a.B: eight',
];

test('times out of order are shown where they belong, and counted', async () => {
  const file = join(testFolder(), 'a.log');
  writeFileSync(file, `${LINES.join('\n')}\n`);
  const { open } = await testCase(testFolder());
  await open.read({ kind: 'paths', paths: [file] });
  expect(open.sources()[0]).toMatchObject({ back: 2, backUs: 6_000_000, records: 6 });
  expect((await rowsOf(open)).map(({ message }) => message)).toEqual([
    'one',
    'two',
    'five',
    'six',
    'seven',
    'eight',
  ]);
  await open.override(1, { format: null, zone: '+02:00', encoding: null });
  expect(open.sources()[0]).toMatchObject({ back: 2, backUs: 6_000_000 });

  // The records around those found are those around them in the log.
  const search = { query: 'level:error', fromUs: null, toUs: null };
  const { viewId } = await open.store.search(search, new AbortController().signal, () => {});
  const found = [];
  const shown = { total: 2, limit: 2, collapse: false };
  for await (const one of foundRecords(open, viewId, shown, 1)) found.push(one);
  const lines = new ContextLines(pathsOf(open), 1);
  const keys = new Set(found.map(({ ref }) => keyOf(ref)));
  const printed = found.flatMap((one) => [...lines.linesOf(one, keys)]);
  const marks = printed.map((text) =>
    text === '--' ? text : /([:-]\d+-?) {2}(\w+)$/.exec(text)?.slice(1).join(' '),
  );
  expect(marks).toEqual(['-4- seven', ':5 one', '-6- eight', '--', '-2- two', ':3 six']);
});

test('a format and an encoding that are said beforehand are used, and stand as set', async () => {
  const file = join(testFolder(), 'a.log');
  writeFileSync(file, Buffer.from(`${LINES[0]} gr\u00fcn\n`, 'utf16le'));
  const { open } = await testCase(testFolder());
  const set = { format: 'generic', encoding: 'utf-16le' } as const;
  await open.read({ kind: 'paths', paths: [file], set });
  expect(open.sources()[0]).toMatchObject({
    format: 'generic',
    formatOverride: 'generic',
    encodingOverride: 'utf-16le',
    records: 1,
  });
  expect(await rowsOf(open, 'gr\u00fcn')).toHaveLength(1);
});
