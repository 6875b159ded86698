import type { PushOutcome, SealedEntry } from '../../shared/sync/sync-wire.ts';

/** What somebody may do with a case. */
export type CaseAccess = 'none' | 'read' | 'write';

/** What a number of a copy stands for. */
export interface KeptOutcome {
  readonly seq: number;
  readonly id: string;
  readonly digest: string;
  readonly outcome: PushOutcome;
}

/** How a case stands for who asks. */
export interface SyncStanding {
  /** Which life of the server this is: another one after it was put back to an earlier state. */
  readonly epoch: string;
  /** What the one who asks may do now. */
  readonly access: CaseAccess;
  /** The case takes nothing in, from nobody. */
  readonly archived: boolean;
  /** The tenant's last number that is committed. */
  readonly last: number;
  /** The last number that the copy has used; 0: none. */
  readonly used: number;
}

/** An entry in the order of the tenant. */
export interface LoggedEntry {
  readonly seq: number;
  readonly entry: SealedEntry;
}

/**
 * The entries of one case as one transaction sees them: all that it does is kept, or nothing. Transactions that write to
 * one case follow one another from `lock` on, those that write to one tenant from `append` on, so that numbers are
 * committed in their order and a reader that saw number n has all before it.
 */
export interface SyncLog {
  /** Lets no other transaction write to the case until this one ends. */
  lock(): Promise<void>;
  /** How everything stands now; `client`: of which copy, null: of none. */
  standing(client: string | null): Promise<SyncStanding>;
  /** What numbers of a copy stand for, in their order, both ends included. */
  outcomesOf(client: string, from: number, to: number): Promise<KeptOutcome[]>;
  /** Keeps what numbers of a copy stand for, in place of what was kept of the same numbers before. */
  keepOutcomes(client: string, outcomes: readonly KeptOutcome[]): Promise<void>;
  /** Digests of those of the entries that the case has. */
  digestsOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Which of the digests are those of entries that the case has. */
  has(digests: readonly string[]): Promise<ReadonlySet<string>>;
  /** Adds entries under the tenant's next numbers; gives the last of them. */
  append(entries: readonly SealedEntry[]): Promise<number>;
  /** Entries after a number and up to another, in their order. */
  read(after: number, upto: number, limit: number): Promise<LoggedEntry[]>;
}

/** What a push needs of a log, and what a pull. */
export type PushLog = Omit<SyncLog, 'read'>;
export type PullLog = Pick<SyncLog, 'standing' | 'read'>;
