import { createHash, createPublicKey } from 'node:crypto';
import { z } from 'zod';

/** Files of an evidence bundle besides what it carries. */
export const BUNDLE = {
  manifest: 'manifest.json',
  custody: 'custody.json',
  sums: 'SHA256SUMS',
  signature: 'SHA256SUMS.sig',
  signer: 'signer.pem',
  readme: 'README.txt',
} as const;

export const BUNDLE_README = `Evidence bundle of Auterity Error-IQ.

manifest.json   what is in it, from which case, made when and by whom
custody.json    the chain of custody up to the making of this bundle
originals/      originals, byte for byte; text/: text as it was read, where the original was not at
                hand, or something was erased from it
excerpts/       only the records that findings and pins cite (JSON lines)

Check it without Error-IQ:

  sha256sum -c SHA256SUMS
  openssl pkeyutl -verify -pubin -inkey signer.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig

or, which checks the container too:  error-iq verify BUNDLE.zip
`;

/** The last bytes of a bundle: the comment of the zip, a hash of all that comes before it. */
const SEAL_START = 'sha256=';
export const SEAL_BYTES = SEAL_START.length + 64;

export function sealOf(sha256: string): string {
  return `${SEAL_START}${sha256}`;
}

/** One thing that a bundle carries of a source. */
const carried = z.strictObject({
  source: z.string(),
  path: z.string(),
  what: z.enum(['original', 'text', 'excerpt']),
  file: z.string(),
  /** Of the source at intake. */
  sha256: z.string(),
  /** How hashing again before the export came out. */
  checked: z.enum(['same', 'changed', 'missing', 'unreadable']),
});

export const bundleManifest = z.strictObject({
  v: z.literal(1),
  case: z.strictObject({ name: z.string(), reference: z.string() }),
  madeAt: z.string(),
  tool: z.string(),
  signer: z.strictObject({ name: z.string(), key: z.string() }),
  /** Where the journal of the case ended. */
  journal: z.strictObject({ entries: z.number().int(), digest: z.string() }),
  note: z.string(),
  carried: z.array(carried),
});
export type BundleManifest = z.output<typeof bundleManifest>;

/** PEM of a raw Ed25519 public key, base64url, as OpenSSL reads it. */
export function pemOf(publicKey: string): string {
  const key = { kty: 'OKP', crv: 'Ed25519', x: publicKey };
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}

/** Raw public key, base64url, of a PEM; null: it is not that of an Ed25519 key. */
export function keyOfPem(pem: string): string | null {
  try {
    const { crv, x } = createPublicKey(pem).export({ format: 'jwk' });
    return crv === 'Ed25519' && x !== undefined ? x : null;
  } catch {
    return null;
  }
}

/** SHA-256, hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
