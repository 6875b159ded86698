import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { newCaseKey } from '../../shared/sync/tenant-api.ts';
import { requireScope, type Authenticate, type Principal } from '../identity/index.ts';
import {
  problem,
  type Database,
  type HttpServer,
  type TenantTransaction,
} from '../platform/index.ts';
import { refuseUnmanaged, requireGeneration, requireManage } from './case-managers.ts';

export interface CaseKeyPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
}

/** Adds how a case gets another key: at once for everybody who goes on having it, and nobody else. */
export function addCaseKeyRoute(server: HttpServer, place: CaseKeyPlace): void {
  const { database, authenticate } = place;
  server.put(
    '/api/v1/cases/:caseId/key',
    {
      // A thousand members, each with a sealed key of the longest.
      bodyLimit: 8 * 1024 * 1024,
      schema: {
        tags: ['cases'],
        summary: 'Gives a case another key, and takes it from everybody who is not named',
        params: z.strictObject({ caseId: z.uuid().lowercase() }),
        body: newCaseKey,
        response: {
          204: z.null(),
          400: problem,
          401: problem,
          403: problem,
          404: problem,
          409: problem,
        },
      },
    },
    async ({ headers, params: { caseId }, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      await database.inTenant(principal.tenant, (transaction) =>
        changeKey(transaction, principal, caseId, body),
      );
      return reply.status(204).send(null);
    },
  );
}

async function changeKey(
  transaction: TenantTransaction,
  principal: Principal,
  caseId: string,
  { generation, sealedName, keys }: z.output<typeof newCaseKey>,
): Promise<void> {
  const { tenant } = principal;
  await requireManage(transaction, principal, caseId);
  await requireGeneration(transaction, { tenant, caseId, generation: generation - 1 });
  await transaction
    .updateTable('shared_case')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .set({ sealed_name: sealedName, generation })
    .execute();
  await transaction
    .deleteFrom('case_grant')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .where(
      'member_id',
      'not in',
      keys.map(({ memberId }) => memberId),
    )
    .execute();
  for (const { memberId, sealedKey } of keys) {
    const { numUpdatedRows } = await transaction
      .updateTable('case_grant')
      .where('tenant_id', '=', tenant)
      .where('case_id', '=', caseId)
      .where('member_id', '=', memberId)
      .set({ generation, sealed_key: sealedKey })
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) {
      throw new Failure('NOT_FOUND', 'Somebody who is to get the key does not have this case.');
    }
  }
  await refuseUnmanaged(transaction, tenant, caseId);
}
