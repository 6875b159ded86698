import { Failure } from '#shared/model/failure.ts';
import type { OutgoingEntry, SyncStore, TravellingEntry } from '#shared/sync/sync-store.ts';
import {
  MOST_ENTRIES,
  MOST_SEALED,
  type PullAnswer,
  type PullPage,
  type PullRequest,
  type PushAnswer,
  type PushRequest,
  type SealedEntry,
} from '#shared/sync/sync-wire.ts';

/** The team server as one case of it is seen. Both throw a retryable Failure when no answer came. */
export interface SyncServer {
  push(request: PushRequest): Promise<PushAnswer>;
  pull(request: PullRequest): Promise<PullAnswer>;
}

/** Locks entries away from the server, and opens those of others. */
export interface EntrySealer {
  seal(entry: OutgoingEntry['entry']): SealedEntry;
  /** Null: no key opens it, or it is not what it says. */
  open(entry: SealedEntry): TravellingEntry | null;
}

/** What one round moved. */
export interface SyncRound {
  readonly sent: number;
  readonly received: number;
}

/** Beginnings anew that one round goes through; more would mean that something puts the server back again and again. */
const MOST_RESTARTS = 3;
/** Bytes of bodies in one push: sealed and in base64url they are a third longer. */
const MOST_BYTES = (MOST_SEALED / 4) * 3;

type Step = 'done' | 'restart';

/**
 * One round: sends what this copy has, then takes in what others have sent, until both are at their end. Broken off
 * anywhere, the next round goes on. Throws what the server or the store throws, and SYNC_UNSTABLE.
 */
export async function syncCase(
  store: SyncStore,
  server: SyncServer,
  sealer: EntrySealer,
): Promise<SyncRound> {
  const round = { sent: 0, received: 0 };
  for (let restarts = 0; restarts <= MOST_RESTARTS; restarts++) {
    const step =
      (await pushAll(store, server, sealer, round)) === 'restart'
        ? 'restart'
        : await pullAll(store, server, sealer, round);
    if (step === 'done') return round;
    await store.restart();
  }
  throw new Failure(
    'SYNC_UNSTABLE',
    'The team server was put back to an earlier state several times while this case was synced. Nothing of it is lost here; it will be tried again.',
    {},
    { retryable: true },
  );
}

async function pushAll(
  store: SyncStore,
  server: SyncServer,
  sealer: EntrySealer,
  round: { sent: number },
): Promise<Step> {
  for (;;) {
    const batch = await store.outgoing(MOST_ENTRIES, MOST_BYTES);
    const first = batch[0]?.seq;
    if (first === undefined) return 'done';
    const { client, epoch } = await store.link();
    const entries = batch.map(({ entry }) => sealer.seal(entry));
    const answer = await server.push({ client, epoch, first, entries });
    // What waits is sent when the case is brought back; what others sent before comes all the same.
    if (answer.is === 'archived') return 'done';
    if (answer.is !== 'done') return 'restart';
    if (answer.outcomes.length !== batch.length) throw badAnswer();
    await store.settle(first, answer.epoch, answer.outcomes);
    round.sent += batch.length;
  }
}

/** Pages are taken in many at a time: each taking in makes the state of the case anew. */
const MOST_TAKEN = 5_000;

async function pullAll(
  store: SyncStore,
  server: SyncServer,
  sealer: EntrySealer,
  round: { received: number },
): Promise<Step> {
  for (;;) {
    const { epoch, cursor } = await store.link();
    const sealed: SealedEntry[] = [];
    let page: PullPage | null = null;
    let upto = cursor;
    do {
      // Pages of one taking in are of one life of the server, also when this copy knew none before.
      const life: string | null = page?.epoch ?? epoch;
      const answer = await server.pull({ epoch: life, cursor: upto, limit: MOST_ENTRIES });
      if (answer.is !== 'page') return 'restart';
      page = answer;
      if (page.upto < upto || (page.more && page.upto === upto)) throw badAnswer();
      sealed.push(...page.entries.map(({ entry }) => entry));
      ({ upto } = page);
    } while (page.more && sealed.length < MOST_TAKEN);
    const opened = sealed.map((entry) => ({ id: entry.id, open: sealer.open(entry) }));
    const taken = await store.takeIn({
      epoch: page.epoch,
      after: cursor,
      entries: opened.flatMap(({ open }) => open ?? []),
      unreadable: opened.flatMap(({ id, open }) => (open === null ? [id] : [])),
      upto,
    });
    if (taken === null) continue;
    round.received += taken;
    if (!page.more) return 'done';
  }
}

function badAnswer(): Failure {
  return new Failure(
    'SYNC_BAD_ANSWER',
    'The team server answered something that cannot be. Nothing was changed here; it will be tried again.',
    {},
    { retryable: true },
  );
}
