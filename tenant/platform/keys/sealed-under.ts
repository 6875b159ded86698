import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../../shared/model/failure.ts';
import { KEY_BYTES } from './derive.ts';
import type { MasterKey } from './key-port.ts';
import { openBytes, sealBytes } from './sealed-bytes.ts';

/** Something that a master key opens. */
export const sealedUnder = z.strictObject({
  /** Which master key that is. */
  master: z.string().regex(/^[\w-]{1,80}$/),
  /** What the rest is under, itself under the master key. */
  wrapped: z.string(),
  sealed: z.string(),
});
export type SealedUnder = Readonly<z.output<typeof sealedUnder>>;

/** Seals for a master key, under a random key that it wraps. Throws KEY_COMMAND_FAILED. */
export async function sealUnder(
  master: MasterKey,
  purpose: string,
  plain: unknown,
): Promise<SealedUnder> {
  const own = randomBytes(KEY_BYTES);
  return {
    master: master.id,
    wrapped: await master.wrap(own),
    sealed: sealBytes(own, purpose, Buffer.from(JSON.stringify(plain))),
  };
}

/** Undoes `sealUnder`; `where` it lies is said when it was changed. Throws SECRETS_DAMAGED, MASTER_KEY_OTHER, KEY_COMMAND_FAILED. */
export async function openUnder(
  master: MasterKey,
  purpose: string,
  { wrapped, sealed }: SealedUnder,
  where: string,
): Promise<unknown> {
  const plain = openBytes(await master.unwrap(wrapped), purpose, sealed);
  if (plain !== null) return JSON.parse(plain.toString('utf8'));
  throw new Failure(
    'SECRETS_DAMAGED',
    `What is sealed in ${where} is not as it was written, or its master key was not answered for rightly. Nothing was changed. Bring back an earlier copy; of the server's secrets there is one with every backup.`,
  );
}
