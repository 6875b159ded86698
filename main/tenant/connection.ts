import { decodeJwt } from 'jose';
import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import type { Vault } from '../vault/index.ts';
import { makeSealingPair, type SealingPair } from './case-key.ts';
import {
  deviceJwk,
  makeDeviceKey,
  openDeviceKey,
  type DeviceJwk,
  type DeviceKey,
} from './device-key.ts';
import { openKnownKeys, type KnownKeys } from './known-keys.ts';
import { keepTeamCase } from './team-cases.ts';
import type { TenantAddress } from './tenant-https.ts';
import { exchange, revoke, type TenantTokens } from './tenant-tokens.ts';

const kept = z.strictObject({
  url: z.string(),
  authority: z.string().nullable(),
  refresh: z.string().nullable(),
  sealing: z.strictObject({ privateKey: z.string(), publicKey: z.string() }),
  device: deviceJwk,
  /** The last sign-in on this machine, as the server calls it; null: there was none yet. */
  session: z.string().nullable().default(null),
});
type Kept = z.output<typeof kept>;

/** The team server that this profile works with, and what opens it: sealed in the vault's drawer. */
export interface Connection {
  readonly address: TenantAddress;
  readonly sealing: SealingPair;
  readonly device: DeviceKey;
  readonly knownKeys: KnownKeys;
  /** Notes that a case file is synced with this team. */
  keepCase(kept: { caseId: string; path: string; header: string }): void;
  /** A token that is good now. Throws NOT_SIGNED_IN, SIGN_IN_OVER, TENANT_UNREACHABLE. */
  token(): Promise<string>;
  keep(tokens: TenantTokens): void;
  /** Forgets the sign-in, and tells the server so if it answers. */
  signOut(): Promise<void>;
  readonly isSignedIn: boolean;
  /** Hears that the server does not take a token of this sign-in any more. */
  refused(): void;
  /** The server has said so, and has not taken one since. */
  readonly isRefused: boolean;
}

/** What this machine is to a team server, whether anybody is signed in or not. */
export interface KeptServer {
  readonly address: TenantAddress;
  readonly device: DeviceJwk;
  readonly session: string | null;
}

const DRAWER = 'tenant';
/** A token that has fewer left is renewed first. */
const SPARE_MS = 30_000;

type Drawers = Pick<Vault, 'drawer'>;

/** Makes an address the one that this profile works with. Its sign-in and keys of another are forgotten. */
export async function keepAddress(vault: Drawers, address: TenantAddress): Promise<void> {
  const before = readKept(vault);
  const same = before?.url === address.url;
  write(vault, {
    ...address,
    refresh: same ? before.refresh : null,
    sealing: same ? before.sealing : makeSealingPair(),
    device: same ? before.device : await makeDeviceKey(),
    session: same ? before.session : null,
  });
}

/** What this machine is to its team server; null: it is connected to none. */
export function keptServer(vault: Drawers): KeptServer | null {
  const held = readKept(vault);
  if (held === null) return null;
  const { url, authority, device, session } = held;
  return { address: { url, authority }, device, session };
}

/** Destroys what opens a server, unless this machine has another key there by now. */
export function forgetConnection(
  vault: Pick<Vault, 'drawer' | 'destroyDrawer'>,
  { url, device }: { url: string; device: DeviceJwk | null },
): void {
  const held = readKept(vault);
  if (held?.url === url && (device === null || held.device.x === device.x)) {
    vault.destroyDrawer(DRAWER);
  }
}

/** How a connection renews its tokens, and by which clock. */
export interface TokenSource {
  readonly exchange: typeof exchange;
  readonly now: () => number;
}

/** The connection of this profile. Throws TENANT_NOT_CONNECTED. */
export function openConnection(
  vault: Drawers,
  source: TokenSource = { exchange, now: Date.now },
): Connection {
  const held = readKept(vault);
  if (held === null) {
    throw new Failure(
      'TENANT_NOT_CONNECTED',
      'This profile is not connected to a team server. Connect it with the address that your admin gave you.',
    );
  }
  const address = { url: held.url, authority: held.authority };
  const device = openDeviceKey(held.device);
  let { refresh, session } = held;
  let isRefused = false;
  let current: TenantTokens | null = null;
  let renewing: Promise<string> | null = null;
  const keep = (tokens: TenantTokens | null): void => {
    current = tokens;
    refresh = tokens?.refresh ?? null;
    if (tokens !== null) [session, isRefused] = [sessionOf(tokens.access), false];
    // Another process of the profile may have forgotten this server meanwhile, or gone to another.
    if (readKept(vault)?.url === held.url) write(vault, { ...held, refresh, session });
  };
  const renewed = async (): Promise<string> => {
    // A command of the same profile may have used the token that was known here, and kept the next.
    refresh = readKept(vault)?.refresh ?? null;
    if (refresh === null) {
      throw new Failure('NOT_SIGNED_IN', 'Sign in at the team server first.');
    }
    try {
      const form = { grant_type: 'refresh_token', refresh_token: refresh };
      const tokens = await source.exchange(address, device, form);
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
    device,
    knownKeys: openKnownKeys(vault, held.url),
    keepCase: (kept) => keepTeamCase(vault, { url: held.url, ...kept }),
    async token() {
      if (current !== null && current.until - source.now() > SPARE_MS) return current.access;
      // A refresh token is good once, so whoever asks meanwhile gets the same.
      renewing ??= renewed().finally(() => (renewing = null));
      return renewing;
    },
    keep,
    async signOut() {
      const last = readKept(vault)?.refresh ?? null;
      keep(null);
      if (last === null) return;
      await revoke(address, device, last).catch((error: unknown) => {
        // Without an answer it ends by itself; nobody but this machine could use it.
        if (!(error instanceof Failure)) throw error;
      });
    },
    get isSignedIn() {
      return refresh !== null;
    },
    refused() {
      // The next token is asked for anew; when the sign-in is over, that says so.
      [current, isRefused] = [null, true];
    },
    get isRefused() {
      return isRefused;
    },
  };
}

function sessionOf(access: string): string | null {
  const { sid } = decodeJwt(access);
  return typeof sid === 'string' ? sid : null;
}

function readKept(vault: Drawers): Kept | null {
  const text = vault.drawer(DRAWER).read();
  // What an earlier version kept has no key of this machine; it is connected anew.
  return text === null ? null : (kept.safeParse(JSON.parse(text)).data ?? null);
}

function write(vault: Drawers, value: Kept): void {
  vault.drawer(DRAWER).write(JSON.stringify(value));
}
