import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { Failure } from '../../shared/model/failure.ts';
import type { Configuration } from './configuration.ts';
import type { Derive } from './keys/derive.ts';
import type { ServerKeys } from './keys/server-keys.ts';

/** What the server shows for itself over TLS. */
export interface Certificate {
  /** PEM: the server's own, then those above it. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
  /** SHA-256 of what desktops are to know it by: the highest certificate. Hex, lower case. */
  readonly fingerprint: string;
}

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
const SERVER_DAYS = 397;
/** One that has fewer days left is made anew at start. */
const RENEW_DAYS = 60;

/** What keys of certificates are encrypted with, and what they were before the server had secrets of its own. */
interface Passphrases {
  readonly now: string;
  readonly others: readonly string[];
}

interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/**
 * The certificate in force: of files that are named, or of an authority of the server's own, made at the first start
 * and kept with its keys encrypted under a passphrase of the server's secrets. Null: a proxy speaks TLS. Throws CERTIFICATE_BAD.
 */
export async function loadCertificate(
  { tls, host, publicUrl, dataFolder }: Configuration,
  { derive, others, former }: Pick<ServerKeys, 'derive' | 'others' | 'former'>,
  now: () => number = Date.now,
): Promise<Certificate | null> {
  if (tls.kind === 'proxy') return null;
  if (tls.kind === 'files') return withFingerprint(readPair(tls.certificate, tls.key));
  const passphrases = {
    now: tlsPassphrase(derive),
    others: [...others, ...(former === null ? [] : [former])].map(tlsPassphrase),
  };
  const names = [...new Set(['localhost', '127.0.0.1', '::1', host, ...hostOf(publicUrl)])];
  const authority = await kept(
    join(dataFolder, 'tls-authority'),
    passphrases,
    () => true,
    () => makeAuthority(now()),
  );
  const server = await kept(
    join(dataFolder, 'tls-server'),
    passphrases,
    (certificate) => serves(certificate, authority, names, now()),
    () => makeServer(authority, names, now()),
  );
  return withFingerprint({
    certificate: `${server.certificate.trim()}\n${authority.certificate.trim()}\n`,
    key: server.key,
  });
}

/** What keys of the server's own certificates are encrypted with. */
export function tlsPassphrase(derive: Derive): string {
  return derive('tls keys').toString('base64url');
}

function withFingerprint({ certificate, key }: Pair): Certificate {
  const highest = certificate.slice(certificate.lastIndexOf('-----BEGIN'));
  const { fingerprint256 } = new X509Certificate(highest);
  return { certificate, key, fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() };
}

function readPair(certificatePath: string, keyPath: string): Pair {
  try {
    const pair = {
      certificate: readFileSync(certificatePath, 'utf8'),
      key: readFileSync(keyPath, 'utf8'),
    };
    const fits = new X509Certificate(pair.certificate).checkPrivateKey(createPrivateKey(pair.key));
    if (fits) return pair;
  } catch (error) {
    throw bad(certificatePath, keyPath, 'they cannot be read as PEM', error);
  }
  throw bad(certificatePath, keyPath, 'the key is not that of the certificate');
}

function bad(certificate: string, key: string, reason: string, cause?: unknown): Failure {
  return new Failure(
    'CERTIFICATE_BAD',
    `The server was not started: of the certificate ${certificate} and the key ${key}, ${reason}.`,
    { certificate, key },
    { cause },
  );
}

/**
 * What lies in `PATH.pem` and, encrypted, in `PATH.key`, if it is still `good`; else made anew. A key under the
 * former passphrase is put under that of now.
 */
async function kept(
  path: string,
  passphrases: Passphrases,
  good: (certificate: X509Certificate) => boolean,
  make: () => Promise<Pair>,
): Promise<Pair> {
  if (existsSync(`${path}.pem`)) {
    const certificate = readFileSync(`${path}.pem`, 'utf8');
    if (good(new X509Certificate(certificate))) {
      return { certificate, key: decrypted(`${path}.key`, passphrases) };
    }
  }
  const made = await make();
  // The certificate comes last: while there is none, both are made anew.
  writeKey(`${path}.key`, made.key, passphrases.now);
  write(`${path}.pem`, made.certificate);
  return made;
}

function write(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function writeKey(path: string, key: string, passphrase: string): void {
  const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const;
  write(path, String(createPrivateKey(key).export(options)));
}

function decrypted(path: string, { now, others }: Passphrases): string {
  const text = readFileSync(path);
  const key = openedKey(text, now);
  if (key !== null) return key;
  for (const other of others) {
    const old = openedKey(text, other);
    if (old === null) continue;
    writeKey(path, old, now);
    return old;
  }
  throw new Failure(
    'CERTIFICATE_BAD',
    `The server was not started: ${path} cannot be opened with the server's secrets. Bring back the file that was made with them, or take tls-authority.* and tls-server.* away to have new ones made.`,
    { path },
  );
}

/** Null: it is under another passphrase, or damaged. */
function openedKey(text: Buffer, passphrase: string): string | null {
  try {
    const key = createPrivateKey({ key: text, passphrase });
    return String(key.export({ type: 'pkcs8', format: 'pem' }));
  } catch {
    return null;
  }
}

function serves(
  certificate: X509Certificate,
  authority: Pair,
  names: readonly string[],
  now: number,
): boolean {
  const left = Date.parse(certificate.validTo) - now;
  return (
    left > RENEW_DAYS * DAY_MS &&
    certificate.checkIssued(new X509Certificate(authority.certificate)) &&
    names.every((name) =>
      isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name),
    )
  );
}

async function makeAuthority(now: number): Promise<Pair> {
  const { cert, private: key } = await generate(
    [{ name: 'commonName', value: 'Error-IQ tenant authority' }],
    {
      ...validFor(AUTHORITY_DAYS, now),
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    },
  );
  return { certificate: cert, key };
}

async function makeServer(authority: Pair, names: readonly string[], now: number): Promise<Pair> {
  const { cert, private: key } = await generate(
    [{ name: 'commonName', value: 'Error-IQ tenant' }],
    {
      ...validFor(SERVER_DAYS, now),
      ca: { cert: authority.certificate, key: authority.key },
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'keyUsage', digitalSignature: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: names.map((name) =>
            isIP(name) === 0 ? { type: 2 as const, value: name } : { type: 7 as const, ip: name },
          ),
        },
      ],
    },
  );
  return { certificate: cert, key };
}

function validFor(days: number, now: number) {
  return {
    keyType: 'ec' as const,
    curve: 'P-256' as const,
    algorithm: 'sha256' as const,
    // Clocks of desktops may be behind.
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + days * DAY_MS),
  };
}

function hostOf(url: string | undefined): string[] {
  return url === undefined ? [] : [new URL(url).hostname.replace(/^\[|\]$/g, '')];
}
