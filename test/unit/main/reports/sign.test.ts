import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonPathAt } from '../../../../main/reports/sign/json-path.ts';
import { writeReport, type ReportSigning } from '../../../../main/reports/sign/sign-report.ts';
import { verifyDetached, verifyPdf } from '../../../../main/reports/sign/verify-report.ts';
import { loadIdentity, makeIdentity } from '../../../../main/signing/index.ts';
import { dataOf } from './sample-report.ts';

const NOW = new Date('2026-03-13T10:00:00Z');
let folder = '';
let signing: ReportSigning;
let known: X509Certificate[] = [];
let pdf = Buffer.alloc(0);
let json = Buffer.alloc(0);
let detached = Buffer.alloc(0);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'error-iq-signed-'));
  const identity = loadIdentity(makeIdentity('Ada Okafor', 'journal-key', NOW));
  signing = { identity, time: NOW, timeStampServer: null };
  known = [new X509Certificate(identity.chain[0])];
  pdf = Buffer.from((await writeReport(dataOf('gdpr', 'communication'), 'pdf', signing)).bytes);
  const written = await writeReport(dataOf('gdpr', 'notification'), 'json', signing);
  json = Buffer.from(written.bytes);
  detached = Buffer.from(written.detached ?? []);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function flipped(file: Buffer, byte: number, bit: number): Buffer {
  const changed = Buffer.from(file);
  changed[byte] = (changed[byte] ?? 0) ^ (1 << bit);
  return changed;
}

describe('a signed PDF', () => {
  test('is valid, says when, and which journal it rests on', () => {
    const verdict = verifyPdf(pdf, known);
    expect(verdict).toMatchObject({
      verdict: 'valid',
      signer: { name: 'Ada Okafor', signedAt: '2026-03-13T10:00:00.000Z' },
    });
    if (verdict.verdict !== 'valid') return;
    expect(JSON.parse(verdict.signer.statement)).toMatchObject({
      framework: 'gdpr',
      journal: { entries: 41, head: expect.stringMatching(/^b5bb9d80/) },
    });
    expect(verifyPdf(pdf, []).verdict).toBe('unknown-signer');
  });

  test('no byte of it can be changed, and the place is named', () => {
    const gap = pdf.indexOf('/Contents <') + '/Contents '.length;
    const end = pdf.indexOf('>', gap);
    fc.assert(
      fc.property(fc.nat(pdf.length - 1), fc.nat(7), (byte, bit) => {
        const verdict = verifyPdf(flipped(pdf, byte, bit), known);
        expect(['invalid', 'unsigned']).toContain(verdict.verdict);
        const covered = byte < gap - 120 || byte > end;
        if (!covered || verdict.verdict !== 'invalid') return;
        const [range] = verdict.changed;
        expect(range !== undefined && range.from <= byte && byte <= range.to).toBe(true);
      }),
      { seed: 1, numRuns: 400 },
    );
    // All of the signature itself, where letters may be written in two ways and the rest is padding.
    for (let byte = gap; byte <= end; byte += 97) {
      for (const bit of [0, 5])
        expect(verifyPdf(flipped(pdf, byte, bit), known).verdict).toBe('invalid');
    }
  });

  test('one that was added to after it was signed is refused', () => {
    const verdict = verifyPdf(Buffer.concat([pdf, Buffer.from('\n%%EOF\n')]), known);
    expect(verdict).toMatchObject({ verdict: 'invalid', reason: expect.stringContaining('added') });
    expect(verifyPdf(pdf.subarray(0, -3), known).verdict).toBe('invalid');
  });

  test('comes out the same but for the signature and its time', async () => {
    const again = await writeReport(dataOf('gdpr', 'communication'), 'pdf', {
      ...signing,
      time: new Date('2026-03-14T11:11:11Z'),
    });
    const bare = (file: Uint8Array): string =>
      Buffer.from(file)
        .toString('latin1')
        .replace(/<[0-9a-f]{200,}>/, '<>')
        .replaceAll(/\/M \(D:\d+Z\)/g, '/M');
    expect(bare(again.bytes)).toBe(bare(pdf));
  });

  test('pdfsig agrees', () => {
    if (spawnSync('pdfsig', ['-v']).error !== undefined) return;
    const told = (file: Buffer): string => {
      writeFileSync(join(folder, 'x.pdf'), file);
      return execFileSync('pdfsig', ['x.pdf'], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'ignore'],
      }).toString();
    };
    expect(told(pdf)).toContain('Signature is Valid');
    expect(told(pdf)).toContain('ETSI.CAdES.detached');
    expect(told(pdf)).toContain('Total document signed');
    const xref = pdf.lastIndexOf('/Producer') - 400;
    expect(told(flipped(pdf, xref, 0))).not.toContain('Signature is Valid');
  });
});

describe('a signed JSON', () => {
  test('is valid; without its signature it is not signed', () => {
    expect(verifyDetached(json, detached, known).verdict).toBe('valid');
    expect(verifyDetached(json, null, known).verdict).toBe('unsigned');
  });

  test('a changed answer is named by its field', () => {
    const at = json.indexOf('A connection pool ran out');
    const verdict = verifyDetached(flipped(json, at, 0), detached, known);
    expect(verdict.verdict).toBe('invalid');
    expect(verdict.fields.some((field) => /^answers\[\d+\]/.test(field))).toBe(true);
  });

  test('no byte of it or of its signature can be changed', () => {
    fc.assert(
      fc.property(fc.nat(json.length - 1), fc.nat(7), (byte, bit) => {
        expect(verifyDetached(flipped(json, byte, bit), detached, known).verdict).toBe('invalid');
      }),
      { seed: 2, numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.nat(detached.length - 1), fc.nat(7), (byte, bit) => {
        expect(verifyDetached(json, flipped(detached, byte, bit), known).verdict).toBe('invalid');
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

test('the path of a byte is found in JSON, also when it is broken from there on', () => {
  const text = '{"a":[1,{"b":"x,y","c":{"d":true}}],"e":"f"}';
  expect(jsonPathAt(text, text.indexOf('x'))).toBe('a[1].b');
  expect(jsonPathAt(text, text.indexOf('true'))).toBe('a[1].c.d');
  expect(jsonPathAt(`${text.slice(0, text.indexOf('true'))}}}}`, text.indexOf('true') - 1)).toBe(
    'a[1].c.d',
  );
  expect(jsonPathAt(text, text.indexOf('f'))).toBe('e');
});
