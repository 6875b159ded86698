import type { Argon2Cost } from '../../main/vault/argon2.ts';
import { deriveCaseKey as deriveCase } from '../../main/cases/passphrase-key.ts';
import { deriveKey as deriveProfile } from '../../main/vault/key-derivation.ts';

/** Argon2id takes a third of a second of the processor, and gives the same for the same: of 193 derivations 57 were the first. */
const known = new Map<string, Promise<Buffer>>();

async function remembered(id: readonly unknown[], derive: () => Promise<Buffer>): Promise<Buffer> {
  const name = JSON.stringify(id);
  let key = known.get(name);
  if (key === undefined) known.set(name, (key = derive()));
  // Who has a key may overwrite it.
  return Buffer.from(await key);
}

/** What `main/vault/key-derivation.ts` gives, derived once. */
export const deriveKey = (
  passphrase: string,
  salt: Uint8Array,
  cost: Argon2Cost,
): Promise<Buffer> =>
  remembered(['profile', passphrase, Buffer.from(salt).toString('hex'), cost], () =>
    deriveProfile(passphrase, salt, cost),
  );

/** What `main/cases/passphrase-key.ts` gives, derived once. */
export const deriveCaseKey = (passphrase: string, header: Uint8Array): Promise<Buffer> =>
  remembered(['case', passphrase, Buffer.from(header).toString('hex')], () =>
    deriveCase(passphrase, header),
  );
