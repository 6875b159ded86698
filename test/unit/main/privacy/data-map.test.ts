import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainFinding } from '#shared/model/finding.ts';
import { copyOut } from '../../../../main/evidence/index.ts';
import {
  eraseValues,
  keptDataMap,
  previewErasure,
  takeDataMap,
} from '../../../../main/safekeeping/index.ts';
import { createFileSink, exportCase } from '../../../../main/export/index.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

const NEVER = new AbortController().signal;
const PERSON = 'grace.hopper@navy.example.org';

async function caseWithPeople() {
  const folder = testFolder();
  const lines = Array.from({ length: 40 }, (_, at) => {
    const who = at % 4 === 0 ? PERSON : `user${at}@example.org`;
    return `{"time":"2024-05-01T10:00:${String(at).padStart(2, '0')}Z","level":"info","msg":"login","mail":"${who}","from":"${PERSON}"}`;
  });
  writeFileSync(join(folder, 'api.log'), `${lines.join('\n')}\n`);
  writeFileSync(join(folder, 'db.log'), '2024-05-01T10:00:00Z ERROR db nothing of anybody\n');
  const made = await testCase(folder);
  const acquisition = { keepOriginals: true, collector: 'test', note: '', clockOffsetMs: null };
  const paths = ['api.log', 'db.log'].map((name) => join(folder, name));
  await made.open.read({ kind: 'paths', paths, acquisition });
  return made;
}

test('a number of the map leads to its records, whose values are not given unless asked for', async () => {
  const { open } = await caseWithPeople();
  const { rows } = await takeDataMap(open, NEVER, () => {});
  expect(await keptDataMap(open)).toMatchObject({ rows, records: 41 });
  const cell = rows.find(({ field }) => field === 'mail');
  if (cell === undefined) throw new Error('mail is not on the map');
  expect(cell).toMatchObject({ kind: 'email', count: 40, distinct: 31 });
  const wish = { sourceId: cell.sourceId, field: 'mail', kind: 'email' } as const;
  const masked = await open.store.personalRecords({ ...wish, clear: false }, 30, NEVER);
  expect(masked).toHaveLength(30);
  expect(masked[4]).toMatchObject({ line: 5, us: Date.parse('2024-05-01T10:00:04Z') * 1000 });
  expect(JSON.stringify(masked)).not.toMatch(/hopper|user\d|example/);
  expect(masked[0]?.pieces.filter(({ kind }) => kind === 'email')).toHaveLength(2);
  const clear = await open.store.personalRecords({ ...wish, clear: true }, 2, NEVER);
  const whole = clear[1]?.pieces.map(({ text }) => text).join('');
  expect(whole).toContain(`"mail":"user1@example.org","from":"${PERSON}"`);

  // Another label is no reason to read a source again.
  const key = open.sources().find(({ id }) => id === cell.sourceId)?.key ?? '';
  await open.labelSource(key, 'restricted');
  expect((await open.sourceLabels()).get(key)).toBe('restricted');
  expect(await open.labelOf(null)).toBe('restricted');

  // The clipboard is a way out like any other.
  const copy = { records: 1, sourceIds: [cell.sourceId], masked: true };
  await expect(copyOut(open, PERSON, copy)).rejects.toMatchObject({ code: 'LABEL_REFUSES' });
  await open.labelSource(key, 'confidential');
  await expect(copyOut(open, PERSON, { ...copy, masked: false })).rejects.toMatchObject({
    code: 'LABEL_NEEDS_MASKING',
  });
  expect(await copyOut(open, `mail ${PERSON}`, copy)).toMatch(/^mail user-\w+@masked\.example$/);
  const left = (await open.custody()).filter(({ kind }) => kind === 'left');
  expect(left).toMatchObject([{ what: 'copy', records: 1, sources: [key], note: '[masked]' }]);
  await open.close();
});

test('accounts of tables and access logs are in the map by what their field means, and leave masked', async () => {
  const folder = testFolder();
  const row = (at: number): string => `2024-05-01T10:00:0${at}Z,jdoe42,logged in,10.0.0.${at}\n`;
  writeFileSync(join(folder, 'audit.csv'), `time,username,message,client\n${row(1)}${row(2)}`);
  const line = (at: number): string =>
    `10.0.0.9 - mmustermann [01/May/2024:10:00:0${at} +0000] "GET / HTTP/1.1" 200 5\n`;
  writeFileSync(join(folder, 'access.log'), line(1) + line(2));
  const { open } = await testCase(folder);
  await open.read({
    kind: 'paths',
    paths: ['audit.csv', 'access.log'].map((name) => join(folder, name)),
  });
  const { rows } = await takeDataMap(open, NEVER, () => {});
  const accounts = rows.filter(({ kind }) => kind === 'user');
  const counts = accounts.map(({ field, count, distinct }) => `${field} ${count} ${distinct}`);
  expect(counts.sort()).toEqual(['user 2 1', 'username 2 1']);
  const out = join(folder, 'masked.txt');
  const request = {
    query: '',
    fromUs: null,
    toUs: null,
    part: { by: 'query' },
    format: 'text',
    order: 'file',
    zone: 'UTC',
    columns: null,
    formulaSafe: false,
    leave: { masked: true, override: null },
  } as const;
  await exportCase(open, request, await createFileSink(out), NEVER, () => {});
  const masked = readFileSync(out, 'utf8');
  expect(masked.split('\n')).toHaveLength(5);
  expect(masked).not.toMatch(/jdoe42|mmustermann/);
  expect(await open.masking.unmask(masked)).toContain('jdoe42,logged in');
  await open.close();
});

test('the preview of an erasure changes nothing, and tells exactly what the erasure then takes', async () => {
  const { open } = await caseWithPeople();
  await takeDataMap(open, NEVER, () => {});
  await open.append({
    kind: 'finding.added',
    payload: { id: 'f', ...plainFinding('cause', `${PERSON} was locked out`) },
  });
  await open.viewSet('search', JSON.stringify({ query: PERSON }));
  const before = (await open.journalVerify()).entries;
  const preview = await previewErasure(open, [PERSON], NEVER, () => {});
  expect((await open.journalVerify()).entries).toBe(before);
  expect((await open.findings())[0]?.title).toContain(PERSON);
  expect(preview).toMatchObject({
    places: 50,
    sources: [{ places: 50, lines: 40, original: true }],
    entries: [{ kind: 'finding.added' }],
    remembered: 1,
  });
  expect(preview.examples).toHaveLength(40);
  expect(preview.examples[1]).toMatchObject({ line: 2 });
  expect(preview.examples[1]?.before).toContain(`"from":"${PERSON}"`);
  expect(preview.examples[1]?.after).toContain('"mail":"user1@example.org","from":"[erased]"');

  const erased = await eraseValues(open, [PERSON], 'request 17', NEVER, () => {});
  expect(erased).toMatchObject({
    places: preview.places,
    sources: preview.sources.length,
    originals: 1,
    entries: preview.entries.length,
  });
  expect(await open.erasures()).toMatchObject([
    { what: 'erased', reason: 'request 17', places: 50, entries: 1 },
  ]);
  expect(await keptDataMap(open)).toBeNull();
  expect((await previewErasure(open, [PERSON], NEVER, () => {})).places).toBe(0);
  await open.close();
});
