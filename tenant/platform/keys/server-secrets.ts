import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../../shared/model/failure.ts';
import { KEY_BYTES } from './derive.ts';
import type { MasterKey } from './key-port.ts';
import { openUnder, sealUnder, type SealedUnder } from './sealed-under.ts';

const key = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .transform((text): Buffer => Buffer.from(text, 'base64url'));
const id = z.string().regex(/^[0-9a-f]{16}$/);
const namedKey = z.strictObject({ id, key });

/** Keys, as they stand in what is sealed. */
export const namedKeys = z.array(namedKey);

/** A key, and by what it is known where something is under it. */
export type NamedKey = z.output<typeof namedKey>;

/**
 * The secrets of one server, all of them random. Keys are added and never taken away: backups of any age need theirs, and
 * one that nothing is under any more opens nothing.
 */
const serverSecrets = z.strictObject({
  /** What passwords of the own database, the passphrase of the certificate and such are made of. */
  seed: key,
  /** Seeds before it, the latest first: copies and backups of their time are under those. */
  seedsBefore: z.array(key).default([]),
  /** The one that is in force from the next start on; null: none waits. */
  nextSeed: key.nullable().default(null),
  /** What the keys of fields are wrapped with; the first is in force. */
  roots: z.array(namedKey).min(1),
  /** What backups are under; the first is in force. */
  backups: z.array(namedKey).min(1),
  /** The master key of a server that made everything of it, before it had secrets: by it what is from then is read. */
  former: key.nullable(),
});
export type ServerSecrets = z.output<typeof serverSecrets>;

/** The secrets of a server under one master key. */
export type SealedSecrets = SealedUnder;

/** A random key with a random name. */
export function newKey(): NamedKey {
  return { id: randomBytes(8).toString('hex'), key: randomBytes(KEY_BYTES) };
}

/** Secrets for a server; `former`: the master key of one that had none and made everything of that. */
export function newSecrets(former: Buffer | null): ServerSecrets {
  return {
    seed: randomBytes(KEY_BYTES),
    seedsBefore: [],
    nextSeed: null,
    roots: [newKey()],
    backups: [newKey()],
    former,
  };
}

/** What `namedKeys` reads. */
export const keysText = (keys: readonly NamedKey[]): z.input<typeof namedKeys> =>
  keys.map(({ id, key }) => ({ id, key: key.toString('base64url') }));

const purposeOf = (master: string): string => `secrets ${master}`;

/** Seals a server's secrets for a master key. Throws KEY_COMMAND_FAILED. */
export async function sealSecrets(
  master: MasterKey,
  { seed, seedsBefore, nextSeed, roots, backups, former }: ServerSecrets,
): Promise<SealedSecrets> {
  const text = (bytes: Buffer): string => bytes.toString('base64url');
  const plain = {
    seed: text(seed),
    seedsBefore: seedsBefore.map(text),
    nextSeed: nextSeed && text(nextSeed),
    roots: keysText(roots),
    backups: keysText(backups),
    former: former && text(former),
  };
  return sealUnder(master, purposeOf(master.id), plain);
}

/** Undoes `sealSecrets`. Throws MASTER_KEY_OTHER, which names the keys that there are secrets for, and KEY_COMMAND_FAILED. */
export async function openSecrets(
  master: MasterKey,
  sealed: readonly SealedSecrets[],
  where: string,
): Promise<ServerSecrets> {
  const mine = sealed.find((one) => one.master === master.id);
  if (mine === undefined) {
    const ids = sealed.map((one) => one.master);
    throw new Failure(
      'MASTER_KEY_OTHER',
      `The master key ${master.id} opens nothing in ${where}: that needs the key ${ids.join(' or ')}. Nothing was changed. Bring that key, by the way it came before.`,
      { key: master.id, needs: ids.join(',') },
    );
  }
  return serverSecrets.parse(await openUnder(master, purposeOf(master.id), mine, where));
}

/** The secrets of two copies of one server: all keys of both, those of the first in force. */
export function unitedSecrets(first: ServerSecrets, second: ServerSecrets): ServerSecrets {
  const united = (one: readonly NamedKey[], other: readonly NamedKey[]): NamedKey[] => {
    const known = new Set(one.map(({ id }) => id));
    return [...one, ...other.filter(({ id }) => !known.has(id))];
  };
  return {
    seed: first.seed,
    seedsBefore: [...first.seedsBefore, second.seed, ...second.seedsBefore].filter(
      (one, i, all) => !one.equals(first.seed) && all.findIndex((other) => other.equals(one)) === i,
    ),
    nextSeed: first.nextSeed,
    roots: united(first.roots, second.roots),
    backups: united(first.backups, second.backups),
    former: first.former ?? second.former,
  };
}

/** The key in force, of which there always is one. */
export function firstOf([first]: readonly NamedKey[]): NamedKey {
  if (first === undefined) throw new Error('secrets have a key of each kind');
  return first;
}
