import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adoptPkcs12, signingIdentity } from '../../../../main/signing/index.ts';
import { importPkcs12, loadIdentity, makeIdentity } from '../../../../main/signing/identity.ts';
import { createVault } from '../../../../main/vault/index.ts';
import {
  keepSigner,
  knownSigners,
  pieceDigests,
  profileIdentity,
  sha256,
  signCms,
  timeStamp,
  verifySigned,
  type SigningIdentity,
} from '../../../../main/signing/index.ts';
import { draws } from '../../draws.ts';

const NOW = new Date('2026-03-12T15:00:00Z');
const CONTENT = Buffer.from(JSON.stringify({ a: 'x'.repeat(3000), b: [1, 2, 3] }));
const hasOpenssl = spawnSync('openssl', ['version']).error === undefined;

let folder = '';
let identity: SigningIdentity;
let known: X509Certificate[] = [];
const at = (name: string): string => join(folder, name);
const openssl = (...args: string[]): Buffer =>
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'error-iq-signing-'));
  identity = loadIdentity(makeIdentity('Ada Okafor', 'journal-key', NOW));
  keepSigner(at('signers'), identity.chain[0]);
  known = knownSigners(at('signers'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function signContent(
  who: SigningIdentity = identity,
  stamp: ((signature: Buffer) => Promise<Buffer>) | null = null,
): Promise<Buffer> {
  const what = {
    digest: sha256(CONTENT),
    pieces: pieceDigests(CONTENT),
    statement: '{"case":"Ω"}',
    time: NOW,
  };
  return signCms(what, who, stamp);
}

test('a certificate is read by others whatever its random serial number begins with', () => {
  const made = [Buffer.alloc(16), Buffer.alloc(16, 255)].map((serial) =>
    makeIdentity('Ada', 'k', NOW, () => Buffer.from(serial)),
  );
  const serials = made.map(({ chain: [own = ''] }) => new X509Certificate(own).serialNumber);
  expect(serials).toEqual([`40${'00'.repeat(15)}`, `7F${'FF'.repeat(15)}`]);
});

test('a profile whose certificate nothing reads gets another', async () => {
  const vault = createVault({ dataFolder: at('profile'), keychain: null });
  await vault.create({ name: 'Ada', passphrase: 'quiet harbour violet tram 41', keychain: false });
  const { pkcs8, chain } = makeIdentity('Ada', 'k', NOW, (bytes) => Buffer.alloc(bytes));
  const broken = Buffer.from(chain[0] ?? '');
  broken[broken.indexOf(Buffer.from('02104000', 'hex')) + 2] = 0;
  expect(() => new X509Certificate(broken)).toThrow();
  vault.keepIdentity({ pkcs8, chain: [broken] });
  const made = profileIdentity(vault, at('profile'), NOW);
  expect(new X509Certificate(made.chain[0]).subject).toContain('CN=Ada');
  expect(profileIdentity(vault, at('profile'), NOW).chain[0]).toEqual(made.chain[0]);
  vault.lock();
});

describe('a detached signature', () => {
  test('is valid for who knows the signer, and says what was stated', async () => {
    const verdict = verifySigned(await signContent(), CONTENT, known);
    expect(verdict).toMatchObject({
      verdict: 'valid',
      signer: {
        name: 'Ada Okafor',
        statement: '{"case":"Ω"}',
        signedAt: '2026-03-12T15:00:00.000Z',
      },
    });
    expect(verifySigned(await signContent(), CONTENT, [])).toMatchObject({
      verdict: 'unknown-signer',
    });
  });

  test('no bit of it can be changed', async () => {
    const signature = await signContent();
    fc.assert(
      fc.property(fc.nat(signature.length * 8 - 1), (bit) => {
        const changed = Buffer.from(signature);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(verifySigned(changed, CONTENT, known).verdict).toBe('invalid');
      }),
      { seed: 1, numRuns: draws(500) },
    );
    expect(verifySigned(signature.subarray(0, -1), CONTENT, known).verdict).toBe('invalid');
    expect(verifySigned(Buffer.concat([signature, Buffer.of(0)]), CONTENT, known).verdict).toBe(
      'invalid',
    );
  });

  test('names the bytes that were changed', async () => {
    const signature = await signContent();
    fc.assert(
      fc.property(fc.nat(CONTENT.length - 1), fc.integer({ min: 1, max: 255 }), (byte, mask) => {
        const changed = Buffer.from(CONTENT);
        changed[byte] = (changed[byte] ?? 0) ^ mask;
        const verdict = verifySigned(signature, changed, known);
        expect(verdict.verdict).toBe('invalid');
        if (verdict.verdict !== 'invalid') return;
        expect(verdict.changed).toHaveLength(1);
        const [{ from, to } = { from: -1, to: -1 }] = verdict.changed;
        expect(from <= byte && byte <= to && to - from < 128).toBe(true);
      }),
      { seed: 2, numRuns: 200 },
    );
    const cut = verifySigned(signature, CONTENT.subarray(0, 1000), known);
    expect(cut).toMatchObject({ verdict: 'invalid', changed: [{ from: 896, to: 1000 }] });
  });

  test('made when its certificate was not in force is refused', async () => {
    const early = loadIdentity(makeIdentity('Early', 'k', new Date('2027-01-01T00:00:00Z')));
    const verdict = verifySigned(await signContent(early), CONTENT, known);
    expect(verdict).toMatchObject({
      verdict: 'invalid',
      reason: expect.stringContaining('not in force'),
    });
  });

  test('openssl agrees: with ours, and that a changed file is not what was signed', async () => {
    if (!hasOpenssl) return;
    writeFileSync(at('c.json'), CONTENT);
    writeFileSync(at('c.p7s'), await signContent());
    writeFileSync(at('ca.pem'), new X509Certificate(identity.chain[0]).toString());
    const args = [
      'cms',
      '-verify',
      '-inform',
      'DER',
      '-binary',
      '-in',
      'c.p7s',
      '-content',
      'c.json',
    ];
    const rest = ['-CAfile', 'ca.pem', '-out', 'out', '-attime', String(NOW.getTime() / 1000)];
    openssl(...args, ...rest);
    expect(readFileSync(at('out'))).toEqual(CONTENT);
    writeFileSync(at('c.json'), Buffer.concat([CONTENT, Buffer.from(' ')]));
    expect(() => openssl(...args, ...rest)).toThrow();
  });
});

describe.runIf(hasOpenssl)('an imported identity', () => {
  /** A key and certificate of openssl's making, issued by one of its own, as PKCS #12. */
  function pkcs12(name: string, kind: string[]): Buffer {
    openssl(
      'req',
      '-x509',
      ...kind,
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      `${name}-ca.pem`,
      '-subj',
      `/CN=${name} CA`,
      '-days',
      '9999',
    );
    openssl(
      'req',
      ...kind,
      '-new',
      '-nodes',
      '-keyout',
      'leaf.key',
      '-out',
      'leaf.csr',
      '-subj',
      `/CN=${name}`,
    );
    openssl(
      'x509',
      '-req',
      '-in',
      'leaf.csr',
      '-CA',
      `${name}-ca.pem`,
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-out',
      'leaf.pem',
      '-days',
      '9999',
    );
    openssl(
      'pkcs12',
      '-export',
      '-inkey',
      'leaf.key',
      '-in',
      'leaf.pem',
      '-certfile',
      `${name}-ca.pem`,
      '-passout',
      'pass:geheim',
      '-out',
      `${name}.p12`,
    );
    return readFileSync(at(`${name}.p12`));
  }

  test.each([
    ['RSA', ['-newkey', 'rsa:2048']],
    ['EC', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
  ])('%s: signs, and is known by its authority', async (name, kind) => {
    const stored = importPkcs12(pkcs12(name, kind), 'geheim');
    const imported = loadIdentity(stored);
    expect(imported.chain).toHaveLength(2);
    expect(
      createPrivateKey({ key: stored.pkcs8, format: 'der', type: 'pkcs8' }).asymmetricKeyType,
    ).toBe(name.toLowerCase());
    const what = {
      digest: sha256(CONTENT),
      pieces: pieceDigests(CONTENT),
      statement: '{}',
      time: null,
    };
    const signature = await signCms(what, imported, null);
    const authority = new X509Certificate(readFileSync(at(`${name}-ca.pem`)));
    expect(verifySigned(signature, CONTENT, [authority])).toMatchObject({
      verdict: 'valid',
      signer: { name },
    });
    expect(verifySigned(signature, CONTENT, known).verdict).toBe('unknown-signer');
    writeFileSync(at('i.json'), CONTENT);
    writeFileSync(at('i.p7s'), signature);
    openssl(
      'cms',
      '-verify',
      '-inform',
      'DER',
      '-binary',
      '-in',
      'i.p7s',
      '-content',
      'i.json',
      '-CAfile',
      `${name}-ca.pem`,
      '-out',
      'out',
    );
  });

  test('a certificate that is not in force is neither taken nor signed with, nor is a short RSA key', async () => {
    const vault = createVault({ dataFolder: at('adopting'), keychain: null });
    const passphrase = 'a long enough phrase for a test';
    await vault.create({ name: 'Dana', passphrase, keychain: false });
    const adopt = (file: Buffer, when: Date) =>
      adoptPkcs12(vault, at('adopting'), file, 'geheim', when);
    const short = pkcs12('Short', ['-newkey', 'rsa:1024']);
    expect(() => adopt(short, new Date())).toThrow('fewer than 2048 bits');
    const file = pkcs12('Fourth', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']);
    // Not before its first second.
    const now = new Date(Date.now() + 2000);
    const longAgo = new Date('2020-01-01T00:00:00Z');
    expect(() => adopt(file, longAgo)).toThrow('Nothing was changed');
    const { chain } = adopt(file, now);
    expect(signingIdentity(vault, at('adopting'), now).chain).toEqual(chain);
    const muchLater = new Date(now.getTime() + 10_000 * 86_400_000);
    expect(() => signingIdentity(vault, at('adopting'), muchLater)).toThrow('Nothing was signed');
    vault.lock();
  });

  test('a wrong passphrase, and a file that is none, are told apart', () => {
    const file = pkcs12('Third', ['-newkey', 'rsa:2048']);
    expect(() => importPkcs12(file, 'falsch')).toThrow('does not open the file');
    expect(() => importPkcs12(Buffer.from('no'), 'x')).toThrow('is not a PKCS #12 file');
  });
});

describe.runIf(hasOpenssl)('a time stamp', () => {
  /** An authority that answers as RFC 3161 has it, on this machine. */
  async function authority(): Promise<{ url: string; close: () => void }> {
    writeFileSync(
      at('tsa.cnf'),
      '[tsa]\ndefault_tsa=t\n[t]\nserial=tsa.serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\ncerts=tsa.pem\nsigner_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\nordering=yes\ntsa_name=yes\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n[ext]\nextendedKeyUsage=critical,timeStamping\n',
    );
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'tsa.key',
      '-out',
      'tsa.pem',
      '-subj',
      '/CN=Test TSA',
      '-days',
      '9999',
      '-addext',
      'extendedKeyUsage=critical,timeStamping',
    );
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        writeFileSync(at('q.tsq'), Buffer.concat(parts));
        openssl(
          'ts',
          '-reply',
          '-config',
          'tsa.cnf',
          '-section',
          't',
          '-queryfile',
          'q.tsq',
          '-out',
          'r.tsr',
        );
        response.setHeader('Content-Type', 'application/timestamp-reply');
        response.end(readFileSync(at('r.tsr')));
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
  }

  test('is fetched, told, and noticed when it is changed', async () => {
    const { url, close } = await authority();
    try {
      const old = loadIdentity(makeIdentity('Ada', 'k', new Date()));
      const today = await signContent(old, (bytes) => timeStamp(url, bytes));
      const verdict = verifySigned(today, CONTENT, [new X509Certificate(old.chain[0])]);
      expect(verdict).toMatchObject({
        verdict: 'valid',
        signer: { timeStamp: { authority: 'CN=Test TSA' } },
      });
      fc.assert(
        fc.property(fc.nat(today.length - 1), fc.nat(7), (byte, bit) => {
          const changed = Buffer.from(today);
          changed[byte] = (changed[byte] ?? 0) ^ (1 << bit);
          expect(verifySigned(changed, CONTENT, known).verdict).not.toBe('valid');
        }),
        { seed: 3, numRuns: 300 },
      );
    } finally {
      close();
    }
  });

  test('a server that gives none is named, and nothing is signed', async () => {
    await expect(timeStamp('http://127.0.0.1:1/', Buffer.of(1))).rejects.toThrow(
      'gave no time stamp',
    );
  });
});
