import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import type { Provider } from 'oidc-provider';
import type { Database, ServerKeys } from '../platform/index.ts';
import { createOidc, issuerOf, type SessionLimits } from './oidc.ts';
import { tokenKeys } from './token-keys.ts';

/** A tenant as its addresses lead to it. */
export interface TenantDoor {
  readonly tenant: string;
  readonly slug: string;
  readonly oidc: Provider;
}

/** Whose tokens are of a name, and the keys that they are verified with. */
export interface TokenIssuer {
  readonly tenant: string;
  readonly keys: JWTVerifyGetKey;
}

export interface TenantDoors {
  /** The tenant of an address; null: there is none. */
  find(slug: string): Promise<TenantDoor | null>;
  /** The tenant that issues tokens under a name, and what finds its public keys; null: nobody does. */
  issuer(name: string): Promise<TokenIssuer | null>;
}

export interface DoorsPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  /** Where desktops find the server; known once it listens. */
  readonly publicUrl: () => string;
  readonly behindProxy: boolean;
  readonly sessions: SessionLimits;
}

/** Keys are looked up again after so long; each request asks for them. */
const ISSUER_MS = 60_000;
const SLUG = /^[a-z0-9-]{1,63}$/;

/** Finds tenants by their addresses; the identity provider of each is made when it is first needed. */
export function createTenantDoors(place: DoorsPlace): TenantDoors {
  const { database, keys, publicUrl, behindProxy, sessions } = place;
  const doors = new Map<string, Promise<TenantDoor>>();
  const issuers = new Map<string, { issuer: TokenIssuer; until: number }>();
  const made = async (tenant: string, slug: string): Promise<TenantDoor> => {
    const oidc = { database, keys, tenant, slug, publicUrl: publicUrl(), behindProxy, sessions };
    return { tenant, slug, oidc: await createOidc(oidc) };
  };
  const find = async (slug: string): Promise<TenantDoor | null> => {
    const known = doors.get(slug);
    if (known !== undefined) return known;
    const tenant = SLUG.test(slug) ? await database.tenantOfSlug(slug) : null;
    if (tenant === null) return null;
    const door = doors.get(slug) ?? made(tenant, slug);
    doors.set(slug, door);
    // One that could not be made is tried again when it is asked for again.
    door.catch(() => doors.delete(slug));
    return door;
  };
  return {
    find,
    async issuer(name) {
      const known = issuers.get(name);
      if (known !== undefined && known.until > performance.now()) return known.issuer;
      const slug = /\/t\/([a-z0-9-]{1,63})$/.exec(name)?.[1];
      if (slug === undefined || issuerOf(publicUrl(), slug) !== name) return null;
      const tenant = await database.tenantOfSlug(slug);
      if (tenant === null) return null;
      const signs = await tokenKeys(database, keys, tenant);
      const open = signs.map(({ d: _private, ...key }) => key);
      const issuer = { tenant, keys: createLocalJWKSet({ keys: open }) };
      issuers.set(name, { issuer, until: performance.now() + ISSUER_MS });
      return issuer;
    },
  };
}
