import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IN_CLEAR } from '#shared/model/label.ts';
import { citationKey } from '#shared/model/record-citation.ts';
import { plainFinding } from '#shared/model/finding.ts';
import { checkKept } from '../../../../main/evidence/index.ts';
import { PLAIN_ACQUISITION } from '../../../../main/ingest/index.ts';
import { createReportDesk } from '../../../../main/reports/index.ts';
import { rowsOf, testCase, testFolder } from '../case-in-folder.ts';
import { givenFor } from './sample-answers.ts';
import { frameworkOf } from '../../../../main/reports/frameworks/bundled-frameworks.ts';

const { signal } = new AbortController();
const NOW = new Date('2026-03-12T18:00:00Z');
const PLAIN = { signing: null, leave: IN_CLEAR, check: async () => {} };
const WARNING = { framework: 'nis2', stage: 'early-warning' };

test('links of the narrative become numbers of records; one that is not as it was cited, or names none, says so', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  const log = join(folder, 'shop.log');
  writeFileSync(log, '2026-03-12T14:07:02Z INFO started\n2026-03-12T14:19:04Z ERROR pool\n');
  await open.read({ kind: 'paths', paths: [log] });
  const [started, failed] = await open.cite((await rowsOf(open)).map(({ ref }) => ref));
  if (started === undefined || failed === undefined) throw new Error('two records were read');
  const other = citationKey({ ...failed, hash: 'a'.repeat(64) });
  const gone = citationKey({ ...failed, line: 99 });
  const text = `[Started](record:${citationKey(started)}), [then](record:${other}), [and](record:${gone}), [or](record:it).`;
  await open.change('narrative', 'narrative', { text });
  const desk = createReportDesk(open, () => NOW);
  const { data } = await desk.prepare({ framework: 'post-incident', stage: 'review' }, signal);
  expect(data.narrative?.text).toBe(
    '[Started](#record-1), [then](#record-2), [and](#record-3), or (cites no record of the case).',
  );
  expect(data.cited.map((record) => record.text)).toEqual([
    '2026-03-12T14:07:02Z INFO started',
    'Not as it was cited: 2026-03-12T14:19:04Z ERROR pool',
    'This record is not in the case any more.',
  ]);
});

test('a report is made of the evidence of its case, and what was submitted stays as it was', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  const log = join(folder, 'shop.log');
  writeFileSync(
    log,
    '2026-03-12T14:07:02Z INFO release 2.3.1 started\n2026-03-12T14:19:04Z ERROR pool exhausted\n',
  );
  await open.read({ kind: 'paths', paths: [log] });
  const rows = await rowsOf(open);
  const [started, failed] = await open.cite(rows.map(({ ref }) => ref));
  if (started === undefined || failed === undefined) throw new Error('two records were read');
  const finding = { ...plainFinding('cause', 'The pool ran out'), citations: [failed, started] };
  await open.append({ kind: 'finding.added', payload: { id: randomUUID(), ...finding } });
  const provenance = { by: 'record', record: started } as const;
  const aware = {
    us: Date.parse('2026-03-12T14:35:00Z') * 1000,
    withinUs: 0,
    provenance,
    note: '',
  };
  await open.change('incident', 'incident', { aware });
  const desk = createReportDesk(open, () => NOW);

  const { data, assessment } = await desk.prepare({ framework: 'nis2', stage: 'final' }, signal);
  expect(data.findings).toMatchObject([{ title: 'The pool ran out', cites: [2, 1] }]);
  expect(data.cited.map(({ text, line }) => `${line} ${text}`)).toEqual([
    '1 2026-03-12T14:07:02Z INFO release 2.3.1 started',
    '2 2026-03-12T14:19:04Z ERROR pool exhausted',
  ]);
  expect(data.times).toMatchObject([{ name: 'aware', at: '2026-03-12T14:35:00Z', cites: 1 }]);
  expect(assessment.asked.find(({ field }) => field.id === 'cause')?.mandatory).toBe(true);
  expect(data.answers.find(({ id }) => id === 'cause')?.text).toBe('The pool ran out');

  await expect(desk.submit(WARNING, NOW.toISOString(), signal)).rejects.toThrow(
    'mandatory answers are missing',
  );
  await expect(desk.answer('nis2', 'aware', 'yesterday')).rejects.toThrow('Expected: a time');
  for (const field of frameworkOf('nis2').fields) {
    if (field.stages['early-warning'] === 'mandatory' && field.id !== 'aware') {
      await desk.answer('nis2', field.id, givenFor(field));
    }
  }
  expect(await desk.submit(WARNING, '2026-03-12T17:00:00Z', signal)).toBe(1);
  await desk.answer('nis2', 'entity', 'Another name');
  expect(await desk.preview(WARNING, 1, signal)).toContain('Ledger Bank plc');
  expect(await desk.preview(WARNING, null, signal)).toContain('Another name');
  expect(await desk.submit(WARNING, '2026-03-12T17:30:00Z', signal)).toBe(2);

  const once = await desk.write(WARNING, 1, 'json', PLAIN, signal);
  await desk.note(once.data, 'warning.json', once.bytes);
  const again = await desk.write(WARNING, 1, 'json', PLAIN, signal);
  expect(Buffer.from(again.bytes).equals(Buffer.from(once.bytes))).toBe(true);
  const now = await desk.write(WARNING, null, 'json', PLAIN, signal);
  await desk.note(now.data, 'warning.json', now.bytes);
  expect(Buffer.from((await desk.write(WARNING, null, 'json', PLAIN, signal)).bytes)).toEqual(
    Buffer.from(now.bytes),
  );
  expect((await open.journalVerify()).broken).toBe(null);
  expect((await open.custody()).filter(({ kind }) => kind === 'left')).toHaveLength(2);

  // Answered in one framework, filled in in the others.
  const gdpr = await desk.prepare({ framework: 'gdpr', stage: 'notification' }, signal);
  expect(gdpr.data.answers.find(({ id }) => id === 'controller')?.text).toBe('Another name');
});

test('kept originals are hashed again for a report that leaves, not for one that is refused', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  const log = join(folder, 'shop.log');
  writeFileSync(log, '2026-03-12T14:07:02Z INFO started\n');
  const acquisition = { ...PLAIN_ACQUISITION, keepOriginals: true };
  await open.read({ kind: 'paths', paths: [log], acquisition });
  const desk = createReportDesk(open, () => NOW);
  const leaving = { ...PLAIN, check: () => checkKept(open, signal) };
  const checks = async () => (await open.custody()).filter(({ kind }) => kind === 'check').length;
  const written = desk.write(WARNING, null, 'json', leaving, signal);
  await expect(written).rejects.toMatchObject({ code: 'REPORT_INCOMPLETE' });
  await open.change('case', 'case', { label: 'restricted' });
  const review = { framework: 'post-incident', stage: 'review' };
  const held = desk.write(review, null, 'json', leaving, signal);
  await expect(held).rejects.toMatchObject({ code: 'LABEL_REFUSES' });
  expect(await checks()).toBe(0);
  await open.change('case', 'case', { label: 'internal' });
  await desk.write(review, null, 'json', leaving, signal);
  expect(await checks()).toBe(1);
});
