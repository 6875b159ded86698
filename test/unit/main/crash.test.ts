import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomOf } from '../../bench/engine/random.ts';
import { writeCrashCorpus } from '../../crash/crash-corpus.ts';
import { runKilled, runUndisturbed } from '../../crash/kill-run.ts';
import { BUILT_THREADS } from '../built-threads.ts';
import { testFolder } from './case-in-folder.ts';

const CHILD = join(import.meta.dirname, '../../crash/crash-child.ts');

// The short run; `npm run test:crash` kills some hundred times.
test('killed at random moments, what was asked for ends as if nothing had happened', async () => {
  const folder = testFolder();
  const logs = join(folder, 'logs');
  await writeCrashCorpus(logs, 7, 600, 30);
  const run = { child: CHILD, logs, options: BUILT_THREADS };
  const undisturbed = await runUndisturbed({ ...run, folder: join(folder, 'undisturbed') });
  // Logs in two piles, one of them cut short, some twice; what is no log is named, and a name that climbs out lies within.
  const { sources, ...state }: { sources: { path: string; state: string }[]; skipped: string[] } =
    JSON.parse(undisturbed.state);
  const small = sources.filter(({ path }) => path.startsWith(join(logs, 'b/small')));
  expect(small.filter((source) => source.state === 'duplicate')).toHaveLength(3);
  expect(small.filter((source) => source.state === 'done')).toHaveLength(58);
  expect({ ...state, sources: sources.filter((source) => !small.includes(source)) }).toMatchObject({
    broken: null,
    unfinished: false,
    sources: [
      { path: join(logs, 'a/api.jsonl.gz'), state: 'done', zoneOverride: '+02:00', zone: '+02:00' },
      { path: join(logs, 'a/auth.log'), state: 'done', fromUs: Date.UTC(2024, 11, 5) * 1000 },
      { path: join(logs, 'a/broken.log.gz'), state: 'failed' },
      { path: join(logs, 'a/pile.zip!/shop/java.log'), state: 'done' },
      { path: join(logs, 'a/pile.zip!/shop/table.csv'), state: 'done' },
      { path: join(logs, 'a/pile.zip!/evil.log'), state: 'done' },
      { path: join(logs, 'b/iis.log'), state: 'done' },
      { path: join(logs, 'b/java.log'), state: 'done' },
      { path: join(logs, 'b/logs.tar.gz!/var/access.log'), state: 'done' },
      { path: join(logs, 'b/logs.tar.gz!/var/old.jsonl.gz'), state: 'done' },
      { path: join(logs, 'b/odd.jsonl.1'), state: 'done' },
      { path: join(logs, 'b/odd.jsonl'), state: 'done', duplicate: { kind: 'overlap' } },
      { path: join(logs, 'b/old/java.log'), state: 'duplicate', duplicate: { kind: 'inside' } },
      { path: join(logs, 'b/web.log.2.gz'), state: 'done' },
      { path: join(logs, 'b/web.log.1'), state: 'done' },
      { path: join(logs, 'b/web.log'), state: 'done' },
      { path: join(logs, 'b/wide.copy.log'), state: 'done', encoding: 'utf-16le' },
      { path: join(logs, 'b/wide.log'), state: 'duplicate', duplicate: { kind: 'same' } },
    ],
    skipped: [
      `${join(logs, 'a/core.bin')} FILE_BINARY`,
      `${join(logs, 'b/small/pods/core.bin')} FILE_BINARY`,
    ],
  });
  const killed = { ...run, folder: join(folder, 'killed') };
  expect(await runKilled(killed, randomOf(7), undisturbed, 2)).toBe(2);
}, 300_000);
