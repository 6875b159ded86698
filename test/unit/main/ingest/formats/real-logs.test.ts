import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { formatTimeUtc } from '#shared/model/record.ts';
import { rowsOf, testCase, testFolder } from '../../case-in-folder.ts';

/** When the files were last written, by which dates without a year are told. */
const WRITTEN = new Date('2026-03-13T00:00:00Z');
const FILE = join(import.meta.dirname, '../../../../fixtures/logs/real-logs.txt');

interface RealLog {
  readonly name: string;
  readonly text: string;
  readonly format: string;
  readonly levels: readonly string[];
  readonly first: string;
  readonly last: string;
}

/** Logs as the tools write them, each below a line that says how it is to be read: `=== NAME FORMAT LEVELS FIRST LAST`. */
function realLogs(): RealLog[] {
  const [, ...parts] = readFileSync(FILE, 'utf8').split(/^=== (?=\S+ [a-z\d-]+ \S+ \S+ \S+$)/mu);
  return parts.map((part) => {
    const head = part.slice(0, part.indexOf('\n'));
    const [name = '', format = '', levels = '', first = '', last = ''] = head.split(' ');
    return {
      name,
      format,
      levels: levels.split(','),
      first,
      last,
      text: part.slice(head.length + 1),
    };
  });
}

test('logs of two hundred tools are read with their format, times and levels', async () => {
  const folder = testFolder();
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  const expected = realLogs();
  for (const { name, text } of expected) {
    writeFileSync(join(logs, name), text);
    utimesSync(join(logs, name), WRITTEN, WRITTEN);
  }
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [logs] });
  const rows = await rowsOf(open);
  rows.sort((a, b) => a.ref.ordinal - b.ref.ordinal);
  const found = open.sources().map(({ id, path, format, state }) => {
    const its = rows.filter(({ ref }) => ref.sourceId === id);
    const times = its.map(({ time }) => (time === null ? '-' : formatTimeUtc(time)));
    const [name, levels] = [basename(path), its.map(({ level }) => level)];
    return { name, state, format, levels, first: times[0], last: times.at(-1) };
  });
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
  expect(found.sort(byName)).toEqual(
    expected
      .map(({ name, format, levels, first, last }) => ({
        name,
        state: 'done',
        format,
        levels,
        first,
        last,
      }))
      .sort(byName),
  );
  expect(expected.length).toBeGreaterThan(200);
  expect(await open.skipped()).toEqual([]);
}, 60_000);
