import { createHash } from 'node:crypto';
import { REFUSALS, type PushOutcome, type Refusal } from '#shared/sync/sync-wire.ts';
import type {
  Attention,
  OpenedPage,
  OutgoingEntry,
  SyncLink,
  SyncStore,
  TravellingEntry,
} from '#shared/sync/sync-store.ts';

/** What a simulated entry says of itself. */
export interface SimulatedBody {
  readonly id: string;
  readonly device: string;
  readonly prev: string | null;
  /** Which version of Error-IQ wrote it: an earlier one cannot read it. */
  readonly version: number;
}

export interface SimulatedEntry extends TravellingEntry {
  readonly hash: Uint8Array;
  readonly read: SimulatedBody;
}

type Standing =
  | { readonly is: 'pending'; readonly seq: number }
  | { readonly is: 'shared' }
  | { readonly is: 'refused'; readonly code: Refusal };

const SHARED = { is: 'shared' } as const;

/** A journal and its sync in memory, with the rules of `SyncStore`; each function is all or nothing by itself. */
export class MemoryStore implements SyncStore {
  private readonly newClient: () => string;
  private readonly read: (entry: TravellingEntry) => SimulatedBody | null;
  journal: SimulatedEntry[] = [];
  private ids = new Map<string, string>();
  private hashes = new Set<string>();
  private standing = new Map<string, Standing>();
  private pending: OutgoingEntry[] = [];
  private received: Attention[] = [];
  private looked = 0;
  private client: string;
  private epoch: string | null = null;
  private cursor = 0;
  private nextSeq = 1;
  /** Which version took in last what others sent. */
  private reader = 0;
  private readonly version: () => number;

  constructor(
    newClient: () => string,
    read: (entry: TravellingEntry) => SimulatedBody | null,
    version: () => number,
  ) {
    this.newClient = newClient;
    this.version = version;
    this.read = read;
    this.client = newClient();
  }

  /** As it is now, to go back to. */
  copy(): MemoryStore {
    const copy = new MemoryStore(() => this.client, this.read, this.version);
    return Object.assign(copy, {
      newClient: this.newClient,
      journal: [...this.journal],
      ids: new Map(this.ids),
      hashes: new Set(this.hashes),
      standing: new Map(this.standing),
      pending: [...this.pending],
      received: [...this.received],
      looked: this.looked,
      epoch: this.epoch,
      cursor: this.cursor,
      nextSeq: this.nextSeq,
      reader: this.reader,
    });
  }

  /** Writes an entry of this copy. */
  append(entry: SimulatedEntry): void {
    this.journal.push(entry);
    this.ids.set(entry.id, hashText(entry));
    this.hashes.add(hashText(entry));
  }

  link(): SyncLink {
    if (this.reader !== this.version()) this.readAnew();
    this.reader = this.version();
    return { client: this.client, epoch: this.epoch, cursor: this.cursor };
  }

  outgoing(most: number, bytes: number): OutgoingEntry[] {
    for (; this.looked < this.journal.length; this.looked++) {
      const entry = this.journal[this.looked];
      if (entry === undefined || this.standing.has(entry.id)) continue;
      const seq = this.nextSeq++;
      this.standing.set(entry.id, { is: 'pending', seq });
      this.pending.push({ seq, entry });
    }
    const batch: OutgoingEntry[] = [];
    let sum = 0;
    for (const out of this.pending.slice(0, most)) {
      sum += out.entry.body.length;
      if (sum > bytes && batch.length > 0) break;
      batch.push(out);
    }
    return batch;
  }

  settle(first: number, epoch: string, outcomes: readonly PushOutcome[]): void {
    this.epoch = epoch;
    for (const [i, outcome] of outcomes.entries()) {
      const out = this.pending[0];
      if (out?.seq !== first + i) throw new Error(`settled ${first + i}, not ${out?.seq}`);
      this.pending.shift();
      const { id } = out.entry;
      this.standing.set(id, outcome.is === 'refused' ? outcome : SHARED);
    }
    // What was refused for want of an entry before it may find it there now.
    if (outcomes.some(({ is }) => is !== 'refused')) this.release(['BEFORE_MISSING']);
  }

  takeIn({ epoch, after, entries, unreadable, upto }: OpenedPage): number | null {
    if (this.cursor !== after) return null;
    const before = this.journal.length;
    for (const id of unreadable) this.received.push({ id, way: 'received', code: 'UNREADABLE' });
    for (const entry of entries) this.take(entry);
    this.epoch = epoch;
    this.cursor = upto;
    return this.journal.length - before;
  }

  restart(): void {
    this.client = this.newClient();
    this.epoch = null;
    this.cursor = 0;
    this.nextSeq = 1;
    this.looked = 0;
    this.pending = [];
    this.standing.clear();
    this.received = [];
  }

  attention(): Attention[] {
    const sent = [...this.standing].flatMap(([id, standing]) =>
      standing.is === 'refused' ? { id, way: 'sent' as const, code: standing.code } : [],
    );
    return [...sent, ...this.received];
  }

  retry(): void {
    this.release(REFUSALS);
    this.readAnew();
  }

  private readAnew(): void {
    if (this.received.length > 0) this.cursor = 0;
    this.received = [];
  }

  private release(codes: readonly Refusal[]): void {
    for (const [id, standing] of this.standing) {
      if (standing.is !== 'refused' || !codes.includes(standing.code)) continue;
      this.standing.delete(id);
      this.looked = 0;
    }
  }

  private take(entry: TravellingEntry): void {
    const bytes = createHash('sha256').update(entry.body).digest();
    const hash = hashText({ hash: bytes });
    const known = this.ids.get(entry.id);
    if (known !== undefined) {
      if (known === hash) this.shareKnown(entry.id);
      else this.received.push({ id: entry.id, way: 'received', code: 'CONTRADICTION' });
      return;
    }
    const read = this.read(entry);
    if (read !== null && this.follows(read)) this.add({ ...entry, hash: bytes, read });
    else this.received.push({ id: entry.id, way: 'received', code: 'BROKEN' });
  }

  /** Somebody else sent an entry that this copy has too: it need not be sent, unless its number is given already. */
  private shareKnown(id: string): void {
    if (this.standing.get(id)?.is !== 'pending') this.standing.set(id, SHARED);
  }

  private add(entry: SimulatedEntry): void {
    this.append(entry);
    this.standing.set(entry.id, SHARED);
  }

  private follows({ prev }: SimulatedBody): boolean {
    return prev === null || this.hashes.has(prev);
  }
}

function hashText({ hash }: Pick<SimulatedEntry, 'hash'>): string {
  return Buffer.from(hash).toString('base64url');
}
