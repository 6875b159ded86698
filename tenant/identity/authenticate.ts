import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import { Failure } from '../../shared/model/failure.ts';
import type { Database } from '../platform/index.ts';
import { principalOfKey } from './api-keys.ts';
import { roleOf } from './members.ts';
import { API_AUDIENCE } from './oidc.ts';
import type { Principal } from './principal.ts';

/** Finds out who asks from the header `Authorization`. Throws NOT_SIGNED_IN, the same for everything that is wrong. */
export type Authenticate = (authorization: string | undefined) => Promise<Principal>;

export interface TokenPlace {
  readonly database: Database;
  /** The tenant that issues tokens under this name, and its public keys; null: nobody. */
  readonly issuer: (name: string) => Promise<{ tenant: string; keys: JSONWebKeySet } | null>;
}

/** Checks access tokens of people (JWT, EdDSA and no other algorithm, our issuer, our audience) and keys of programs. */
export function createAuthenticate({ database, issuer }: TokenPlace): Authenticate {
  const principalOfToken = async (token: string): Promise<Principal | null> => {
    const { iss } = decodeJwt(token);
    const known = iss === undefined ? null : await issuer(iss);
    if (known === null) return null;
    const { payload } = await jwtVerify(token, createLocalJWKSet(known.keys), {
      algorithms: ['EdDSA'],
      issuer: iss ?? '',
      audience: API_AUDIENCE,
      typ: 'at+jwt',
      requiredClaims: ['sub', 'exp', 'iat'],
    });
    const memberId = payload.sub ?? '';
    const { tenant } = known;
    // What the token says is minutes old: the role is the one in force now.
    const role = await database.inTenant(tenant, (transaction) =>
      roleOf(transaction, tenant, memberId),
    );
    return role === null ? null : { tenant, memberId, role, by: { is: 'person' } };
  };

  return async (authorization) => {
    const credential = /^Bearer ([\w.~+/=-]{1,4096})$/.exec(authorization ?? '')?.[1];
    if (credential === undefined) throw notSignedIn();
    const isKey = credential.startsWith('eiq_');
    let principal: Principal | null;
    try {
      principal = await (isKey
        ? principalOfKey(database, credential)
        : principalOfToken(credential));
    } catch (error) {
      if (isKey || !isTokenFault(error)) throw error;
      principal = null;
    }
    if (principal === null) throw notSignedIn();
    return principal;
  };
}

/** Faults that a token causes: those of `jose`, and the ones of reading it. Others are ours. */
function isTokenFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_J');
}

function notSignedIn(): Failure {
  return new Failure(
    'NOT_SIGNED_IN',
    'Sign in first: the token or key that came is missing, wrong or no longer good.',
  );
}
