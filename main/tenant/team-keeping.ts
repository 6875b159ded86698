import { z } from 'zod';
import {
  keptCasePage,
  legalHold,
  type KeptCase,
  type LegalHold,
} from '#shared/sync/case-keeping-api.ts';
import { createAsk } from './ask.ts';
import { changing } from './changing.ts';
import type { Connection } from './connection.ts';

const held = z.strictObject({ hold: legalHold.nullable() });
/** The hold on a case as it was read; undefined: it was not read. */
type Held = { hold: LegalHold | null } | undefined;

export type TeamKeeping = ReturnType<typeof createTeamKeeping>;

/**
 * How the team's cases are kept on its server, as a lead or admin decides it; she need not have them. What changes something
 * throws CASE_NOT_FOUND, NOT_ALLOWED, STEP_UP_REQUIRED, and a hold that is not as it was read CHANGED_MEANWHILE.
 */
export function createTeamKeeping(connection: Connection) {
  const ask = createAsk(connection);
  return {
    /** All cases of the team, latest first. */
    async cases(): Promise<KeptCase[]> {
      const all: KeptCase[] = [];
      let cursor: string | null = null;
      do {
        const query = cursor === null ? {} : { cursor };
        const page: z.output<typeof keptCasePage> = await ask(
          'GET /api/v1/kept-cases',
          keptCasePage,
          { query },
        );
        all.push(...page.cases);
        cursor = page.next;
      } while (cursor !== null);
      return all;
    },
    /** Places a legal hold, or gives the one that stands another reason. */
    async hold(caseId: string, reason: string, was?: Held): Promise<void> {
      const given = { path: { caseId }, body: { reason } };
      await changing(was, held, (headers) =>
        ask('PUT /api/v1/cases/{caseId}/hold', z.null(), { ...given, headers }),
      );
    },
    /** Archives a case, or brings it back; who manages it may too. */
    async setArchived(caseId: string, archived: boolean): Promise<void> {
      const path = { caseId };
      if (archived) await ask('PUT /api/v1/cases/{caseId}/archive', z.null(), { path });
      else await ask('DELETE /api/v1/cases/{caseId}/archive', z.null(), { path });
    },
    /** Deletes a case from the server for good; copies stay where they are. Throws CASE_ON_HOLD. */
    async delete(caseId: string, reason: string): Promise<void> {
      await ask('POST /api/v1/cases/{caseId}/delete', z.null(), {
        path: { caseId },
        body: { reason },
      });
    },
    /** Lifts it. Throws NOT_FOUND when there is none. */
    async liftHold(caseId: string, reason: string, was?: Held): Promise<void> {
      const given = { path: { caseId }, body: { reason } };
      await changing(was, held, (headers) =>
        ask('POST /api/v1/cases/{caseId}/hold/lift', z.null(), { ...given, headers }),
      );
    },
  };
}
