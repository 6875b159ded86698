import { z } from 'zod';
import { endedSessions, listedSession, type ListedSession } from '#shared/sync/tenant-api.ts';
import { teamDevice, type TeamDevice } from '#shared/sync/wipe-api.ts';
import type { Ask } from './ask.ts';

/** What is asked of the team server about the devices that members sign in on. */
export function createTeamDevices(ask: Ask) {
  const sessionsOf = (memberId: string): string => `/api/v1/members/${memberId}/sessions`;
  const wipeOf = (sessionId: string): string => `/api/v1/devices/${sessionId}/wipe`;
  return {
    async sessions(): Promise<ListedSession[]> {
      const answer = z.strictObject({ sessions: z.array(listedSession) });
      return (await ask(answer, { method: 'GET', path: '/api/v1/sessions' })).sessions;
    },
    /** Signs another device of this member out. */
    async endSession(sessionId: string): Promise<void> {
      await ask(z.null(), { method: 'DELETE', path: `/api/v1/sessions/${sessionId}` });
    },
    /** Devices that members signed in on: all of the team for an admin, else one's own. */
    async devices(): Promise<TeamDevice[]> {
      const answer = z.strictObject({ devices: z.array(teamDevice) });
      return (await ask(answer, { method: 'GET', path: '/api/v1/devices' })).devices;
    },
    /**
     * Signs a device of a member out, as an admin may, or with null all of hers but the one that asks; gives how many.
     * Throws STEP_UP_REQUIRED, NOT_ALLOWED, NOT_FOUND.
     */
    async signMemberOut(memberId: string, sessionId: string | null): Promise<number> {
      const of = sessionsOf(memberId);
      const path = sessionId === null ? of : `${of}/${sessionId}`;
      return (await ask(endedSessions, { method: 'DELETE', path })).ended;
    },
    /** Signs a device out and has it remove the cases and credentials of the team. Throws STEP_UP_REQUIRED, NOT_FOUND, DEVICE_WIPED_ALREADY. */
    async wipeDevice(sessionId: string, reason: string): Promise<void> {
      await ask(z.null(), { method: 'POST', path: wipeOf(sessionId), body: { reason } });
    },
    /** Withdraws that, if the device has not done it yet. Throws STEP_UP_REQUIRED, NOT_FOUND. */
    async withdrawWipe(sessionId: string): Promise<void> {
      await ask(z.null(), { method: 'DELETE', path: wipeOf(sessionId) });
    },
  };
}
