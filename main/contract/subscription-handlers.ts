import type { TeamDesk } from '../tenant/index.ts';
import type { Dialogs } from './app-handlers.ts';
import type { Handlers } from './handlers.ts';

/** Calls about what a team may use, and pays for. */
export function subscriptionHandlers(desk: TeamDesk, dialogs: Dialogs | null) {
  const opened = (page: string) => {
    dialogs?.openPage(page);
    return { page, opened: dialogs !== null };
  };
  return {
    'tenant.licence': () => desk.licence(),
    'tenant.fetchLicence': ({ forget }) => desk.fetchLicence(forget),
    'tenant.subscription': () => desk.admin().subscription(),
    'tenant.buyPlan': async (order) => opened(await desk.admin().checkout(order)),
    'tenant.openBilling': async () => opened(await desk.admin().billingPortal()),
  } satisfies Partial<Handlers>;
}
