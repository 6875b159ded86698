import { z } from 'zod';
import {
  ownKeys,
  toldKey,
  type KeyRotation,
  type NewOwnKey,
  type OwnKey,
} from '#shared/sync/api-keys-api.ts';
import { createAsk } from './ask.ts';
import type { Connection } from './connection.ts';

/** Keys by which programs speak for the member who signed in. */
export function createTeamOwnKeys(connection: Connection) {
  const ask = createAsk(connection);
  return {
    /** Latest first, those that have ended too. */
    async list(): Promise<OwnKey[]> {
      return (await ask('GET /api/v1/api-keys', ownKeys)).keys;
    },
    /** Makes one, which is told this once. Throws STEP_UP_REQUIRED. */
    add: (body: NewOwnKey) => ask('POST /api/v1/api-keys', toldKey, { body }),
    /** Makes a key in the place of one, which is good for some minutes more. Throws STEP_UP_REQUIRED, NOT_FOUND. */
    rotate: (keyId: string, body: KeyRotation) =>
      ask('POST /api/v1/api-keys/{keyId}/rotate', toldKey, { path: { keyId }, body }),
    /** Throws NOT_FOUND. */
    async end(keyId: string): Promise<void> {
      await ask('DELETE /api/v1/api-keys/{keyId}', z.null(), { path: { keyId } });
    },
  };
}
