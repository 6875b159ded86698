import { z } from 'zod';
import { jobBoard, redrive } from '#shared/sync/jobs-api.ts';
import { call } from './call.ts';

/** What an admin of the team looks after on its server. */
export const teamAdminContract = {
  /** The work that the server does apart from requests; `cursor`: what was given up before that. */
  'tenant.jobs': call(
    'vault',
    z.strictObject({ cursor: z.string().max(100).nullable() }),
    jobBoard,
  ),
  /** Has work done anew that was given up. */
  'tenant.redriveJobs': call('vault', redrive, z.strictObject({ count: z.number().int() })),
};
