import { z } from 'zod';
import { licenceState } from '#shared/subscriptions/licence.ts';
import { order, subscription } from '#shared/subscriptions/subscription-api.ts';
import { call } from './call.ts';
import { nothing } from './values.ts';

const openedPage = z.strictObject({
  page: z.string(),
  /** The shell has opened it. */
  opened: z.boolean(),
});

/** What a team may use on its server, and what it pays for that. */
export const subscriptionContract = {
  /** How the licence of the team stands on this machine; null: it works with no team server. */
  'tenant.licence': call('vault', nothing, licenceState.nullable()),
  /** Fetches the licence now. `forget`: whatever was kept, and the key that it was signed with. */
  'tenant.fetchLicence': call('vault', z.strictObject({ forget: z.boolean() }), licenceState),
  /** The plan of the team, for an admin; null: the server has no billing. */
  'tenant.subscription': call('vault', nothing, subscription),
  /** Makes the page on which a plan is bought. */
  'tenant.buyPlan': call('vault', order, openedPage),
  /** Makes the page on which the subscription and its bills are looked after. */
  'tenant.openBilling': call('vault', nothing, openedPage),
};
