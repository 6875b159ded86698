import type { PushOutcome, Refusal } from './sync-wire.ts';

/** What an entry says since something was erased from it. */
export interface ErasedContent {
  readonly entry: string;
  /** Canonical JSON. */
  readonly body: Uint8Array;
}

/** A journal entry on its way. */
export interface TravellingEntry {
  readonly id: string;
  /** Canonical JSON. */
  readonly body: Uint8Array;
  /** Ed25519 over the SHA-256 of the body as it was signed. */
  readonly signature: Uint8Array;
  /** Goes along with a tombstone, unsigned: it names the SHA-256 of each. */
  readonly contents?: readonly ErasedContent[];
}

/** An entry of this copy under the number that it is sent with. */
export interface OutgoingEntry {
  readonly seq: number;
  readonly entry: TravellingEntry & {
    /** SHA-256 of the body as it was signed. */
    readonly hash: Uint8Array;
  };
}

/** Why something of this case needs a person: an entry that the server refused, or one of others that does not hold. */
export type Attention =
  | { readonly id: string; readonly way: 'sent'; readonly code: Refusal }
  | {
      readonly id: string;
      readonly way: 'received';
      readonly code: 'UNREADABLE' | 'BROKEN' | 'CONTRADICTION';
    };

/** How far this copy and the server know each other. */
export interface SyncLink {
  /** Who this copy is to the server. */
  readonly client: string;
  /** The life of the server that it knows; null: it never heard from it. */
  readonly epoch: string | null;
  /** It has everything up to here. */
  readonly cursor: number;
}

/** What of a page could be opened. */
export interface OpenedPage {
  readonly epoch: string;
  /** The cursor that it was read from. */
  readonly after: number;
  readonly entries: readonly TravellingEntry[];
  /** Ids of those that no key opens. */
  readonly unreadable: readonly string[];
  readonly upto: number;
}

/** A store may be in another thread. */
type Soon<T> = T | Promise<T>;

/**
 * What a copy of a case keeps about its sync, beside its journal. Each function is one transaction: all of it is kept,
 * or it throws and nothing is. A crash between any two of them loses nothing.
 */
export interface SyncStore {
  /** When a later Error-IQ asks first, what an earlier one could not read is asked for anew, from the beginning. */
  link(): Soon<SyncLink>;
  /**
   * What is to be sent next, in the order of its numbers: entries of the journal that have none get the next ones, and
   * keep them from then on. At most so many entries; of bodies that exceed `bytes` together only the first.
   */
  outgoing(most: number, bytes: number): Soon<OutgoingEntry[]>;
  /**
   * Notes what became of entries, from number `first` on. When one was taken, those that were refused for want of an entry
   * before them are sent again.
   */
  settle(first: number, epoch: string, outcomes: readonly PushOutcome[]): Soon<void>;
  /**
   * Takes in entries of others and moves the cursor: those that are there already are left out, those that do not hold
   * need attention. Gives how many came into the journal. Null: the cursor is not where the page was read from any more,
   * because somebody asked for entries anew meanwhile; nothing was taken in, and it is to be read from there.
   */
  takeIn(page: OpenedPage): Soon<number | null>;
  /** Begins anew with the server: as another client, from its first entry, with all of its own entries still to be sent. */
  restart(): Soon<void>;
  attention(): Soon<Attention[]>;
  /** Lets refused entries be sent again, under new numbers. */
  retry(): Soon<void>;
}
