import { parentPort } from 'node:worker_threads';
import { argon2id } from 'hash-wasm';
import { serveOperations, transferring } from '../thread-call.ts';
import type { KeyOperations } from './key-derivation.ts';

const operations: KeyOperations = {
  async derive({ passphrase, salt, cost }) {
    const key = new Uint8Array(
      await argon2id({
        password: passphrase.normalize('NFC'),
        salt,
        memorySize: cost.memoryKiB,
        iterations: cost.passes,
        parallelism: cost.lanes,
        hashLength: 32,
        outputType: 'binary',
      }),
    );
    return transferring(key, [key.buffer]);
  },
};

if (parentPort !== null) serveOperations(parentPort, operations);
