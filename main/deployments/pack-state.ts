import { z } from 'zod';
import { signedPack } from '#shared/deployments/team-pack.ts';
import type { Vault } from '../vault/index.ts';

const by = z.strictObject({ name: z.string(), key: z.string() });

/** What this profile knows of the environment that it follows, sealed in the vault. */
const packState = z.strictObject({
  v: z.literal(1),
  /** Address of the team server; null: nothing is followed. */
  follows: z
    .strictObject({ url: z.string(), environmentId: z.string(), environment: z.string() })
    .nullable(),
  /** Keys whose packs are used without asking. */
  trusted: z.array(z.string()),
  inForce: z
    .strictObject({
      digest: z.string(),
      signed: signedPack,
      at: z.string(),
      /** False: it was being put in its place when the app ended. */
      isWhole: z.boolean(),
    })
    .nullable(),
  /** Waits for a person to say that its signer is to be believed. */
  offered: z.strictObject({ version: z.string(), digest: z.string(), by }).nullable(),
  trouble: z.string().nullable(),
});

export type PackState = z.output<typeof packState>;

const DRAWER = 'team-pack';
const NOTHING: PackState = {
  v: 1,
  follows: null,
  trusted: [],
  inForce: null,
  offered: null,
  trouble: null,
};

/** What is known of the followed environment. Throws VAULT_LOCKED. */
export function readPackState(vault: Pick<Vault, 'drawer'>): PackState {
  const text = vault.drawer(DRAWER).read();
  return text === null ? NOTHING : packState.parse(JSON.parse(text));
}

/** Throws VAULT_LOCKED. */
export function writePackState(vault: Pick<Vault, 'drawer'>, state: PackState): void {
  vault.drawer(DRAWER).write(JSON.stringify(state));
}
