import { argon2id } from 'hash-wasm';

/** Argon2id (RFC 9106) with 64 MiB, 3 passes, 4 lanes: fixed for header kind 2, another cost is another kind. */
const COST = { memorySize: 64 * 1024, iterations: 3, parallelism: 4, hashLength: 32 };

/** Key of a case that opens with a passphrase (32 bytes). Takes about a fifth of a second of its thread. */
export async function deriveCaseKey(passphrase: string, header: Uint8Array): Promise<Buffer> {
  const key = await argon2id({
    ...COST,
    password: passphrase.normalize('NFC'),
    salt: header,
    outputType: 'binary',
  });
  return Buffer.from(key);
}
