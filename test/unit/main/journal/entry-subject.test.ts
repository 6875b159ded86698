import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainFinding } from '#shared/model/finding.ts';
import { rowsOf, testCase, testFolder } from '../case-in-folder.ts';

test('each entry says what it is about: titles, paths, records, values, and what was taken back', async () => {
  const folder = testFolder();
  const log = join(folder, 'shop.log');
  writeFileSync(log, '2026-03-12T14:07:02Z INFO started\n2026-03-12T14:19:04Z ERROR pool\n');
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [log] });
  const [, failed] = await open.cite((await rowsOf(open)).map(({ ref }) => ref));
  if (failed === undefined) throw new Error('two records were read');
  const finding = await open.keepFinding(plainFinding('cause', 'The pool\nleaks'));
  await open.change('finding', finding, { title: 'The pool leaks', assets: ['shop', 'db'] });
  await open.change('case', 'case', { keepUntil: '2027-01-31', hold: null });
  await open.change('source', open.sources()[0]?.key ?? '', { shiftUs: -2_500_000 });
  await open.change('report', 'gdpr/controller', { answer: { justified: 'not known yet' } });
  await open.change('incident', 'incident', {
    detected: {
      us: 1_773_326_344_000_000,
      withinUs: 0,
      provenance: { by: 'record', record: failed },
      note: '',
    },
  });
  const [latest] = await open.journalList(null, 1);
  await open.undo(latest?.id ?? '');

  const entries = await open.journalList(null, 100);
  const told = Object.fromEntries(entries.map(({ kind, subject }) => [kind, subject]));
  expect(told).toMatchObject({
    'case.created': 'test',
    'source.added': log,
    'source.read': log,
    'finding.added': 'The pool leaks',
    'finding.changed': 'The pool leaks · title: The pool leaks, assets: shop, db',
    'case.changed': 'keep until: 2027-01-31, hold: none',
    'source.changed': `${log} · shift: -2.5 s`,
    'report.changed': 'gdpr/controller · answer: none: not known yet',
    'incident.changed': 'detected: 2026-03-12T14:39:04.000Z',
    'entry.undone': `${latest?.seq}: detected: 2026-03-12T14:39:04.000Z`,
  });
  // What a log says stands in records, not in its history.
  expect(JSON.stringify(entries.map(({ subject }) => subject))).not.toContain('ERROR');
});
