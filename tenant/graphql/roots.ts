import { readEntries } from '../audit/index.ts';
import { MOST_CASES, readCases, readGrants } from '../cases/index.ts';
import { readBoard, readEvents } from '../deployments/index.ts';
import { readMe, readMembers, type Principal } from '../identity/index.ts';
import { placeIn, type TenantTransaction } from '../platform/index.ts';

/** In what a query is answered: one transaction, for who asks. */
export interface ReadContext {
  readonly transaction: TenantTransaction;
  readonly principal: Principal;
}

/** The most entries of the audit log at once, as by REST. */
const MOST_ENTRIES = 1000;

/**
 * What the fields of `Query` give: what REST gives, by the functions that its routes use, which also decide who may. A
 * field of a list's rows that is read apart is a function of its row.
 */
export const queryRoot = {
  me: (_args: unknown, { transaction, principal }: ReadContext) => readMe(transaction, principal),
  members: (_args: unknown, { transaction, principal }: ReadContext) =>
    readMembers(transaction, principal),
  async cases(
    { cursor, archived }: { cursor?: string | null; archived: boolean },
    { transaction, principal }: ReadContext,
  ) {
    const before = placeIn(cursor ?? undefined);
    const page = await readCases(transaction, principal, { before, limit: MOST_CASES, archived });
    return {
      ...page,
      cases: page.cases.map((shared) => ({
        ...shared,
        grants: () => readGrants(transaction, principal, shared.caseId),
      })),
    };
  },
  async board(_args: unknown, { transaction, principal }: ReadContext) {
    const board = await readBoard(transaction, principal);
    return {
      ...board,
      deployments: board.deployments.map((deployment) => ({
        ...deployment,
        events: () => readEvents(transaction, principal, deployment.deploymentId),
      })),
    };
  },
  auditEntries(
    { from, limit }: { from: number; limit: number },
    { transaction, principal }: ReadContext,
  ) {
    return readEntries(transaction, principal, {
      from: Math.max(0, from),
      limit: Math.min(Math.max(1, limit), MOST_ENTRIES),
    });
  },
};
