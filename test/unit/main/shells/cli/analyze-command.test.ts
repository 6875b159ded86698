import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { testFolder } from '../../case-in-folder.ts';
import { whatIsSaid } from './what-is-said.ts';

const LINE = '2026-03-12T14:05:00.250Z ERROR pool exhausted\n';

test('analyze --json says one document of the shape that docs/command-line.md tells, and 3 where input was cut short', async () => {
  const folder = testFolder();
  const at = (name: string): string => join(folder, name);
  mkdirSync(at('logs'));
  writeFileSync(at('logs/a.log'), LINE.repeat(2));
  writeFileSync(at('logs/cut.log.gz'), gzipSync(LINE.repeat(50)).subarray(0, -12));
  const { code, out, err } = await whatIsSaid(
    'analyze',
    at('logs'),
    '--json',
    '--data',
    at('data'),
  );
  expect(code).toBe(3);
  expect(err).toContain('cut.log.gz');
  const said = JSON.parse(out);
  expect(Object.keys(said)).toEqual([
    'sources',
    'records',
    'levels',
    'templates',
    'issues',
    'seconds',
  ]);
  const [whole, cut] = said.sources;
  expect(whole).toMatchObject({
    path: at('logs/a.log'),
    encoding: 'utf-8',
    zone: 'UTC',
    bytes: 2 * LINE.length,
    lines: 2,
    records: 2,
    unparsed: 0,
    from: '2026-03-12T14:05:00.250Z',
    to: '2026-03-12T14:05:00.250Z',
    error: null,
  });
  expect(whole.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(cut).toMatchObject({ error: { code: 'ARCHIVE_TRUNCATED' } });
  expect(said.records).toBe(whole.records + cut.records);
  const levels = Object.values<number>(said.levels);
  expect(levels.reduce((sum, count) => sum + count, 0)).toBe(said.records);
  expect(said.templates[0]).toMatchObject({ template: 'pool exhausted', level: 'error' });
  expect(said.issues[0]).toMatchObject({ title: 'pool exhausted', level: 'error' });
  // Without --case the encrypted case that it worked in is gone.
  expect(readdirSync(folder).sort()).toEqual(['logs']);
});

test('wrong usage ends with 2, work that failed with 1, and each says why on stderr alone', async () => {
  const folder = testFolder();
  const data = ['--data', join(folder, 'data')];
  expect(await whatIsSaid('analyse', 'a.log', ...data)).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('"analyse"'),
  });
  writeFileSync(join(folder, 'pass'), 'a long enough phrase for a test\n');
  const pass = ['--passphrase-file', join(folder, 'pass')];
  const none = join(folder, 'none.eiq');
  expect(await whatIsSaid('search', none, 'pool', ...data, ...pass)).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining(none),
  });
});
