import { z } from 'zod';
import { jobBoard, type JobBoard } from '#shared/sync/jobs-api.ts';
import { createAsk } from './ask.ts';
import type { Connection } from './connection.ts';

export type TeamAdmin = ReturnType<typeof createTeamAdmin>;

/** What an admin of the team asks its server. Each refuses others with NOT_ALLOWED. */
export function createTeamAdmin(connection: Connection) {
  const ask = createAsk(connection);
  return {
    /** The work that the server does apart from requests, and what of it was given up before a place in the list. */
    jobs(cursor: string | null): Promise<JobBoard> {
      const query = cursor === null ? '' : `?${new URLSearchParams({ cursor })}`;
      return ask(jobBoard, { method: 'GET', path: `/api/v1/jobs${query}` });
    },
    /** Has jobs done anew that were given up; all of the team, if none is named. Gives how many. */
    async redriveJobs(jobIds?: string[]): Promise<number> {
      const body = jobIds === undefined ? {} : { jobIds };
      const answer = z.strictObject({ count: z.number().int() });
      return (await ask(answer, { method: 'POST', path: '/api/v1/jobs/redrive', body })).count;
    },
  };
}
