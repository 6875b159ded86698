import type { Role } from '../../shared/model/role.ts';
import { Failure } from '../../shared/model/failure.ts';

/** What a key of a program may be good for. */
export const SCOPES = [
  'cases:read',
  'cases:write',
  'members:read',
  'audit:read',
  'deployments:read',
  'deployments:write',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks, as the server has found out. */
export interface Principal {
  readonly tenant: string;
  readonly memberId: string;
  readonly role: Role;
  /** A person who signed in, or a key of hers that a program uses, for what it is good for. */
  readonly by:
    | { readonly is: 'person' }
    | { readonly is: 'key'; readonly scopes: readonly Scope[] };
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
