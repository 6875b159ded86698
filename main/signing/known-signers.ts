import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './identity.ts';
import { makePrivateFolder } from '../vault/index.ts';

/** Where the certificates of known signers stand, in the data folder: one PEM a file, put there or taken away by hand. */
export function signersFolderOf(dataFolder: string): string {
  return join(dataFolder, 'signers');
}

/** Certificates that the reader knows. A file that is none is passed over. */
export function knownSigners(folder: string): X509Certificate[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.sort().flatMap((name) => {
    try {
      return [new X509Certificate(readFileSync(join(folder, name)))];
    } catch {
      return [];
    }
  });
}

/** Makes a certificate known: `NAME-FINGERPRINT.pem`. */
export function keepSigner(folder: string, certificate: Uint8Array): string {
  const known = new X509Certificate(certificate);
  const common = /^CN=(.+)$/m.exec(known.subject)?.[1] ?? 'signer';
  const name = common.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60);
  makePrivateFolder(folder);
  const path = join(folder, `${name}-${fingerprint(certificate).slice(0, 16)}.pem`);
  writeFileSync(path, known.toString());
  return path;
}

/** Whether a certificate, or one that stands above it in its chain, is known. */
export function isKnown(chain: readonly Buffer[], known: readonly X509Certificate[]): boolean {
  const [own] = chain;
  if (own === undefined) return false;
  const prints = new Set(known.map((each) => fingerprint(each.raw)));
  const certificates = chain.map((bytes) => new X509Certificate(bytes));
  let one = certificates[0];
  for (let step = 0; one !== undefined && step <= chain.length; step++) {
    if (prints.has(fingerprint(one.raw))) return true;
    const below = one;
    const above = [...certificates, ...known].find(
      (each) => each !== below && below.checkIssued(each) && below.verify(each.publicKey),
    );
    if (above === one) return false;
    one = above;
  }
  return false;
}
