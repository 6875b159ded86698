import { z } from 'zod';
import { keptCase, legalHold, reason } from '#shared/sync/case-keeping-api.ts';
import { call } from './call.ts';
import { nothing } from './values.ts';

const decided = reason.extend({ caseId: z.uuid() });
/** With the hold as it was read. */
const held = decided.extend({ was: legalHold.nullable() });

/** How the team's cases are kept on its server. */
export const teamKeepingContract = {
  /** All of them, latest first. */
  'tenant.keptCases': call(
    'vault',
    nothing,
    z.array(
      keptCase.extend({
        /** Null: this member has it not, so its name does not open here. */
        name: z.string().nullable(),
      }),
    ),
  ),
  /** Places a legal hold: nothing of the case is deleted, there or on the desktops that have it. */
  'tenant.holdCase': call('vault', held, nothing),
  /** Archives a case, or brings it back. */
  'tenant.archiveCase': call(
    'vault',
    z.strictObject({ caseId: z.uuid(), archived: z.boolean() }),
    nothing,
  ),
  /** Deletes a case from the server for good. */
  'tenant.deleteCase': call('vault', decided, nothing),
  'tenant.liftHold': call('vault', held, nothing),
};
