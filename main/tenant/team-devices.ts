import { z } from 'zod';
import { endedSessions, listedSession, type ListedSession } from '#shared/sync/tenant-api.ts';
import { teamDevice, type TeamDevice } from '#shared/sync/wipe-api.ts';
import type { Ask } from './ask.ts';

/** What is asked of the team server about the devices that members sign in on. */
export function createTeamDevices(ask: Ask) {
  return {
    async sessions(): Promise<ListedSession[]> {
      const answer = z.strictObject({ sessions: z.array(listedSession) });
      return (await ask('GET /api/v1/sessions', answer)).sessions;
    },
    /** Signs another device of this member out. */
    async endSession(sessionId: string): Promise<void> {
      await ask('DELETE /api/v1/sessions/{sessionId}', z.null(), { path: { sessionId } });
    },
    /** Devices that members signed in on: all of the team for an admin, else one's own. */
    async devices(): Promise<TeamDevice[]> {
      const answer = z.strictObject({ devices: z.array(teamDevice) });
      return (await ask('GET /api/v1/devices', answer)).devices;
    },
    /**
     * Signs a device of a member out, as an admin may, or with null all of hers but the one that asks; gives how many.
     * Throws STEP_UP_REQUIRED, NOT_ALLOWED, NOT_FOUND.
     */
    async signMemberOut(memberId: string, sessionId: string | null): Promise<number> {
      const { ended } =
        sessionId === null
          ? await ask('DELETE /api/v1/members/{memberId}/sessions', endedSessions, {
              path: { memberId },
            })
          : await ask('DELETE /api/v1/members/{memberId}/sessions/{sessionId}', endedSessions, {
              path: { memberId, sessionId },
            });
      return ended;
    },
    /** Signs a device out and has it remove the cases and credentials of the team. Throws STEP_UP_REQUIRED, NOT_FOUND, DEVICE_WIPED_ALREADY. */
    async wipeDevice(sessionId: string, reason: string): Promise<void> {
      await ask('POST /api/v1/devices/{sessionId}/wipe', z.null(), {
        path: { sessionId },
        body: { reason },
      });
    },
    /** Withdraws that, if the device has not done it yet. Throws STEP_UP_REQUIRED, NOT_FOUND. */
    async withdrawWipe(sessionId: string): Promise<void> {
      await ask('DELETE /api/v1/devices/{sessionId}/wipe', z.null(), { path: { sessionId } });
    },
  };
}
