import type { IncomingHttpHeaders } from 'node:http';
import { decodeJwt, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Database } from '../platform/index.ts';
import { principalOfKey } from './api-keys.ts';
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
});

/**
 * Checks access tokens of people (JWT, EdDSA and no other algorithm, our issuer, our audience, bound to a key whose
 * possession was proved) and keys of programs.
 */
export function createAuthenticate({ database, issuer, proofs }: TokenPlace): Authenticate {
  const principalOfToken = async (token: string, key: string): Promise<Principal | null> => {
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
    if (!said.success || said.data.cnf.jkt !== key) return null;
    const { sub: memberId, sid: session, acr, auth_time: signedInAt } = said.data;
    const { tenant } = known;
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
      principal = await principalOfKey(database, credential);
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
