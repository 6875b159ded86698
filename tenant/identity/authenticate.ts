import type { IncomingHttpHeaders } from 'node:http';
import { decodeJwt, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Database } from '../platform/index.ts';
import { createKeyPrincipals } from './key-principals.ts';
import { notSignedIn } from './not-signed-in.ts';
import { API_AUDIENCE } from './oidc.ts';
import type { Principal } from './principal.ts';
import type { Proofs } from './proofs.ts';
import type { TokenIssuer } from './tenants.ts';

/** Finds out who asks from the headers of a request. Throws NOT_SIGNED_IN, the same for everything that is wrong. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Principal>;

export interface TokenPlace {
  readonly database: Database;
  /** The tenant that issues tokens under this name; null: nobody. */
  readonly issuer: (name: string) => Promise<TokenIssuer | null>;
  readonly proofs: Pick<Proofs, 'keyOf'>;
}

/** What an access token says beside what every one does. */
const claims = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  cnf: z.object({ jkt: z.string() }),
  acr: z.string(),
  auth_time: z.number().int(),
  exp: z.number().int(),
});

type Said = z.output<typeof claims> & { readonly tenant: string };

/** So many tokens are known as good; more are verified anew. */
const MOST_TOKENS = 10_000;

/** Tokens that were verified, until they end. */
function createVerified(now: () => number = Date.now) {
  const known = new Map<string, Said>();
  return {
    get(token: string): Said | null {
      const said = known.get(token);
      if (said === undefined) return null;
      if (said.exp * 1000 > now()) return said;
      known.delete(token);
      return null;
    },
    keep(token: string, said: Said): void {
      if (known.size >= MOST_TOKENS) known.clear();
      known.set(token, said);
    },
  };
}

/**
 * Checks access tokens of people (JWT, EdDSA and no other algorithm, our issuer, our audience, bound to a key whose
 * possession was proved) and keys of programs.
 */
export function createAuthenticate({ database, issuer, proofs }: TokenPlace): Authenticate {
  const verified = createVerified();
  const principalOfKey = createKeyPrincipals(database);

  /** What a good token says; null: it is none. The same one comes with many requests, and is verified once. */
  const saidBy = async (token: string): Promise<Said | null> => {
    const before = verified.get(token);
    if (before !== null) return before;
    const { iss } = decodeJwt(token);
    const known = iss === undefined ? null : await issuer(iss);
    if (known === null) return null;
    const { payload } = await jwtVerify(token, known.keys, {
      algorithms: ['EdDSA'],
      issuer: iss ?? '',
      audience: API_AUDIENCE,
      typ: 'at+jwt',
      requiredClaims: ['sub', 'exp', 'iat'],
    });
    const said = claims.safeParse(payload);
    if (!said.success) return null;
    const found = { ...said.data, tenant: known.tenant };
    verified.keep(token, found);
    return found;
  };

  const principalOfToken = async (token: string, key: string): Promise<Principal | null> => {
    const said = await saidBy(token);
    if (said === null || said.cnf.jkt !== key) return null;
    const { tenant, sub: memberId, sid: session, acr, auth_time: signedInAt } = said;
    // What the token says is minutes old: role and session are the ones in force now.
    const role = await database.roleInSession({ tenant, memberId, session });
    if (role === null) return null;
    return { tenant, memberId, role, by: { is: 'person', session, acr, signedInAt } };
  };

  return async (headers) => {
    const [, scheme, credential = ''] =
      /^(Bearer|DPoP) ([\w.~+/=-]{1,4096})$/i.exec(headers.authorization ?? '') ?? [];
    const key = proofs.keyOf(headers);
    let principal: Principal | null = null;
    if (scheme?.toLowerCase() === 'bearer') {
      principal = await principalOfKey(credential);
    } else if (key !== null) {
      principal = await principalOfToken(credential, key).catch((error: unknown) => {
        if (isTokenFault(error)) return null;
        throw error;
      });
    }
    if (principal === null) throw notSignedIn();
    return principal;
  };
}

/** Faults that a token causes: those of `jose`, and the ones of reading it. Others are ours. */
function isTokenFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_J');
}
