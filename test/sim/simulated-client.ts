import { createHash } from 'node:crypto';
import { Failure } from '#shared/model/failure.ts';
import type { PullAnswer, PushAnswer, SealedEntry } from '#shared/sync/sync-wire.ts';
import { syncCase, type EntrySealer, type SyncServer } from '../../main/tenant/index.ts';
import type { SyncStore, TravellingEntry } from '#shared/sync/sync-store.ts';
import type { EventClock } from './event-clock.ts';
import { MemoryStore, type SimulatedBody, type SimulatedEntry } from './memory-store.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { Answer, Renewed, Request, SimulatedServer, Weather } from './simulated-server.ts';
import { SimulatedSignIn } from './simulated-sign-in.ts';

/** A request that is not answered by then is given up. */
const TIMEOUT_MS = 5_000;

/** The process of a client ended here, with what it had in memory. */
class Crash extends Error {}

function readBody({ body }: TravellingEntry): SimulatedBody {
  return JSON.parse(Buffer.from(body).toString('utf8'));
}

/** What the sealed entry is in a simulation: itself, so that what arrives can be compared. */
export const PLAIN_SEALER: EntrySealer = {
  seal: (entry): SealedEntry => ({
    id: entry.id,
    generation: 1,
    digest: Buffer.from(entry.hash).toString('base64url'),
    before: readBody(entry).prev,
    sealed: Buffer.from(entry.body).toString('base64url'),
  }),
  open: ({ id, sealed }): TravellingEntry => ({
    id,
    body: Buffer.from(sealed, 'base64url'),
    signature: new Uint8Array(),
  }),
};

/** An analyst's copy of the case: writes when she likes, syncs when it can, and crashes. */
export class SimulatedClient {
  readonly name: string;
  store: MemoryStore;
  /** Ids of all that it ever wrote and still has, or had when it was acknowledged. */
  readonly acknowledged = new Set<string>();
  isOnline = true;
  /** Of the Error-IQ on this machine; entries of a later one it cannot read. */
  version = 1;
  readonly signIn: SimulatedSignIn;
  private readonly clock: EventClock;
  private readonly random: SeededRandom;
  private readonly server: SimulatedServer;
  private readonly weather: Weather;
  /** Each start of the process has a number; answers to an earlier one find nobody. */
  private life = 0;
  private running = false;
  private device: string;
  private last: string | null = null;

  constructor(
    name: string,
    parts: { clock: EventClock; random: SeededRandom; server: SimulatedServer; weather: Weather },
  ) {
    this.name = name;
    this.clock = parts.clock;
    this.random = parts.random;
    this.server = parts.server;
    this.weather = parts.weather;
    this.device = this.random.uuid();
    this.store = new MemoryStore(
      () => this.random.uuid(),
      (entry) => {
        const body = readBody(entry);
        return body.version <= this.version ? body : null;
      },
      () => this.version,
    );
    this.signIn = new SimulatedSignIn(this.clock, this.random, (refresh) =>
      this.ask(this.life, '', { is: 'renew', refresh }).then((answer) => answer as Renewed),
    );
  }

  /** Writes one entry; false: the disk was full. */
  write(): boolean {
    if (this.random.chance(this.weather.diskFull)) return false;
    const id = this.random.uuid();
    const read = { id, device: this.device, prev: this.last, version: this.version };
    const body = Buffer.from(JSON.stringify(read));
    const hash = createHash('sha256').update(body).digest();
    const entry: SimulatedEntry = {
      id,
      body,
      hash,
      signature: new Uint8Array(),
      read,
    };
    this.store.append(entry);
    this.last = hash.toString('base64url');
    return true;
  }

  /** Syncs once, unless it is at it; what goes wrong is for the next time. */
  async sync(): Promise<void> {
    if (this.running) return;
    this.running = true;
    const life = this.life;
    try {
      await syncCase(this.fragile(life), this.transport(life), PLAIN_SEALER);
    } catch (error) {
      const isExpected = error instanceof Failure || error instanceof Crash;
      if (!isExpected) throw error;
      if (error instanceof Crash && life === this.life) this.crash();
    }
    if (life === this.life) this.running = false;
  }

  /** Ends the process; what is on the disk stays. */
  crash(): void {
    this.life++;
    this.running = false;
    this.signIn.restart();
  }

  /** Goes on as a later Error-IQ, which begins anew. */
  upgrade(): void {
    this.version = 2;
    this.crash();
  }

  /** Goes on from a copy of its file, as of another day, on the same disk. */
  goBackTo(store: MemoryStore): void {
    this.crash();
    this.store = store.copy();
    const last = this.store.journal.findLast(({ read }) => read.device === this.device);
    this.last = last === undefined ? null : Buffer.from(last.hash).toString('base64url');
  }

  /** The store as a process on a bad day sees it: any write may be its last, before or after it is kept. */
  private fragile(life: number): SyncStore {
    const guarded = <T>(write: () => T): T => {
      if (life !== this.life || this.random.chance(this.weather.crash)) throw new Crash();
      if (this.random.chance(this.weather.diskFull)) {
        throw new Failure('DISK_FULL', 'The disk is full.', {}, { retryable: true });
      }
      const result = write();
      if (this.random.chance(this.weather.crash)) throw new Crash();
      return result;
    };
    const { store } = this;
    return {
      link: () => store.link(),
      outgoing: (most, bytes) => guarded(() => store.outgoing(Math.min(most, 7), bytes)),
      settle: (first, epoch, outcomes) =>
        guarded(() => {
          const sent = store.outgoing(outcomes.length, Infinity);
          store.settle(first, epoch, outcomes);
          for (const [i, { is }] of outcomes.entries()) {
            const id = sent[i]?.entry.id;
            if (is !== 'refused' && id !== undefined) this.acknowledged.add(id);
          }
        }),
      takeIn: (page) => guarded(() => store.takeIn(page)),
      restart: () => guarded(() => store.restart()),
      attention: () => store.attention(),
      retry: () => guarded(() => store.retry()),
    };
  }

  private transport(life: number): SyncServer {
    return {
      push: (push) => this.asked(life, { is: 'push', push }) as Promise<PushAnswer>,
      pull: (pull) =>
        this.asked(life, { is: 'pull', pull: { ...pull, limit: 5 } }) as Promise<PullAnswer>,
    };
  }

  /** As the client asks: with a token that it holds for good, and heeding what is said of it. */
  private async asked(life: number, request: Request): Promise<PushAnswer | PullAnswer | Renewed> {
    const token = await this.signIn.token();
    try {
      return await this.ask(life, token, request);
    } catch (error) {
      const isRefused = error instanceof Failure && error.code === 'NOT_SIGNED_IN';
      if (isRefused && life === this.life) this.signIn.refused();
      throw error;
    }
  }

  private ask(
    life: number,
    token: string,
    request: Request,
  ): Promise<PushAnswer | PullAnswer | Renewed> {
    return new Promise((resolve, reject) => {
      const late = (): void =>
        reject(new Failure('NO_ANSWER', 'The server did not answer.', {}, { retryable: true }));
      this.clock.after(TIMEOUT_MS, () => {
        if (life === this.life) late();
      });
      if (!this.isOnline) return;
      this.server.send(this.name, token, request, (answer: Answer) => {
        if (life !== this.life || !this.isOnline) return;
        if (answer.is === 'answer') resolve(answer.answer);
        else reject(answer.error);
      });
    });
  }
}
