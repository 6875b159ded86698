import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Vault } from '../vault/index.ts';

/** How the key of a member stands to what this profile has compared. */
export type KeyStanding = 'compared' | 'new' | 'changed';

/** Keys of members that a person has compared: what the server says of them is believed no further. */
export interface KnownKeys {
  standing(memberId: string, publicKey: string): KeyStanding;
  keep(memberId: string, publicKey: string): void;
}

const DRAWER = 'tenant-keys';
const kept = z.strictObject({ url: z.string(), keys: z.record(z.string(), z.string()) });

/** The keys that were compared for a team, sealed in the vault's drawer; those of another team are forgotten. */
export function openKnownKeys(vault: Pick<Vault, 'drawer'>, url: string): KnownKeys {
  const read = (): Record<string, string> => {
    const text = vault.drawer(DRAWER).read();
    const known = text === null ? null : kept.parse(JSON.parse(text));
    return known?.url === url ? known.keys : {};
  };
  return {
    standing(memberId, publicKey) {
      const known = read()[memberId];
      if (known === undefined) return 'new';
      return known === publicKey ? 'compared' : 'changed';
    },
    keep(memberId, publicKey) {
      const keys = { ...read(), [memberId]: publicKey };
      vault.drawer(DRAWER).write(JSON.stringify({ url, keys }));
    },
  };
}

/** Forgets the keys that were compared for a team. */
export function forgetKnownKeys(vault: Pick<Vault, 'drawer' | 'destroyDrawer'>, url: string): void {
  const text = vault.drawer(DRAWER).read();
  if (text !== null && kept.parse(JSON.parse(text)).url === url) vault.destroyDrawer(DRAWER);
}

/** Digits that two people read to each other. */
const GROUPS = 12;
const GROUP_BYTES = 5;
/** Makes looking for another key with the same number that much dearer; Signal's safety numbers do the same. */
const ROUNDS = 5200;

/**
 * The number of two members, the same on both sides: thirty digits for each, from a hash of who she is and her key. Who
 * puts a key of his own in the way changes it.
 */
export function safetyNumber(
  mine: { memberId: string; publicKey: string },
  hers: { memberId: string; publicKey: string },
): string {
  const halves = [mine, hers].map(({ memberId, publicKey }) => {
    let digest = Buffer.from(`error-iq safety number ${memberId} ${publicKey}`);
    for (let round = 0; round < ROUNDS; round++) {
      digest = createHash('sha512').update(digest).update(publicKey).digest();
    }
    const groups = Array.from({ length: GROUPS / 2 }, (_, i) => {
      const value = digest.readUIntBE(i * GROUP_BYTES, GROUP_BYTES) % 100_000;
      return String(value).padStart(5, '0');
    });
    return groups.join(' ');
  });
  return halves.sort().join(' ');
}
