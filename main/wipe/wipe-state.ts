import { z } from 'zod';
import { wipeOrder } from '#shared/sync/wipe-api.ts';
import { deviceJwk } from '../tenant/index.ts';
import type { Vault } from '../vault/index.ts';

const count = z.number().int().nonnegative();

const wipeState = z.strictObject({
  order: wipeOrder,
  /** Address of the team server, and the certificate that it is known by. */
  url: z.string(),
  authority: z.string().nullable(),
  /** The key of this machine, to answer with; null: the server has the answer. */
  device: deviceJwk.nullable(),
  /** Headers of the cases, hex: their keys are gone for good, also when an older vault is put back. */
  headers: z.array(z.string()),
  /** Files that are still to be removed. */
  files: z.array(z.string()),
  /** Ids of the cases on the team server. */
  caseIds: z.array(z.string()),
  counts: z.strictObject({ cases: count, held: count, unsent: count }),
  /** False: keys and credentials are not all destroyed yet. */
  isDone: z.boolean(),
  /** Whoever works here has been told. */
  isSeen: z.boolean(),
});

/** A wipe of this machine as far as it is. */
export type WipeState = z.output<typeof wipeState>;

const DRAWER = 'wipe';

type Drawers = Pick<Vault, 'drawer'>;

/** The last wipe; null: there was none. Throws VAULT_LOCKED. */
export function readWipe(vault: Drawers): WipeState | null {
  const text = vault.drawer(DRAWER).read();
  return text === null ? null : wipeState.parse(JSON.parse(text));
}

/** Throws VAULT_LOCKED. */
export function writeWipe(vault: Drawers, state: WipeState): void {
  vault.drawer(DRAWER).write(JSON.stringify(state));
}
