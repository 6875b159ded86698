import type { PushAnswer } from '../../shared/sync/sync-wire.ts';
import {
  NO_LIMITS,
  whoActs,
  type Acting,
  type Database,
  type LimitGuard,
  type SharedTransaction,
  type StorageRoom,
} from '../platform/index.ts';
import { loadedLogs } from './loaded-log.ts';
import type { Pokes } from './pokes.ts';
import {
  addEntries,
  changeOutcomes,
  digestsBefore,
  entriesOf,
  keepLast,
  keepOutcomes,
  lockCases,
  lockNumbers,
  outcomesBefore,
  standings,
  type MemberPush,
} from './push-rows.ts';
import { acceptPush } from './push.ts';
import type { PushLog } from './sync-log.ts';

/** Takes a push; gives its answer when what it did is kept. Throws CASE_NOT_FOUND, and what the database throws. */
export type TakePush = (push: MemberPush) => Promise<PushAnswer>;

interface Waiting {
  readonly push: MemberPush;
  readonly acting: Acting;
  readonly resolve: (answer: PushAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** Most pushes of one transaction, and most characters of sealed entries in it unless the first has more. */
const MOST_TOGETHER = 64;
const MOST_SEALED_TOGETHER = 4 * 1024 * 1024;

/**
 * Takes pushes of a tenant one transaction after the other, because they must get their numbers in one order: those that
 * come while one is being kept go together into the next, and share its way to the database and to the disk. Each is
 * judged as if it were alone, has its own entry in the audit log, and none is answered before it is kept.
 */
export function createPushes(
  database: Pick<Database, 'together'>,
  pokes: Pokes,
  limits: Pick<LimitGuard, 'storageRoom'> = NO_LIMITS,
): TakePush {
  const lines = new Map<string, Waiting[]>();

  async function serve(tenant: string, line: Waiting[]): Promise<void> {
    while (line.length > 0) await takeTogether(tenant, line.splice(0, fitting(line)));
    lines.delete(tenant);
  }

  async function takeTogether(tenant: string, waiting: readonly Waiting[]): Promise<void> {
    try {
      const { answers, upto } = await database.together(tenant, (shared) =>
        takeAll(shared, tenant, waiting, limits),
      );
      for (const [i, answered] of answers.entries()) settle(waiting[i], answered);
      if (upto !== null) pokes.poke(tenant, upto);
    } catch (error) {
      if (waiting.length === 1 || !isOfValues(error)) {
        // Whoever pushes again is known by her numbers, whether this was kept or not.
        for (const one of waiting) one.reject(error);
        return;
      }
      // What one of them cannot have is no fault of the others.
      for (const one of waiting) await takeTogether(tenant, [one]);
    }
  }

  return (push) =>
    new Promise((resolve, reject) => {
      const { tenant } = push.member;
      const waiting = { push, acting: { ...whoActs() }, resolve, reject };
      const line = lines.get(tenant);
      if (line !== undefined) {
        line.push(waiting);
        return;
      }
      const started = [waiting];
      lines.set(tenant, started);
      // After all that have come by now: they go with it.
      setImmediate(() => void serve(tenant, started));
    });
}

/** Whether the database refused a value (SQLSTATE classes 22 and 23), rather than being away or too busy. */
function isOfValues(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^2[23]...$/.test(String(error.code));
}

/** How many of the first of a line go together. */
function fitting(line: readonly Waiting[]): number {
  let sealed = 0;
  const count = line.slice(0, MOST_TOGETHER).findIndex(({ push }) => {
    sealed += push.request.entries.reduce((sum, entry) => sum + entry.sealed.length, 0);
    return sealed > MOST_SEALED_TOGETHER;
  });
  return count === -1 ? Math.min(line.length, MOST_TOGETHER) : Math.max(1, count);
}

type Answered = { readonly answer: PushAnswer } | { readonly error: unknown };

function settle(waiting: Waiting | undefined, answered: Answered): void {
  if ('answer' in answered) waiting?.resolve(answered.answer);
  else waiting?.reject(answered.error);
}

async function takeAll(
  shared: SharedTransaction,
  tenant: string,
  waiting: readonly Waiting[],
  limits: Pick<LimitGuard, 'storageRoom'>,
): Promise<{ answers: Answered[]; upto: number | null }> {
  const { run, entryFor } = shared;
  const pushes = waiting.map(({ push }) => push);
  const cases = [...new Set(pushes.map(({ member }) => member.caseId))].toSorted();
  // All at once; the locks are first, so that what is read after them stays true.
  const [, [numbers], standing, outcomes, entries, digests, room] = await Promise.all([
    run(lockCases(tenant, cases)),
    run(lockNumbers(tenant)),
    run(standings(tenant, pushes)),
    run(outcomesBefore(tenant, pushes)),
    run(entriesOf(tenant, pushes)),
    run(digestsBefore(tenant, pushes)),
    limits.storageRoom(shared, tenant),
  ]);
  const { epoch, last_seq: before } = numbers ?? { epoch: '', last_seq: '0' };
  const logs = loadedLogs(pushes, {
    epoch,
    last: Number(before),
    standings: standing,
    outcomes,
    entries,
    digests,
  });
  const answers: Answered[] = [];
  for (const [i, { push, acting }] of waiting.entries()) {
    const { log, added } = logs.of(i + 1);
    try {
      const { answer } = await acceptPush(withinRoom(log, room), push.request);
      answers.push({ answer });
    } catch (error) {
      answers.push({ error });
      continue;
    }
    const { member, request } = push;
    if (added.outcomes.length > 0) void run(keepOutcomes(member, request.client, added.outcomes));
    if (added.changed.length > 0) void run(changeOutcomes(member, request.client, added.changed));
    if (added.entries.length > 0) void run(addEntries(member, added.entries));
    if (added.outcomes.length + added.changed.length > 0) entryFor(acting);
  }
  const counted = room.kept();
  if (counted !== null) void run(counted);
  const last = logs.last();
  const isMore = last > Number(before);
  if (isMore) void run(keepLast(tenant, last));
  return { answers, upto: isMore ? last : null };
}

/** A log that takes entries in only where there is room for all of them. */
function withinRoom(log: PushLog, room: StorageRoom): PushLog {
  return {
    ...log,
    append(entries) {
      room.take(entries.reduce((sum, { sealed }) => sum + Buffer.byteLength(sealed), 0));
      return log.append(entries);
    },
  };
}
