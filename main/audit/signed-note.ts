import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { readCheckpoint, type Checkpoint } from '#shared/audit/checkpoint.ts';

/** SHA-256 over bytes one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** What an Ed25519 key stands behind in DER (RFC 8410). */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const ID_BYTES = 4;

interface VerifierKey {
  readonly name: string;
  readonly id: Buffer;
  readonly key: KeyObject;
}

/** A verifier key `name+id+key` of C2SP signed-note, Ed25519; null: it is none. */
function readVerifierKey(text: string): VerifierKey | null {
  const [, name = '', id = '', key = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text) ?? [];
  const typed = Buffer.from(key, 'base64');
  if (typed.length !== 33 || typed[0] !== 1) return null;
  const own = sha256(Buffer.from(`${name}\n`), typed).subarray(0, ID_BYTES);
  if (own.toString('hex') !== id) return null;
  const der = Buffer.concat([SPKI_HEAD, typed.subarray(1)]);
  return { name, id: own, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

/** The checkpoint of a note that a key has signed; null: it is no checkpoint, of another log, or not signed by the key. */
export function openCheckpoint(note: string, verifier: string): Checkpoint | null {
  const key = readVerifierKey(verifier);
  const read = readCheckpoint(note);
  if (key === null || read?.checkpoint.origin !== key.name) return null;
  const isSigned = read.signatures.some(
    ({ name, bytes }) => name === key.name && hasSigned(key, read.body, bytes),
  );
  return isSigned ? read.checkpoint : null;
}

/** Whether a key has signed a text; the signature is the key's id and an Ed25519 signature, base64. */
export function isSignedNote(text: string, signature: string, verifier: string): boolean {
  const key = readVerifierKey(verifier);
  return key !== null && hasSigned(key, text, signature);
}

function hasSigned({ id, key }: VerifierKey, text: string, bytes: string): boolean {
  const signature = Buffer.from(bytes, 'base64');
  return (
    signature.subarray(0, ID_BYTES).equals(id) &&
    verify(null, Buffer.from(text), key, signature.subarray(ID_BYTES))
  );
}
