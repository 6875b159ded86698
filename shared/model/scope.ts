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
