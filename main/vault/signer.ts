import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

/** Who signs: a name and an Ed25519 key (RFC 8032). */
export interface Signer {
  readonly name: string;
  /** Raw public key, base64url. */
  readonly publicKey: string;
  sign(bytes: Uint8Array): Buffer;
  /** A secret of 32 bytes for one purpose, which only who has the private key can tell. */
  secretFor(purpose: string): Buffer;
}

/** A new private key, PKCS #8 DER. */
export function makeSigningKey(): Buffer {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ format: 'der', type: 'pkcs8' });
}

/** A signer from a private key as `makeSigningKey` gives it. */
export function loadSigner(name: string, pkcs8: Uint8Array): Signer {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const { x: publicKey } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (publicKey === undefined) throw new Error('an Ed25519 key has an x coordinate');
  return {
    name,
    publicKey,
    sign: (bytes) => sign(null, bytes, privateKey),
    secretFor: (purpose) => Buffer.from(hkdfSync('sha256', pkcs8, '', `error-iq ${purpose}`, 32)),
  };
}

/** Whether a signature over bytes was made with the key of a public key as signers give it. */
export type SignatureCheck = (
  publicKey: string,
  bytes: Uint8Array,
  signature: Uint8Array,
) => boolean;

/** A check that takes in each public key once: of thousands of signatures most are by the same few. */
export function signatureCheck(): SignatureCheck {
  const keys = new Map<string, KeyObject | null>();
  return (publicKey, bytes, signature) => {
    let key = keys.get(publicKey);
    if (key === undefined) {
      key = publicKeyOf(publicKey);
      keys.set(publicKey, key);
    }
    return key !== null && verify(null, bytes, key, signature);
  };
}

/** Null: it is not the one way to write a key of 32 bytes. */
function publicKeyOf(raw: string): KeyObject | null {
  const bytes = Buffer.from(raw, 'base64url');
  if (bytes.length !== 32 || bytes.toString('base64url') !== raw) return null;
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' });
  } catch {
    return null;
  }
}

/**
 * Signs and verifies once, and refuses a changed message. Electron's BoringSSL and Node's OpenSSL must
 * both pass it before anything is signed. Throws when the runtime's Ed25519 does not work.
 */
export function testSigning(): void {
  const signer = loadSigner('self-test', makeSigningKey());
  const signature = signer.sign(Buffer.from('right'));
  const isSignedBy = signatureCheck();
  const works =
    isSignedBy(signer.publicKey, Buffer.from('right'), signature) &&
    !isSignedBy(signer.publicKey, Buffer.from('wrong'), signature);
  if (!works) throw new Error('Ed25519 does not work in this runtime');
}
