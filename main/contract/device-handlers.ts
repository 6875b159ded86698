import type { TeamDesk } from '../tenant/index.ts';
import type { WipeDesk } from '../wipe/index.ts';
import type { Handlers } from './handlers.ts';

/** Calls about the devices of the team, and the wipe of this one. */
export function deviceHandlers(desk: TeamDesk, wipes: WipeDesk) {
  return {
    'tenant.devices': () => desk.team().devices(),
    'tenant.signMemberOut': async ({ memberId, sessionId }) => ({
      ended: await desk.team().signMemberOut(memberId, sessionId),
    }),
    'tenant.wipeDevice': async ({ sessionId, reason }) => {
      await desk.team().wipeDevice(sessionId, reason);
      return {};
    },
    'tenant.withdrawWipe': async ({ sessionId }) => {
      await desk.team().withdrawWipe(sessionId);
      return {};
    },
    'tenant.wiped': () => {
      const notice = wipes.notice();
      return notice && { ...notice, filesLeft: [...notice.filesLeft] };
    },
    'tenant.wipeSeen': () => {
      wipes.seen();
      return {};
    },
  } satisfies Partial<Handlers>;
}
