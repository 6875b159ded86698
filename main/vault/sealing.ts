import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';

/** A pair of keys that somebody else can seal for: P-256, the private one 32 bytes, the public one 65 (uncompressed). */
export interface SealingKeys {
  readonly privateKey: Buffer;
  readonly publicKey: Buffer;
}

/** HPKE (RFC 9180) with what OpenSSL and BoringSSL both have: DHKEM(P-256), HKDF-SHA256, AES-256-GCM. */
const suite = (): CipherSuite =>
  new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });

const INFO = new TextEncoder().encode('error-iq case key 1');
export const PUBLIC_KEY_BYTES = 65;
/** The sender's key of the moment, the secret of 32 bytes, and its tag. */
export const SEALED_KEY_BYTES = PUBLIC_KEY_BYTES + 32 + 16;

/** A new pair. */
export async function makeSealingKeys(): Promise<SealingKeys> {
  const { kem } = suite();
  const pair = await kem.generateKeyPair();
  return {
    privateKey: Buffer.from(await kem.serializePrivateKey(pair.privateKey)),
    publicKey: Buffer.from(await kem.serializePublicKey(pair.publicKey)),
  };
}

/** Seals a secret of 32 bytes for the holder of a public key, bound to `context`. Throws when the key is none. */
export async function sealFor(
  publicKey: Uint8Array,
  secret: Uint8Array,
  context: Uint8Array,
): Promise<Buffer> {
  const hpke = suite();
  const recipientPublicKey = await hpke.kem.deserializePublicKey(bytesOf(publicKey));
  const { enc, ct } = await hpke.seal(
    { recipientPublicKey, info: INFO },
    bytesOf(secret),
    bytesOf(context),
  );
  return Buffer.concat([Buffer.from(enc), Buffer.from(ct)]);
}

/** What `sealFor` sealed; null: it was for somebody else, or was changed. */
export async function unsealWith(
  { privateKey }: SealingKeys,
  sealed: Uint8Array,
  context: Uint8Array,
): Promise<Buffer | null> {
  const hpke = suite();
  try {
    const recipientKey = await hpke.kem.deserializePrivateKey(bytesOf(privateKey));
    const enc = bytesOf(sealed.subarray(0, PUBLIC_KEY_BYTES));
    const ct = bytesOf(sealed.subarray(PUBLIC_KEY_BYTES));
    return Buffer.from(await hpke.open({ recipientKey, enc, info: INFO }, ct, bytesOf(context)));
  } catch {
    return null;
  }
}

/** WebCrypto takes whole buffers, not views of them. */
function bytesOf(view: Uint8Array): ArrayBuffer {
  return new Uint8Array(view).buffer;
}
