import { Failure } from '#shared/model/failure.ts';
import { createThreadClient } from '../thread-call.ts';
import { startThread } from '../thread-start.ts';
import type { Argon2Cost } from './argon2.ts';

/** What the key thread offers. */
export type KeyOperations = {
  derive(input: {
    passphrase: string;
    salt: Uint8Array;
    cost: Argon2Cost;
  }): Promise<Uint8Array<ArrayBuffer>>;
};

/**
 * A 32-byte key from a passphrase by Argon2id, in a thread of its own that ends with it: it works for a
 * fifth of a second, and its 64 MiB hold what leads to the key.
 */
export async function deriveKey(
  passphrase: string,
  salt: Uint8Array,
  cost: Argon2Cost,
): Promise<Buffer> {
  const worker = startThread('key-thread');
  const client = createThreadClient<KeyOperations>(worker);
  const died = (): void =>
    client.abandon(
      new Failure(
        'KEY_THREAD_DIED',
        'The key could not be derived: there was not enough memory. Close other programs and try again.',
        {},
        { retryable: true },
      ),
    );
  worker.on('error', died);
  worker.on('exit', died);
  try {
    return Buffer.from(await client.call('derive', { passphrase, salt, cost }));
  } finally {
    await worker.terminate();
  }
}
