import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import type { Vault } from '../vault/index.ts';
import { refreshTokens, type TenantTokens } from './browser-sign-in.ts';
import { makeSealingPair, type SealingPair } from './case-key.ts';
import type { TenantAddress } from './tenant-https.ts';

const kept = z.strictObject({
  url: z.string(),
  authority: z.string().nullable(),
  refresh: z.string().nullable(),
  sealing: z.strictObject({ privateKey: z.string(), publicKey: z.string() }),
});
type Kept = z.output<typeof kept>;

/** The team server that this profile works with, and what opens it: sealed in the vault's drawer. */
export interface Connection {
  readonly address: TenantAddress;
  readonly sealing: SealingPair;
  /** A token that is good now. Throws NOT_SIGNED_IN, SIGN_IN_OVER, TENANT_UNREACHABLE. */
  token(): Promise<string>;
  keep(tokens: TenantTokens): void;
  /** Forgets the sign-in. */
  signOut(): void;
  readonly isSignedIn: boolean;
}

const DRAWER = 'tenant';
/** A token that has fewer left is renewed first. */
const SPARE_MS = 30_000;

type Drawers = Pick<Vault, 'drawer'>;

/** Makes an address the one that this profile works with. Its sign-in and keys of another are forgotten. */
export function keepAddress(vault: Drawers, address: TenantAddress): void {
  const before = readKept(vault);
  const same = before?.url === address.url;
  write(vault, {
    ...address,
    refresh: same ? before.refresh : null,
    sealing: same ? before.sealing : makeSealingPair(),
  });
}

/** The connection of this profile. Throws TENANT_NOT_CONNECTED. */
export function openConnection(vault: Drawers): Connection {
  const held = readKept(vault);
  if (held === null) {
    throw new Failure(
      'TENANT_NOT_CONNECTED',
      'This profile is not connected to a team server. Connect it with the address that your admin gave you.',
    );
  }
  const address = { url: held.url, authority: held.authority };
  let refresh = held.refresh;
  let current: TenantTokens | null = null;
  let renewing: Promise<string> | null = null;
  const keep = (tokens: TenantTokens | null): void => {
    current = tokens;
    refresh = tokens?.refresh ?? null;
    write(vault, { ...held, refresh });
  };
  const renewed = async (): Promise<string> => {
    // A command of the same profile may have used the token that was known here, and kept the next.
    refresh = readKept(vault)?.refresh ?? null;
    if (refresh === null) {
      throw new Failure('NOT_SIGNED_IN', 'Sign in at the team server first.');
    }
    try {
      const tokens = await refreshTokens(address, refresh);
      keep(tokens);
      return tokens.access;
    } catch (error) {
      if (error instanceof Failure && error.code === 'SIGN_IN_OVER') keep(null);
      throw error;
    }
  };
  return {
    address,
    sealing: held.sealing,
    async token() {
      if (current !== null && current.until - Date.now() > SPARE_MS) return current.access;
      // A refresh token is good once, so whoever asks meanwhile gets the same.
      renewing ??= renewed().finally(() => (renewing = null));
      return renewing;
    },
    keep,
    signOut: () => keep(null),
    get isSignedIn() {
      return refresh !== null;
    },
  };
}

function readKept(vault: Drawers): Kept | null {
  const text = vault.drawer(DRAWER).read();
  return text === null ? null : kept.parse(JSON.parse(text));
}

function write(vault: Drawers, value: Kept): void {
  vault.drawer(DRAWER).write(JSON.stringify(value));
}
