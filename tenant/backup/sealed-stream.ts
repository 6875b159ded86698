import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Failure } from '../../shared/model/failure.ts';
import type { BackupKeys, NamedKey } from '../platform/index.ts';

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

const MAGIC = Buffer.from('EIQSEAL2');
/** Before keys had names. */
const UNNAMED = Buffer.from('EIQSEAL1');
const NAME_BYTES = 8;
const SALT_BYTES = 16;
const TAG_BYTES = 16;
/** By so many bytes it is known which key a stream is under. */
export const HEAD_BYTES = MAGIC.length + NAME_BYTES;
const LENGTH_BYTES = 4;
const CHUNK = 256 * 1024;

/**
 * Encrypts a stream in chunks of AES-256-GCM (NIST SP 800-38D) under a key of its own, made of `key` and a random salt
 * (HKDF, RFC 5869). Nonces count, and the last says that it is the last (STREAM, Hoang et al. 2015): a chunk that is
 * changed, moved, left out or cut off is noticed. `name` says what it is, so that nothing can stand in its place.
 */
export async function* sealed(
  { id, key }: NamedKey,
  name: string,
  source: Bytes,
): AsyncGenerator<Buffer> {
  const salt = randomBytes(SALT_BYTES);
  yield Buffer.concat([MAGIC, Buffer.from(id, 'hex'), salt]);
  const own = keyOf(key, salt);
  let held = Buffer.alloc(0);
  let count = 0;
  const chunk = (plain: Buffer, isLast: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', own, nonceOf(count++, isLast));
    cipher.setAAD(Buffer.from(name));
    const bytes = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  for await (const bytes of source) {
    held = Buffer.concat([held, bytes]);
    // One is held back: the last must be known as it is sealed.
    while (held.length > CHUNK) {
      yield chunk(held.subarray(0, CHUNK), false);
      held = held.subarray(CHUNK);
    }
  }
  yield chunk(held, true);
}

/** Which key a sealed stream is under, by how it begins; null: it is from before keys had names. Undefined: it is no sealed stream. */
export function keyNameOf(head: Buffer): string | null | undefined {
  const magic = head.subarray(0, MAGIC.length);
  if (magic.equals(UNNAMED)) return null;
  if (!magic.equals(MAGIC)) return undefined;
  return head.subarray(MAGIC.length, HEAD_BYTES).toString('hex');
}

/** Undoes `sealed`. Throws BACKUP_DAMAGED: its key is not there, or a byte of it is not as it was. */
export async function* opened(
  keys: BackupKeys,
  name: string,
  source: Bytes,
): AsyncGenerator<Buffer> {
  let held = Buffer.alloc(0);
  let own: Buffer | null = null;
  let count = 0;
  const open = (bytes: Buffer, isLast: boolean): Buffer => {
    if (own === null || bytes.length < TAG_BYTES) throw damaged(name);
    try {
      const decipher = createDecipheriv('aes-256-gcm', own, nonceOf(count++, isLast));
      decipher.setAAD(Buffer.from(name));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
    } catch {
      throw damaged(name);
    }
  };
  /** The next chunk that is whole; null: there is none. */
  const next = (): Buffer | null => {
    if (held.length < LENGTH_BYTES) return null;
    const length = held.readUInt32BE();
    if (length > CHUNK + TAG_BYTES) throw damaged(name);
    if (held.length < LENGTH_BYTES + length) return null;
    const bytes = held.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
    held = held.subarray(LENGTH_BYTES + length);
    return bytes;
  };
  let before: Buffer | null = null;
  for await (const bytes of source) {
    held = Buffer.concat([held, bytes]);
    if (own === null) {
      if (held.length < HEAD_BYTES + SALT_BYTES) continue;
      const keyName = keyNameOf(held);
      const key = keyName === undefined ? undefined : keys.of(keyName);
      if (key === undefined) throw damaged(name);
      const head = keyName === null ? UNNAMED.length : HEAD_BYTES;
      own = keyOf(key, held.subarray(head, head + SALT_BYTES));
      held = held.subarray(head + SALT_BYTES);
    }
    for (let chunk = next(); chunk !== null; chunk = next()) {
      if (before !== null) yield open(before, false);
      before = chunk;
    }
  }
  if (before === null || held.length > 0) throw damaged(name);
  yield open(before, true);
}

function keyOf(key: Uint8Array, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, 'error-iq-tenant sealed stream', 32));
}

function nonceOf(count: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(count, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

function damaged(name: string): Failure {
  return new Failure(
    'BACKUP_DAMAGED',
    `The backup's "${name}" is not as it was written, or belongs to another master key. Nothing was changed. Use an older backup, or the folder's own copy elsewhere.`,
    { name },
  );
}
