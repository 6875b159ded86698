import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import {
  openSecret,
  sealSecret,
  type Database,
  type ServerKeys,
  type TenantTransaction,
} from '../platform/index.ts';
import { endSessionOfGrant } from './sessions.ts';

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

export interface AdapterPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly tenant: string;
}

/**
 * Where the identity provider of a tenant keeps what it gave out. What opens something (a code, a refresh token, a
 * session's cookie) is kept as a digest only. A code or refresh token is used up once, also when two ask at one time.
 */
export function oidcAdapter({ database, keys, tenant }: AdapterPlace, model: string): Adapter {
  const run = <T>(work: (transaction: TenantTransaction) => Promise<T>): Promise<T> =>
    database.inTenant(tenant, work);

  const found = async (
    column: 'id_digest' | 'uid_digest',
    text: string,
  ): Promise<AdapterPayload | undefined> => {
    const row = await run((transaction) =>
      transaction
        .selectFrom('oidc_payload')
        .where('tenant_id', '=', tenant)
        .where('model', '=', model)
        .where(column, '=', digestOf(text))
        .select(['payload', 'consumed_at', 'expires_at'])
        .executeTakeFirst(),
    );
    if (row === undefined) return undefined;
    const isOver = row.expires_at !== null && row.expires_at.getTime() < Date.now();
    if (isOver) return undefined;
    const consumed =
      row.consumed_at === null ? {} : { consumed: Math.floor(row.consumed_at.getTime() / 1000) };
    const jti = column === 'id_digest' && WITHOUT_ID.has(model) ? { jti: text } : {};
    return { ...opened(row.payload as AdapterPayload), ...jti, ...consumed };
  };

  // A device's code is found by what its person types, too, and a sign-in with it knows it: both have it encrypted.
  const purpose = `device code ${tenant}`;
  const secret = HOLDS_DEVICE_CODE[model];
  const opened = (payload: AdapterPayload): AdapterPayload => {
    const sealed = secret && payload[secret];
    if (sealed === undefined) return payload;
    return { ...payload, [secret as string]: openSecret(keys, purpose, sealed) };
  };
  const closed = ({ userCode: _found, ...payload }: AdapterPayload): AdapterPayload => {
    const code = secret && payload[secret];
    if (code === undefined) return payload;
    return { ...payload, [secret as string]: sealSecret(keys, purpose, code) };
  };

  return {
    async upsert(id, payload, expiresIn) {
      const { grantId, accountId } = payload;
      const uid = payload.uid ?? payload.userCode;
      const kept = closed(WITHOUT_ID.has(model) ? { ...payload, jti: undefined } : payload);
      const row = {
        payload: JSON.stringify(kept),
        grant_digest: grantId === undefined ? null : digestOf(grantId),
        uid_digest: uid === undefined ? null : digestOf(uid),
        account: accountId ?? null,
        expires_at: expiresIn ? new Date(Date.now() + expiresIn * 1000) : null,
      };
      await run((transaction) =>
        transaction
          .insertInto('oidc_payload')
          .values({
            tenant_id: tenant,
            model,
            id_digest: digestOf(id),
            consumed_at: null,
            ...row,
          })
          .onConflict((conflict) =>
            conflict.columns(['tenant_id', 'model', 'id_digest']).doUpdateSet(row),
          )
          .execute(),
      );
    },
    find: (id) => found('id_digest', id),
    findByUid: (uid) => found('uid_digest', uid),
    async findByUserCode(userCode) {
      const payload = await found('uid_digest', userCode);
      return payload && { ...payload, userCode };
    },
    async consume(id) {
      const { numUpdatedRows } = await run((transaction) =>
        transaction
          .updateTable('oidc_payload')
          .where('tenant_id', '=', tenant)
          .where('model', '=', model)
          .where('id_digest', '=', digestOf(id))
          .where('consumed_at', 'is', null)
          .set({ consumed_at: sql`now()` })
          .executeTakeFirst(),
      );
      if (numUpdatedRows !== 1n) throw new errors.InvalidGrant('it was used already');
    },
    async destroy(id) {
      await run((transaction) =>
        transaction
          .deleteFrom('oidc_payload')
          .where('tenant_id', '=', tenant)
          .where('model', '=', model)
          .where('id_digest', '=', digestOf(id))
          .execute(),
      );
    },
    async revokeByGrantId(grantId) {
      const grant = digestOf(grantId);
      await run(async (transaction) => {
        await transaction
          .deleteFrom('oidc_payload')
          .where('tenant_id', '=', tenant)
          .where('grant_digest', '=', grant)
          .execute();
        await endSessionOfGrant(transaction, tenant, grant);
      });
    },
  };
}

/** Which member of what is kept is the secret of a device that signs in with a code. */
const HOLDS_DEVICE_CODE: Readonly<Record<string, 'jti' | 'deviceCode' | undefined>> = {
  DeviceCode: 'jti',
  Interaction: 'deviceCode',
};

/** What is found by the very secret that opens it. */
const WITHOUT_ID: ReadonlySet<string> = new Set([
  'AuthorizationCode',
  'RefreshToken',
  'AccessToken',
  'Session',
]);
