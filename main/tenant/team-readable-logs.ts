import { z } from 'zod';
import {
  MOST_READ,
  readableLogs,
  readableRecords,
  storedRawLogs,
  type ReadableLogs,
  type ReadableRecords,
  type StoredRawLogs,
} from '#shared/sync/readable-logs-api.ts';
import { createAsk } from './ask.ts';
import type { Connection } from './connection.ts';

type Upload = Pick<ReadableLogs, 'caseId' | 'uploadId'>;

/** Where to read from, and what the records must have in them; null: anything. */
interface Wanted {
  readonly from: number;
  readonly text: string | null;
}

/** Raw logs on the team server, as this member sees and reads them there: no case and no key of one is needed here. */
export function createTeamReadableLogs(connection: Connection) {
  const ask = createAsk(connection);

  /** As far as one request looks. */
  function page({ caseId, uploadId }: Upload, { from, text }: Wanted): Promise<ReadableRecords> {
    const path = { caseId, uploadId };
    return text === null
      ? ask('GET /api/v1/cases/{caseId}/raw-logs/{uploadId}/records', readableRecords, {
          path,
          query: { from },
        })
      : ask('GET /api/v1/cases/{caseId}/raw-logs/{uploadId}/search', readableRecords, {
          path,
          query: { from, text },
        });
  }

  return {
    /** Those that the server may read: of one's cases; for a lead or an admin of all of the team. Newest first. */
    async list(): Promise<ReadableLogs[]> {
      const answer = z.strictObject({ logs: z.array(readableLogs) });
      return (await ask('GET /api/v1/readable-logs', answer)).logs;
    },
    /** All that lie there, sealed or readable, of the same cases. Newest first. */
    async stored(): Promise<StoredRawLogs[]> {
      const answer = z.strictObject({ rawLogs: z.array(storedRawLogs) });
      return (await ask('GET /api/v1/raw-logs', answer)).rawLogs;
    },
    /**
     * Records from one on, as many as are given at once; with a text those that it stands in, for which as many requests are sent
     * as it takes. Throws STEP_UP_REQUIRED, NOT_FOUND, SERVER_MAY_NOT_READ, RAW_LOGS_INCOMPLETE, CANCELLED.
     */
    async read(upload: Upload, wanted: Wanted, signal?: AbortSignal): Promise<ReadableRecords> {
      const records: ReadableRecords['records'] = [];
      let next: number | null = wanted.from;
      while (next !== null && records.length < MOST_READ) {
        signal?.throwIfAborted();
        const part: ReadableRecords = await page(upload, { ...wanted, from: next });
        records.push(...part.records);
        ({ next } = part);
      }
      return { records, next };
    },
  };
}
