import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainFinding } from '#shared/model/finding.ts';
import { openCaseFile } from '../../../../main/cases/index.ts';
import {
  checkKept,
  checkSources,
  verifyBundle,
  writeBundle,
} from '../../../../main/evidence/index.ts';
import { createFileSink } from '../../../../main/export/index.ts';
import { openCase, type OpenCase } from '../../../../main/open-case.ts';
import { rowsOf, testCase, testFolder } from '../case-in-folder.ts';
import { LONG } from '../../draws.ts';

const NEVER = new AbortController().signal;
const LOG = Array.from(
  { length: 200 },
  (_, i) => `2024-05-01T10:00:00.${String(i).padStart(3, '0')}Z ERROR request ${i} failed\r\n`,
).join('');

const acquisition = {
  collector: 'Eli of the night shift',
  note: 'from the web host by scp',
  clockOffsetMs: -12,
  keepOriginals: false,
};

async function withLogs(
  keepOriginals: boolean,
): Promise<{ open: OpenCase; key: Uint8Array; folder: string; pile: string }> {
  const folder = testFolder();
  const pile = join(folder, 'pile');
  mkdirSync(pile);
  writeFileSync(join(pile, 'plain.log'), LOG);
  writeFileSync(join(pile, 'packed.log.gz'), gzipSync(LOG.slice(0, 5000)));
  const { open, key } = await testCase(folder);
  const paths = [pile];
  await open.read({ kind: 'paths', paths, acquisition: { ...acquisition, keepOriginals } });
  return { open, key, folder, pile };
}

test('intake, hashing again, what left and what was stated stand in the chain of custody', async () => {
  const { open, pile } = await withLogs(false);
  const intake = (await open.custody()).filter(({ kind }) => kind === 'intake');
  expect(intake.map((entry) => entry.kind === 'intake' && [entry.sha256, entry.bytes])).toEqual([
    [createHash('sha256').update(LOG.slice(0, 5000)).digest('hex'), 5000],
    [createHash('sha256').update(LOG).digest('hex'), LOG.length],
  ]);
  expect(intake[0]).toMatchObject({
    collector: acquisition.collector,
    note: acquisition.note,
    clockOffsetMs: -12,
    keeping: 'reference',
    tool: 'Error-IQ',
  });
  const good = await checkSources(open, null, 'asked', NEVER);
  expect(good.map(({ against, result }) => [against, result])).toEqual([
    ['original', 'same'],
    ['original', 'same'],
  ]);
  writeFileSync(join(pile, 'plain.log'), LOG.replace('request 7 ', 'request 8 '));
  rmSync(join(pile, 'packed.log.gz'));
  const bad = await checkSources(open, null, 'asked', NEVER);
  expect(bad.map(({ result }) => result)).toEqual(['missing', 'changed']);
  const checks = (await open.custody()).filter(({ kind }) => kind === 'check');
  expect(checks).toHaveLength(4);
  expect((await open.journalVerify()).broken).toBeNull();
});

test('what the case keeps is hashed again before a report, which is refused where it is not the same', async () => {
  const { open, key } = await withLogs(true);
  await checkKept(open, NEVER);
  const checks = (await open.custody()).filter(({ kind }) => kind === 'check');
  expect(checks).toMatchObject([
    { against: 'kept', why: 'report', result: 'same' },
    { against: 'kept', why: 'report', result: 'same' },
  ]);
  await open.close();
  // One stands in the place of the other.
  const database = openCaseFile({ path: open.path, key, readonly: false });
  database.exec(
    'UPDATE original SET source_id = source_id + 100; UPDATE original SET source_id = 103 - source_id',
  );
  database.close();
  const changed = await openCase({ path: open.path, key, signer: null, created: null }, () => {});
  await expect(checkKept(changed, NEVER)).rejects.toMatchObject({ code: 'KEPT_ORIGINAL_CHANGED' });
  await changed.close();
});

test('a kept original is there byte for byte when the file is gone', async () => {
  const { open, folder, pile } = await withLogs(true);
  rmSync(pile, { recursive: true });
  const checked = await checkSources(open, null, 'asked', NEVER);
  expect(checked.map(({ against, result }) => [against, result])).toEqual([
    ['kept', 'same'],
    ['original', 'missing'],
    ['kept', 'same'],
    ['original', 'missing'],
  ]);
  const out = join(folder, 'kept.zip');
  const request = { sourceIds: null, carry: 'originals', note: '' } as const;
  await writeBundle(open, request, await createFileSink(out), NEVER);
  const { manifest } = await verifyBundle(out);
  expect(manifest?.carried.map(({ what, checked }) => [what, checked])).toEqual([
    ['original', 'missing'],
    ['original', 'missing'],
  ]);
});

test('a dropped file is kept as it came, and checked, though nobody knows where it lay', async () => {
  const { open } = await testCase(testFolder());
  const { port1, port2 } = new MessageChannel();
  const bytes = Buffer.from(LOG);
  const read = open.read({
    kind: 'upload',
    name: 'dropped.log',
    mtimeUs: 0,
    size: bytes.length,
    port: port2,
    acquisition: { ...acquisition, keepOriginals: true },
  });
  port1.postMessage(Uint8Array.from(bytes));
  port1.postMessage(null);
  await read;
  port1.close();
  const intake = (await open.custody()).find(({ kind }) => kind === 'intake');
  expect(intake).toMatchObject({
    keeping: 'case',
    sha256: createHash('sha256').update(LOG).digest('hex'),
  });
  const checked = await checkSources(open, null, 'asked', NEVER);
  expect(checked.find(({ against }) => against === 'kept')?.result).toBe('same');
});

test('a bundle of what is restricted needs a reason, which the journal keeps', async () => {
  const { open, folder } = await withLogs(false);
  await open.change('case', 'case', { label: 'restricted' });
  const out = join(folder, 'restricted.zip');
  const request = { sourceIds: null, carry: 'excerpts', note: '' } as const;
  const write = async (override: string | null) =>
    writeBundle(
      open,
      { ...request, leave: { masked: false, override } },
      await createFileSink(out),
      NEVER,
    );
  await expect(write(null)).rejects.toMatchObject({ code: 'LABEL_REFUSES' });
  expect(existsSync(out)).toBe(false);
  await write('the court asked for it');
  expect((await verifyBundle(out)).broken).toBeNull();
  const overridden = (await open.journalList(null, 20)).filter(
    ({ kind }) => kind === 'label.overridden',
  );
  expect(overridden.map(({ payload }) => payload)).toEqual([
    { way: 'bundle', label: 'restricted', masked: false, reason: 'the court asked for it' },
  ]);
});

test('a bundle is what sha256sum and openssl say it is, and one flipped byte is refused', async () => {
  const { open, folder, pile } = await withLogs(false);
  const [row] = await rowsOf(open, 'request AND failed');
  const citations = await open.cite(row === undefined ? [] : [row.ref]);
  const finding = { id: 'f', ...plainFinding('cause', 'the pool ran dry'), citations };
  await open.append({ kind: 'finding.added', payload: finding });
  rmSync(join(pile, 'packed.log.gz'));
  const out = join(folder, 'bundle.zip');
  const request = { sourceIds: null, carry: 'originals', note: 'for the regulator' } as const;
  const written = await writeBundle(open, request, await createFileSink(out), NEVER);
  const zip = readFileSync(out);
  expect(written.sha256).toBe(createHash('sha256').update(zip).digest('hex'));
  const verdict = await verifyBundle(out);
  expect(verdict.broken).toBeNull();
  expect(verdict.manifest?.carried.map(({ what, checked }) => [what, checked])).toEqual([
    ['text', 'missing'],
    ['original', 'same'],
  ]);
  expect((await open.custody()).at(-1)).toMatchObject({
    kind: 'left',
    what: 'bundle',
    sha256: written.sha256,
    note: 'for the regulator',
  });

  const unpacked = join(folder, 'unpacked');
  mkdirSync(unpacked);
  execFileSync('unzip', ['-q', out, '-d', unpacked]);
  const inside = { cwd: unpacked, encoding: 'utf8' } as const;
  expect(execFileSync('sha256sum', ['-c', '--strict', 'SHA256SUMS'], inside)).not.toContain(
    'FAILED',
  );
  const check = '-verify -pubin -inkey signer.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig';
  const openssl = (): string => execFileSync('openssl', ['pkeyutl', ...check.split(' ')], inside);
  expect(openssl()).toContain('Verified Successfully');
  expect(readFileSync(join(unpacked, 'originals/0002-plain.log'), 'utf8')).toBe(LOG);
  writeFileSync(join(unpacked, 'SHA256SUMS'), 'x', { flag: 'a' });
  expect(openssl).toThrow();

  const flipped = join(folder, 'flipped.zip');
  const flip = async (at: number, bit: number): Promise<void> => {
    const bytes = Buffer.from(zip);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
    writeFileSync(flipped, bytes);
    expect((await verifyBundle(flipped)).broken, `byte ${at}`).not.toBeNull();
  };
  await fc.assert(fc.asyncProperty(fc.nat(zip.length - 1), fc.nat(7), flip), {
    numRuns: LONG ? 20_000 : 300,
    seed: 7,
  });
  const before = zip.indexOf('originals/0002-plain.log') + 24;
  await flip(before + 30, 3);
  expect((await verifyBundle(flipped)).broken?.file).toBe('originals/0002-plain.log');
}, 600_000);

test('excerpts carry the cited records and nothing else', async () => {
  const { open, folder } = await withLogs(false);
  const rows = await rowsOf(open, 'source:plain.log AND ("request 5 " OR "request 9 ")');
  const citations = await open.cite(rows.map(({ ref }) => ref));
  const finding = { id: 'f', ...plainFinding('cause', 'two of them'), citations };
  await open.append({ kind: 'finding.added', payload: finding });
  const out = join(folder, 'excerpts.zip');
  const request = { sourceIds: null, carry: 'excerpts', note: '' } as const;
  await writeBundle(open, request, await createFileSink(out), NEVER);
  const { manifest, broken } = await verifyBundle(out);
  expect(broken).toBeNull();
  expect(manifest?.carried.map(({ file }) => file)).toEqual(['excerpts/0002-plain.log.jsonl']);
  const text = execFileSync('unzip', ['-p', out, 'excerpts/*'], { encoding: 'utf8' });
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).line),
  ).toEqual([6, 10]);
});

test('a bundle that is broken off leaves no file and no entry', async () => {
  const { open, folder } = await withLogs(false);
  const out = join(folder, 'off.zip');
  const stop = AbortSignal.abort();
  const request = { sourceIds: null, carry: 'originals', note: '' } as const;
  await expect(writeBundle(open, request, await createFileSink(out), stop)).rejects.toMatchObject({
    code: 'CANCELLED',
  });
  expect(() => readFileSync(out)).toThrow();
  expect((await open.custody()).some(({ kind }) => kind === 'left')).toBe(false);
});
