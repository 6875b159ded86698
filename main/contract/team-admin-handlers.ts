import type { TeamDesk } from '../tenant/index.ts';
import type { Handlers } from './handlers.ts';

/** Calls about what an admin of the team looks after. */
export function teamAdminHandlers(desk: TeamDesk) {
  return {
    'tenant.jobs': ({ cursor }) => desk.admin().jobs(cursor),
    'tenant.redriveJobs': async ({ jobIds }) => ({ count: await desk.admin().redriveJobs(jobIds) }),
  } satisfies Partial<Handlers>;
}
