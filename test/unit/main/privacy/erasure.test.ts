import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainFinding } from '#shared/model/finding.ts';
import { deriveCaseKey, openCaseFile, readHeader } from '../../../../main/cases/index.ts';
import { shareCase } from '../../../../main/evidence/index.ts';
import { createFileSink, exportCase } from '../../../../main/export/index.ts';
import { openCase, type OpenCase } from '../../../../main/open-case.ts';
import { verifyJournal } from '../../../../main/journal/index.ts';
import { erasedAgain } from '../../../../main/safekeeping/index.ts';
import { expectSound, testCase, testFolder } from '../case-in-folder.ts';
import { bytesOf } from './case-bytes.ts';

const NEVER = new AbortController().signal;
const PERSON = 'grace.hopper@navy.example.org';

/** A case that has a person in it in many ways. */
async function caseWith(folder: string, person: string) {
  const lines = Array.from({ length: 300 }, (_, at) => {
    const time = `2024-05-01T10:${String(at % 60).padStart(2, '0')}:00Z`;
    const who = at % 7 === 0 ? person : `user${at}@example.org`;
    return `${time} INFO api login of ${who} took ${at} ms`;
  });
  const packed = Buffer.from(`mail=${person}`).toString('base64');
  writeFileSync(join(folder, 'api.log'), `${lines.join('\n')}\n`);
  writeFileSync(
    join(folder, 'web.log'),
    [
      `2024-05-01T10:00:00Z WARN web {"body":"{\\"mail\\":\\"${person}\\"}"}`,
      `2024-05-01T10:00:01Z WARN web GET /?q=${encodeURIComponent(person)} ${packed}`,
      '2024-05-01T10:00:02Z WARN web nothing here',
      '',
    ].join('\n'),
  );
  writeFileSync(join(folder, 'db.log'), '2024-05-01T10:00:00Z ERROR db nothing of anybody\n');
  // The same person in every record of one template: what stood in its slot is known of all of them.
  const bounced = `2024-05-01T10:01:00Z INFO mail letter to <${person}> came back\n`;
  writeFileSync(join(folder, 'mail.log'), bounced.repeat(30));
  const made = await testCase(folder);
  const { open } = made;
  const acquisition = {
    keepOriginals: true,
    collector: 'test',
    note: `from ${person}`,
    clockOffsetMs: null,
  };
  await open.read({
    kind: 'paths',
    paths: ['api', 'web', 'db', 'mail'].map((name) => join(folder, `${name}.log`)),
    acquisition,
  });
  await open.append({
    kind: 'finding.added',
    payload: { id: 'f', ...plainFinding('cause', `${person} was locked out`) },
  });
  await open.change('narrative', 'narrative', { text: `It began with ${person}.` });
  await open.viewSet('search', JSON.stringify({ query: person }));
  await open.masking.mask(`write to ${person}`);
  return made;
}

async function keyOfCopy(path: string, passphrase: string): Promise<Uint8Array> {
  const { header } = await readHeader(path);
  return deriveCaseKey(passphrase, header);
}

const texts = async (open: OpenCase, folder: string, masked: boolean): Promise<string> => {
  const path = join(folder, `out-${masked}.jsonl`);
  const request = {
    query: '',
    fromUs: null,
    toUs: null,
    part: { by: 'query' },
    format: 'jsonl',
    order: 'file',
    zone: 'UTC',
    columns: null,
    formulaSafe: false,
    leave: { masked, override: null },
  } as const;
  await exportCase(open, request, await createFileSink(path), NEVER, () => {});
  return readFileSync(path, 'utf8');
};

test('a person is erased from every byte of a case, which still verifies and opens', async () => {
  const folder = testFolder();
  const { open, key } = await caseWith(folder, PERSON);
  const data = { path: open.path, key, signer: null, created: null };
  const before = open.sources().map(({ records, lines }) => ({ records, lines }));
  const done = await open.rewrite(
    { what: 'erased', values: [PERSON] },
    'request 17',
    NEVER,
    () => {},
  );
  expect(done).toMatchObject({ sources: 3, originals: 3 });
  expect(done.places).toBeGreaterThan(45);
  expect(open.sources().map(({ records, lines }) => ({ records, lines }))).toEqual(before);
  await expectSound(open);
  expect((await open.findings())[0]?.title).toBe('[erased] was locked out');
  const [tombstone] = (await open.journalList(null, 10)).filter(
    ({ kind }) => kind === 'data.erased',
  );
  expect(tombstone?.payload).toMatchObject({ what: 'erased', reason: 'request 17' });
  expect(tombstone?.undoable).toBe(false);
  expect(await texts(open, folder, false)).toContain('user1@example.org');
  await open.close();

  const bytes = bytesOf(data.path, data.key, folder);
  expect(bytes).toContain('user1@example.org');
  for (const form of [
    PERSON,
    encodeURIComponent(PERSON),
    Buffer.from(PERSON).toString('base64').slice(4, -4),
  ]) {
    expect(bytes).not.toContain(form);
  }
  const database = openCaseFile({ path: data.path, key, readonly: false });
  expect(verifyJournal(database).broken).toBeNull();
  // What no tombstone names is found as ever.
  database.exec(
    `UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '[erased] was', 'Eli was') AS BLOB) WHERE kind = 'finding.added'`,
  );
  expect(verifyJournal(database).broken?.reason).toBe('its content was changed');
  database.close();
});

test('a file that is added again after something was erased from it is named, with the tombstone', async () => {
  const folder = testFolder();
  const { open } = await caseWith(folder, PERSON);
  const again = (name: string): (() => Promise<void>) => {
    return () => open.read({ kind: 'paths', paths: [join(folder, name)] });
  };
  const copies = join(folder, 'copies');
  mkdirSync(copies);
  for (const name of ['api.log', 'db.log']) {
    copyFileSync(join(folder, name), join(copies, name));
  }
  await open.rewrite({ what: 'erased', values: [PERSON] }, 'request 17', NEVER, () => {});
  expect(await erasedAgain(open, again('copies'))).toBeNull();
  const named = (name: string): number => {
    const source = open.sources().find(({ path }) => path.endsWith(name));
    if (source === undefined) throw new Error('it was read');
    return source.id;
  };
  // Copies are not counted, and so bring nothing back until somebody wants them to be.
  const counting = (name: string) => erasedAgain(open, () => open.countAnyway(named(name)));
  expect(await counting('copies/db.log')).toBeNull();
  const warning = await counting('copies/api.log');
  expect(warning).toMatchObject({ code: 'ERASED_AGAIN', details: { sources: 1 } });
  expect(warning?.message).toMatch(/copies\/api\.log \(erased on \S+ \S+ UTC by .*: request 17\)/);
  expect(warning?.message).not.toContain(PERSON);
  // It has grown since, and lies where it lay.
  const grown = `${readFileSync(join(folder, 'web.log'), 'utf8')}2024-05-01T10:00:03Z WARN web more\n`;
  await open.removeSource(named('web.log'));
  writeFileSync(join(folder, 'web.log'), grown);
  expect((await erasedAgain(open, again('web.log')))?.message).toContain('web.log (erased on');
});

test('what is read after an erasure has its template, though it says what was erased before', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  const read = async (name: string, minute: number): Promise<void> => {
    const line = (second: number) =>
      `2024-05-01T10:0${minute}:0${second}Z ERROR auth desk of hopperton was locked out\n`;
    writeFileSync(join(folder, name), [0, 1, 2].map(line).join(''));
    await open.read({ kind: 'paths', paths: [join(folder, name)] });
  };
  const shown = async (): Promise<string[]> =>
    (await open.templates()).map(({ text, count }) => `${count} ${text}`);
  await read('before.log', 0);
  const said = '3 auth desk of hopperton was locked out';
  expect(await shown()).toEqual([said]);
  await open.rewrite({ what: 'erased', values: ['hopperton'] }, 'request 18', NEVER, () => {});
  const [erased] = await shown();
  expect(erased).not.toContain('hopperton');
  await read('after.log', 1);
  expect(new Set(await shown())).toEqual(new Set([erased, said]));
  await expectSound(open);
});

test('a masked copy holds nothing in clear, works and verifies; what comes back is merged', async () => {
  const folder = testFolder();
  const { open } = await caseWith(folder, PERSON);
  const path = join(folder, 'for-eli.eiq');
  const request = {
    to: { passphrase: 'harbour tram 41' },
    sourceIds: null,
    note: '',
    leave: { masked: true, override: null },
  };
  await shareCase(open, request, await createFileSink(path), NEVER);
  const key = await keyOfCopy(path, 'harbour tram 41');
  const bytes = bytesOf(path, key, folder);
  for (const form of [PERSON, 'user1@example.org', encodeURIComponent(PERSON)]) {
    expect(bytes).not.toContain(form);
  }

  const copy = await openCase({ path, key, signer: null, created: null }, () => {});
  await expectSound(copy);
  expect(
    copy
      .sources()
      .map(({ records }) => records)
      .sort((a, b) => a - b),
  ).toEqual([1, 3, 30, 300]);
  const [finding] = await copy.findings();
  expect(finding?.title).toMatch(/^user-[a-z]{12}@masked\.example was locked out$/);
  await copy.append({
    kind: 'finding.added',
    payload: { id: 'g', ...plainFinding('cause', `see ${finding?.title ?? ''}`) },
  });
  await copy.close();

  await open.merge({ path, key });
  await expectSound(open);
  const titles = (await open.findings()).map(({ title }) => title);
  expect(titles[0]).toBe(`${PERSON} was locked out`);
  expect(await open.masking.unmask(titles[1] ?? '')).toBe(`see ${PERSON} was locked out`);
  await open.close();
});

test('a masked export holds no person, and a label says what may leave', async () => {
  const folder = testFolder();
  const { open } = await caseWith(folder, PERSON);
  const masked = await texts(open, folder, true);
  expect(masked).not.toContain(PERSON);
  expect(masked).not.toContain('user1@example.org');
  expect(masked.split('\n')).toHaveLength(335);
  expect(await open.masking.unmask(masked)).toContain(PERSON);

  await open.change('case', 'case', { label: 'confidential' });
  await expect(texts(open, folder, false)).rejects.toMatchObject({ code: 'LABEL_NEEDS_MASKING' });
  expect(await texts(open, folder, true)).not.toContain(PERSON);
  const db = open.sources().find(({ path }) => path.endsWith('db.log'));
  await open.change('source', db?.key ?? '', { label: 'restricted' });
  await expect(texts(open, folder, true)).rejects.toMatchObject({ code: 'LABEL_REFUSES' });
  await open.mayLeave('export', null, { masked: false, override: 'asked by the court' });
  const [entry] = await open.journalList(null, 1);
  expect(entry).toMatchObject({
    kind: 'label.overridden',
    payload: { way: 'export', label: 'restricted', reason: 'asked by the court' },
  });
  await open.close();
});

test('an erasure reaches the other copies of a case when they take it in', async () => {
  const folder = testFolder();
  const { open, key } = await caseWith(folder, PERSON);
  const data = { path: open.path, key, signer: null, created: null };
  const path = join(folder, 'copy.eiq');
  const request = { to: { passphrase: 'harbour tram 41' }, sourceIds: null, note: '' };
  await shareCase(open, request, await createFileSink(path), NEVER);
  await open.rewrite({ what: 'erased', values: [PERSON] }, 'request 17', NEVER, () => {});
  await open.close();
  const copyKey = await keyOfCopy(path, 'harbour tram 41');
  const copy = await openCase({ path, key: copyKey, signer: null, created: null }, () => {});
  expect((await copy.findings())[0]?.title).toContain(PERSON);
  await copy.merge({ path: data.path, key: data.key });
  expect((await copy.findings())[0]?.title).toBe('[erased] was locked out');
  await expectSound(copy);
  await copy.close();
});
