/** How the original of a source is at hand: a compressed copy in the encrypted case, or only where it was found. */
export const CUSTODY_KEEPINGS = ['case', 'reference'] as const;
export type Keeping = (typeof CUSTODY_KEEPINGS)[number];

/** By which way something left the app. */
export const LEAVINGS = ['export', 'bundle', 'copy', 'share', 'report'] as const;
export type Leaving = (typeof LEAVINGS)[number];

/** Why a source was hashed again. */
export const CHECK_REASONS = ['asked', 'bundle', 'share', 'report', 'reread'] as const;
export type CheckReason = (typeof CHECK_REASONS)[number];

/** What hashing a source again came to. */
export const CHECK_RESULTS = ['same', 'changed', 'missing', 'unreadable'] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

/** Where and by what an act of custody was done. */
export interface CustodyPlace {
  /** RFC 3339 UTC by the clock of the machine. */
  readonly at: string;
  /** Minutes that the machine's local time is ahead of UTC. */
  readonly utcOffsetMinutes: number;
  /** Milliseconds that the machine's clock was ahead of a reference, as the collector measured; null: not measured. */
  readonly clockOffsetMs: number | null;
  readonly host: string;
  readonly tool: string;
  readonly toolVersion: string;
}

/** A source as it was taken in. */
export interface CustodyIntake extends CustodyPlace {
  readonly source: string;
  readonly path: string;
  /** Of the content, decompressed. */
  readonly sha256: string;
  readonly bytes: number;
  /** Who acquired it; the profile's name unless another was given. */
  readonly collector: string;
  readonly note: string;
  readonly keeping: Keeping;
}

/** A source hashed again. */
export interface CustodyCheck extends CustodyPlace {
  readonly source: string;
  readonly against: 'original' | 'kept';
  readonly why: CheckReason;
  readonly result: CheckResult;
  readonly expected: string | null;
  readonly sha256: string | null;
}

/** Evidence that left the app. */
export interface CustodyLeft extends CustodyPlace {
  readonly what: Leaving;
  /** Name of the file without its folder; null: the clipboard, or a stream. */
  readonly file: string | null;
  readonly sha256: string | null;
  readonly bytes: number;
  readonly records: number;
  /** Keys of the sources that something left of; empty: of none in particular. */
  readonly sources: readonly string[];
  /** For whom, and why, in the analyst's words. */
  readonly note: string;
}

/** What somebody states about custody (a handover, a seal), of one source or of all. */
export interface CustodyNote extends CustodyPlace {
  readonly source: string | null;
  readonly text: string;
}

/** One line of the custody log, oldest first. */
export type CustodyEntry = {
  /** Id of its journal entry. */
  readonly entry: string;
  readonly author: string;
} & (
  | ({ readonly kind: 'intake' } & CustodyIntake)
  | ({ readonly kind: 'check' } & CustodyCheck)
  | ({ readonly kind: 'left' } & CustodyLeft)
  | ({ readonly kind: 'note' } & CustodyNote)
);
