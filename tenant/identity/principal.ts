import type { Role } from '../../shared/model/role.ts';
import { SCOPES, type Scope } from '../../shared/model/scope.ts';
import { SECOND_FACTOR } from '../../shared/sync/tenant-api.ts';
import { Failure } from '../../shared/model/failure.ts';

export { SCOPES, type Scope };

/** How a member signed in, as tokens say it (`acr`, OpenID Connect Core, section 2). */
export const ACRS = {
  passphrase: 'urn:error-iq:pwd',
  /** At a provider outside, which did not say that it asked for a second factor. */
  provider: 'urn:error-iq:provider',
  secondFactor: SECOND_FACTOR,
} as const;

/** Who asks, as the server has found out. */
export interface Principal {
  readonly tenant: string;
  readonly memberId: string;
  readonly role: Role;
  /** A person who signed in, or a key of hers that a program uses, for what it is good for. */
  readonly by:
    | {
        readonly is: 'person';
        /** Her sign-in on this device. */
        readonly session: string;
        /** How she signed in. */
        readonly acr: string;
        /** When she did, seconds. */
        readonly signedInAt: number;
      }
    | {
        readonly is: 'key';
        readonly scopes: readonly Scope[];
        /** Of a service account, which belongs to no member. */
        readonly isService: boolean;
      };
}

/** Refuses what a key of a program is not good for, or what only a person may do (null). Throws NOT_ALLOWED. */
export function requireScope({ by }: Principal, scope: Scope | null): void {
  if (by.is === 'person' || (scope !== null && by.scopes.includes(scope))) return;
  throw new Failure(
    'NOT_ALLOWED',
    scope === null
      ? 'This needs a person who has signed in; a key cannot do it.'
      : `This key is not good for that: it lacks ${scope}.`,
  );
}

/** Refuses members who have none of the roles. Throws NOT_ALLOWED. */
export function requireRole({ role }: Principal, roles: readonly Role[]): void {
  if (roles.includes(role)) return;
  throw new Failure(
    'NOT_ALLOWED',
    `This needs the role ${roles.join(' or ')}; yours is ${role}. Ask an admin of your team.`,
  );
}
