import { z } from 'zod';
import {
  readableLogs,
  readableRecords,
  type ReadableLogs,
  type ReadableRecords,
} from '#shared/sync/readable-logs-api.ts';
import { createAsk } from './ask.ts';
import type { Connection } from './connection.ts';

/** Raw logs that the team server may read, as this member reads them there: no case and no key of one is needed here. */
export function createTeamReadableLogs(connection: Connection) {
  const ask = createAsk(connection);
  return {
    /** Of one's cases; for a lead or an admin of all of the team. Newest first. */
    async list(): Promise<ReadableLogs[]> {
      const answer = z.strictObject({ logs: z.array(readableLogs) });
      return (await ask(answer, { method: 'GET', path: '/api/v1/readable-logs' })).logs;
    },
    /**
     * Records from one on; with a text those that it stands in, as far as one request looks. Throws STEP_UP_REQUIRED, NOT_FOUND,
     * SERVER_MAY_NOT_READ, RAW_LOGS_INCOMPLETE.
     */
    read(
      { caseId, uploadId }: Pick<ReadableLogs, 'caseId' | 'uploadId'>,
      { from, text }: { readonly from: number; readonly text: string | null },
    ): Promise<ReadableRecords> {
      const query = new URLSearchParams({ from: String(from), ...(text !== null && { text }) });
      const what = text === null ? 'records' : 'search';
      const path = `/api/v1/cases/${caseId}/raw-logs/${uploadId}/${what}?${query}`;
      return ask(readableRecords, { method: 'GET', path });
    },
  };
}
