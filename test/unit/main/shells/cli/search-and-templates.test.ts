import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../../case-in-folder.ts';
import { whatIsSaid } from './what-is-said.ts';

test('search --json and templates --assignments have the shapes that docs/command-line.md tells', async () => {
  const folder = testFolder();
  const at = (name: string): string => join(folder, name);
  const log = at('a,"b".log');
  writeFileSync(
    log,
    [
      '2026-03-12 14:05:00,250 INFO [main] shop.Api: order 17 is paid',
      '2026-03-12 14:05:01,500 ERROR [main] shop.Api: order 18 failed',
      'java.lang.IllegalStateException: no pool',
      '\tat shop.Api.pay(Api.java:12)',
      '2026-03-12 14:05:02,750 INFO [main] shop.Api: order 19 is paid',
    ].join('\n'),
  );
  writeFileSync(at('pass'), 'a long enough phrase for a test\n');
  const common = ['--data', at('data'), '--passphrase-file', at('pass')];
  const made = await whatIsSaid('analyze', log, '--case', at('c.eiq'), ...common);
  expect(made).toMatchObject({ code: 0 });

  const found = await whatIsSaid('search', at('c.eiq'), 'level:error', '--json', ...common);
  const said = JSON.parse(found.out);
  expect(said).toEqual({ total: 1, records: [expect.anything()], seconds: expect.any(Number) });
  expect(said.records[0]).toMatchObject({
    source: log,
    line: 2,
    time: '2026-03-12T14:05:01.500Z',
    level: 'error',
    message: expect.stringMatching(/^order 18 failed\n.*IllegalStateException/),
    fields: { thread: 'main', logger: 'shop.Api' },
    template: 'order <*> failed',
  });
  const counted = await whatIsSaid('search', at('c.eiq'), 'order', '--count', '--json', ...common);
  expect(JSON.parse(counted.out)).toEqual({ total: 3, seconds: expect.any(Number) });

  const csv = at('assigned.csv');
  const listed = await whatIsSaid(
    'templates',
    at('c.eiq'),
    '--assignments',
    csv,
    '--json',
    ...common,
  );
  expect(listed.code).toBe(0);
  const paid = JSON.parse(listed.out).find(
    ({ template }: { template: string }) => template === 'order <*> is paid',
  );
  expect(paid).toMatchObject({ count: 2, level: 'info' });
  const [header, ...rows] = readFileSync(csv, 'utf8').trimEnd().split(/\r?\n/);
  expect(header).toBe('source,line,template_id,template');
  // A row for each physical line, and the name as CSV quotes it (RFC 4180).
  const named = `"${log.replaceAll('"', '""')}"`;
  expect(rows.map((row) => row.startsWith(`${named},`))).toEqual(Array(5).fill(true));
  const cells = rows.map((row) => row.slice(named.length + 1).split(','));
  expect(cells.map(([line]) => line)).toEqual(['1', '2', '3', '4', '5']);
  const ids = cells.map(([, id]) => id);
  expect(ids[0]).toBe(String(paid.id));
  expect(ids).toEqual([ids[0], ids[1], ids[1], ids[1], ids[0]]);
  expect(ids[0]).not.toBe(ids[1]);
});
