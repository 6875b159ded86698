import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHmac,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { z } from 'zod';
import type { ErasedContent } from '#shared/sync/sync-store.ts';
import type { SealedEntry } from '#shared/sync/sync-wire.ts';
import type { EntrySealer } from './sync-case.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SIGNATURE_BYTES = 64;
const CURVE = 'prime256v1';
/** Of a point on it, uncompressed. */
const POINT_BYTES = 65;

/** A pair by which others seal keys for a member: P-256; base64url, the public one uncompressed. */
export interface SealingPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** A new pair. */
export function makeSealingPair(): SealingPair {
  const ecdh = createECDH(CURVE);
  const publicKey = ecdh.generateKeys().toString('base64url');
  return { privateKey: ecdh.getPrivateKey().toString('base64url'), publicKey };
}

const KEY_BYTES = 32;

/**
 * The keys of a case, one a generation, the first one first: what was sealed before a member left is opened with the
 * earlier ones, what is sealed now with the last.
 */
export function makeShareKeys(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** The keys of a case with another one after them. */
export function nextShareKeys(keys: Uint8Array): Buffer {
  return Buffer.concat([keys, randomBytes(KEY_BYTES)]);
}

/** How many generations there are. */
export function generationsOf(keys: Uint8Array): number {
  return keys.length / KEY_BYTES;
}

/** Throws a RangeError for a generation that is not there. */
function keyOf(keys: Uint8Array, generation: number): Uint8Array {
  if (generation < 1 || generation > generationsOf(keys)) {
    throw new RangeError('there is no such generation of the key');
  }
  return keys.subarray((generation - 1) * KEY_BYTES, generation * KEY_BYTES);
}

function derived(secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `error-iq share ${purpose}`, 32));
}

function encrypt(key: Uint8Array, plain: Uint8Array, purpose: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(purpose));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Null: key, purpose or bytes do not fit. */
function decrypt(key: Uint8Array, sealed: Buffer, purpose: string): Buffer | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const plain = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return null;
  }
}

/**
 * Seals the keys of a case for a member: ECDH of a fresh pair with the member's key (P-256, NIST SP 800-56A), HKDF-SHA-256
 * over the shared secret and both public keys, AES-256-GCM bound to the case. Base64url. Throws a RangeError when the
 * member's key is no point of the curve.
 */
export function sealShareKeys(shareKeys: Uint8Array, publicKey: string, caseId: string): string {
  const ecdh = createECDH(CURVE);
  const mine = ecdh.generateKeys();
  const theirs = Buffer.from(publicKey, 'base64url');
  const secret = sharedSecret(ecdh, theirs);
  if (secret === null) throw new RangeError('this is no key that something can be sealed with');
  const key = derived(Buffer.concat([secret, mine, theirs]), `key ${caseId}`);
  return Buffer.concat([mine, encrypt(key, shareKeys, caseId)]).toString('base64url');
}

/** Undoes `sealShareKeys`; null: it was sealed for somebody else, or for another case. */
export function openShareKeys(sealed: string, pair: SealingPair, caseId: string): Buffer | null {
  const bytes = Buffer.from(sealed, 'base64url');
  const theirs = bytes.subarray(0, POINT_BYTES);
  const ecdh = createECDH(CURVE);
  ecdh.setPrivateKey(Buffer.from(pair.privateKey, 'base64url'));
  const secret = sharedSecret(ecdh, theirs);
  if (secret === null) return null;
  const mine = Buffer.from(pair.publicKey, 'base64url');
  const key = derived(Buffer.concat([secret, theirs, mine]), `key ${caseId}`);
  return decrypt(key, bytes.subarray(POINT_BYTES), caseId);
}

function sharedSecret(ecdh: ReturnType<typeof createECDH>, point: Buffer): Buffer | null {
  try {
    return ecdh.computeSecret(point);
  } catch {
    return null;
  }
}

const lastOf = (keys: Uint8Array): Uint8Array => keyOf(keys, generationsOf(keys));

/** The name of a case as the server keeps it, under the last of its keys. */
export function sealName(shareKeys: Uint8Array, name: string, caseId: string): string {
  return encrypt(derived(lastOf(shareKeys), 'name'), Buffer.from(name), caseId).toString(
    'base64url',
  );
}

/** Undoes `sealName`; null: the key does not fit. */
export function openName(shareKeys: Uint8Array, sealed: string, caseId: string): string | null {
  const plain = decrypt(
    derived(lastOf(shareKeys), 'name'),
    Buffer.from(sealed, 'base64url'),
    caseId,
  );
  return plain?.toString('utf8') ?? null;
}

/** What is told of raw logs beside them, under the last key of a case and bound to their upload. Base64url. */
export function sealRawLogs(
  shareKeys: Uint8Array,
  text: string,
  { caseId, uploadId }: { caseId: string; uploadId: string },
): string {
  const key = derived(lastOf(shareKeys), 'raw logs');
  return encrypt(key, Buffer.from(text), `${caseId} ${uploadId}`).toString('base64url');
}

/** Undoes `sealRawLogs`; null: no key of that generation opens it, or it belongs to another upload. */
export function openRawLogs(
  shareKeys: Uint8Array,
  {
    caseId,
    uploadId,
    generation,
    sealed,
  }: Record<'caseId' | 'uploadId' | 'sealed', string> & {
    generation: number;
  },
): string | null {
  if (generation < 1 || generation > generationsOf(shareKeys)) return null;
  const key = derived(keyOf(shareKeys, generation), 'raw logs');
  const plain = decrypt(key, Buffer.from(sealed, 'base64url'), `${caseId} ${uploadId}`);
  return plain?.toString('utf8') ?? null;
}

/** Stands between an entry, which is JSON and has none, and what goes along with it. */
const BESIDE = 0;

const erasedContents = z.array(z.strictObject({ entry: z.string(), body: z.string() }));

function besideBytes(contents: readonly ErasedContent[]): Buffer {
  if (contents.length === 0) return Buffer.alloc(0);
  const texts = contents.map(({ entry, body }) => ({
    entry,
    body: Buffer.from(body).toString('utf8'),
  }));
  return Buffer.concat([Buffer.from([BESIDE]), Buffer.from(JSON.stringify(texts))]);
}

/** Null: it is not what goes along with an entry. */
function besideOf(bytes: Buffer): ErasedContent[] | null {
  try {
    const texts = erasedContents.parse(JSON.parse(bytes.toString('utf8')));
    return texts.map(({ entry, body }) => ({ entry, body: Buffer.from(body) }));
  } catch {
    return null;
  }
}

/**
 * Seals entries under the last key of a case: AES-256-GCM bound to case and entry. The digests by which the server tells
 * entries apart are HMACs, so that who has not the key cannot try what an entry may say. Their key is the first one for
 * good, because entries name each other by them across generations: a member who left could try guesses, but is given
 * no digest any more.
 */
export function createEntrySealer(shareKeys: Uint8Array, caseId: string): EntrySealer {
  const generation = generationsOf(shareKeys);
  const entryKeys: readonly Buffer[] = Array.from({ length: generation }, (_, i) =>
    derived(keyOf(shareKeys, i + 1), 'entries'),
  );
  const digestKey = derived(keyOf(shareKeys, 1), 'digests');
  const digestOf = (hash: Uint8Array): string =>
    createHmac('sha256', digestKey).update(hash).digest('base64url');
  const purpose = (id: string, sealedWith: number): string => `${caseId} ${id} ${sealedWith}`;
  return {
    seal({ id, body, hash, signature, contents = [] }): SealedEntry {
      const { prev } = JSON.parse(Buffer.from(body).toString('utf8')) as { prev: string | null };
      const plain = Buffer.concat([signature, body, besideBytes(contents)]);
      const key = derived(lastOf(shareKeys), 'entries');
      return {
        id,
        generation,
        digest: digestOf(hash),
        before: prev === null ? null : digestOf(Buffer.from(prev, 'base64url')),
        sealed: encrypt(key, plain, purpose(id, generation)).toString('base64url'),
      };
    },
    open({ id, generation: sealedWith, sealed }) {
      const key = entryKeys[sealedWith - 1];
      if (key === undefined) return null;
      const plain = decrypt(key, Buffer.from(sealed, 'base64url'), purpose(id, sealedWith));
      if (plain === null || plain.length <= SIGNATURE_BYTES) return null;
      const end = plain.indexOf(BESIDE, SIGNATURE_BYTES);
      const body = plain.subarray(SIGNATURE_BYTES, end === -1 ? plain.length : end);
      const signature = plain.subarray(0, SIGNATURE_BYTES);
      if (end === -1) return { id, body, signature };
      const contents = besideOf(plain.subarray(end + 1));
      return contents === null ? null : { id, body, signature, contents };
    },
  };
}
