import { SCOPES, type Scope } from '#shared/model/scope.ts';
import type { ApiKey, KeyRotation } from '#shared/sync/api-keys-api.ts';
import { usage, wholeNumber } from './arguments.ts';
import type { Said } from './said.ts';

/** What a command is told about a key of a program. */
export interface KeyValues {
  readonly scopes?: string | undefined;
  readonly days?: string | undefined;
  readonly 'overlap-minutes'?: string | undefined;
}

const DAYS = 90;
const OVERLAP_MINUTES = 30;

/** What a new key is good for, and how many days. Throws USAGE. */
export function newKeyIn(values: KeyValues): { scopes: Scope[]; days: number } {
  const named = values.scopes?.split(',').map((scope) => scope.trim()) ?? [];
  const scopes = SCOPES.filter((scope) => named.includes(scope));
  if (scopes.length === 0 || scopes.length !== named.length) {
    throw usage(`--scopes takes some of ${SCOPES.join(', ')}.`);
  }
  return { scopes, days: wholeNumber('days', values.days, DAYS) };
}

/** How a key takes the place of another. Throws USAGE. */
export function rotationIn({ days, 'overlap-minutes': minutes }: KeyValues): KeyRotation {
  return {
    graceMinutes: wholeNumber('overlap-minutes', minutes, OVERLAP_MINUTES),
    ...(days !== undefined && { days: wholeNumber('days', days, DAYS) }),
  };
}

/** A key that was made, after the id of what it is of. */
export function toldKeySaid(id: string, made: { readonly key: string }): Said {
  return { text: `${id}\nkey, told this once: ${made.key}`, json: made };
}

/** A key in one line, without its secret. */
export function keyLine({ keyId, scopes, expiresAt, ended, lastUsedOn }: ApiKey): string {
  const until = ended ? 'ended' : `good until ${expiresAt}`;
  return `${keyId}  ${until}  last used ${lastUsedOn ?? 'never'}  ${scopes.join(',')}`;
}
