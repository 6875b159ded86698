import { Failure } from '../../shared/model/failure.ts';
import { lockTenant, type LimitGuard, type StorageRoom } from '../platform/index.ts';
import type { Plans } from './billing.ts';
import { standingBy, standingOf, type Standing } from './standing.ts';
import { keepStored, seatsTaken, storedBytes } from './usage.ts';

/** Stops what adds at the limits of the plan that a team has; `now`: the present. */
export function createLimitGuard(plans: Plans, now: () => Date = () => new Date()): LimitGuard {
  return {
    async beforeInviting(transaction, tenant) {
      // One invitation at a time: two that come together must not both find the last seat free.
      await lockTenant(transaction, tenant);
      const team = await standingOf(transaction, tenant, plans);
      const most = team.limits.seats;
      if (most === null) return;
      const used = await seatsTaken(transaction, tenant, now());
      if (used < most) return;
      throw reached(team, { limit: 'seats', used, most }, [
        `All ${most} seats of the plan ${team.title} are taken, open invitations among them (${used}), so nobody was invited.`,
        'Let a member go, wait for an invitation to end, or have an admin buy more seats.',
      ]);
    },
    async storageRoom(statements, tenant) {
      const [team, [stored]] = await Promise.all([
        standingBy(statements, tenant, plans),
        statements.run(storedBytes(tenant)),
      ]);
      return roomOf(team, tenant, Number(stored?.bytes ?? 0));
    },
  };
}

function roomOf(team: Standing, tenant: string, before: number): StorageRoom {
  const most = team.limits.storageBytes;
  let used = before;
  return {
    take(bytes) {
      if (most !== null && used + bytes > most) {
        throw reached(team, { limit: 'storageBytes', used, most }, [
          `The storage of the plan ${team.title} has no room for this: ${used} of ${most} bytes are used, so nothing of it was taken in. What is on your machine stays there and waits, and everything can be read and exported as before.`,
          'Have an admin choose a larger plan.',
        ]);
      }
      used += bytes;
    },
    give(bytes) {
      used = Math.max(0, used - bytes);
    },
    kept: () => (used === before ? null : keepStored(tenant, used)),
  };
}

function reached(
  { plan }: Standing,
  figures: { limit: string; used: number; most: number },
  sentences: readonly string[],
): Failure {
  return new Failure('LIMIT_REACHED', sentences.join(' '), { ...figures, plan });
}
