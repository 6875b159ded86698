import { z } from 'zod';
import { jobBoard as jobBoardSchema, redrive } from '../../shared/sync/jobs-api.ts';
import { requireRole, requireScope, type Authenticate } from '../identity/index.ts';
import {
  pageQuery,
  placeIn,
  problem,
  type Database,
  type HttpServer,
  type Jobs,
} from '../platform/index.ts';
import { jobBoard } from './job-board.ts';

export interface JobsPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly jobs: Jobs;
}

const tags = ['jobs'];
const refusals = { 400: problem, 401: problem, 403: problem };

/** Adds what an admin sees of jobs, and does to those that were given up. */
export function addJobRoutes(
  server: HttpServer,
  { database, authenticate, jobs }: JobsPlace,
): void {
  server.get(
    '/api/v1/jobs',
    {
      schema: {
        tags,
        summary:
          'How the work stands that is done apart from requests, and what of it was given up',
        querystring: pageQuery,
        response: { 200: jobBoardSchema, ...refusals },
      },
    },
    async ({ headers, query: { cursor } }) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      requireRole(principal, ['admin']);
      return database.inTenant(principal.tenant, (transaction) =>
        jobBoard(transaction, jobs, placeIn(cursor)),
      );
    },
  );
  server.post(
    '/api/v1/jobs/redrive',
    {
      schema: {
        tags,
        summary: 'Does jobs anew that were given up',
        body: redrive,
        response: { 200: z.strictObject({ count: z.number().int() }), ...refusals },
      },
    },
    async ({ headers, body: { jobIds } }) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      requireRole(principal, ['admin']);
      return { count: await jobs.redrive(principal.tenant, jobIds) };
    },
  );
}
