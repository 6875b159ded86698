import type { JournalPayload } from '#shared/model/journal-entry.ts';
import type { FailureDetails } from '#shared/model/failure.ts';
import type { Duplicate, Encoding, SourceState } from '#shared/model/source.ts';
import type { Acquisition } from './acquisition.ts';
import type { AskedRequests } from './asked-requests.ts';
import type { ParsedChunk } from './parse-chunk.ts';

/** A failure as it is kept with a source. */
export interface KeptFailure {
  readonly code: string;
  readonly message: string;
  readonly details: FailureDetails;
}

/** Where the bytes of a source came from, enough to find them again where that is possible. */
export type SourceOrigin =
  | { readonly kind: 'file'; readonly file: string; readonly members: readonly string[] }
  /** Sent through the browser: the original's place is not known. */
  | { readonly kind: 'upload'; readonly name: string }
  | { readonly kind: 'sample'; readonly name: string }
  /** What came through standard input, or a command wrote: it cannot be had again. */
  | { readonly kind: 'stream'; readonly command: readonly string[] | null };

/** What detection found, or the analyst set, and every chunk of the source is read with. */
export interface ReadFacts {
  readonly format: string;
  /** JSON of the format when it is an own one: kept with the case. */
  readonly definition: string | null;
  readonly formatScore: number;
  readonly encoding: Encoding;
  readonly zone: string;
  readonly yearHint: number | null;
  /** What it begins with that is not counted, because another source has it. */
  readonly overlap: Duplicate | null;
}

/** Which file a source that grows is read from now, and how far it came. */
export interface FollowPoint {
  /** Bytes of text of the source that are of files before this one. */
  readonly base: number;
  /** Its identity on disk. */
  readonly file: string;
  /** Bytes of it that were read, and SHA-256 of its first `headBytes`: it is known again by them under another name. */
  readonly read: number;
  readonly headBytes: number;
  readonly head: string;
}

/** A block at the end of a source that grows. */
export interface TailBlock {
  readonly id: number;
  readonly size: number;
  readonly records: number;
  readonly shape: string | null;
  readonly fromUs: number | null;
}

/** Where a source that grows was left. */
export interface FollowedFrom {
  readonly point: FollowPoint | null;
  readonly bytes: number;
  readonly last: TailBlock | null;
}

/** A content that the case holds and counts. */
export interface KnownContent {
  readonly sourceId: number;
  /** See `headOf`. */
  readonly head: string;
  readonly sha256: string;
}

/** A source that was read, as far as it is compared with others. Times are as logged, microseconds UTC. */
export interface ReadStream {
  readonly id: number;
  readonly path: string;
  readonly origin: SourceOrigin;
  readonly size: number | null;
  readonly mtimeUs: number;
  readonly bytes: number;
  readonly fromUs: number | null;
  readonly toUs: number | null;
  readonly format: string;
  readonly definition: string | null;
  readonly zone: string;
  readonly encoding: Encoding;
  readonly yearHint: number | null;
  readonly firstYear: number | null;
  readonly isTable: boolean;
}

/** How a source is to be read again, kept until it is. */
export interface Rereading {
  readonly format: string | null;
  readonly definition: string | null;
  readonly zone: string | null;
  readonly encoding: Encoding | null;
  readonly yearHint: number | null;
  readonly from: 'original' | 'stored';
}

/** What reading does to the case only among other steps, see `CaseSink.takeSteps`. Not transactions by themselves. */
export type StepOperations = {
  commitBlock(input: {
    sourceId: number;
    staged: boolean;
    parsed: ParsedChunk;
    midLine: boolean;
    /** JSON of what its rows are read with, when it is of a table. */
    shape: string | null;
  }): void;
  /** Keeps the texts of skeletons that came with a chunk that is not stored: others have them too. */
  keepSkeletons(input: { skeletons: ParsedChunk['skeletons'] }): void;
  /** Takes the last block of a source away: it is read again, and more of it. */
  dropLast(input: { sourceId: number }): void;
  /** Keeps a piece of an original; the first takes the place of what was kept before. */
  keepPiece(input: {
    sourceId: number;
    seq: number;
    size: number;
    data: Uint8Array<ArrayBuffer>;
  }): void;
  /** Takes a source in whose content another one has: nothing of it is stored. */
  addDuplicate(input: {
    /** See `addSource`. */
    askedId: number | null;
    /** Null: it is new. */
    sourceId: number | null;
    path: string;
    origin: SourceOrigin;
    size: number | null;
    mtimeUs: number;
    of: number;
    original: { sha256: string; bytes: number };
    acquisition: Acquisition;
  }): void;
};

/**
 * What reading needs of the case: operations of the case thread, each one transaction, so that a
 * process that dies leaves whole steps only.
 */
export type CaseSink = AskedRequests & {
  /** Does steps of readings in one transaction: all or none. Gives the numbers of the sources that they took in. */
  takeSteps(input: { steps: readonly ReadStep[] }): number[];
  addSource(input: {
    /** The request that it is taken in for; null: none that is remembered. */
    askedId: number | null;
    path: string;
    origin: SourceOrigin;
    size: number | null;
    mtimeUs: number;
  }): number;
  /** `staged` blocks are not seen until `finishRead` puts them in the place of the source's old ones. */
  beginRead(input: { sourceId: number; staged: boolean; facts: ReadFacts }): void;
  finishRead(input: {
    sourceId: number;
    staged: boolean;
    state: SourceState;
    /** Null: it was not read to its end, or from text that the case holds. */
    original: { sha256: string; bytes: number } | null;
    acquisition: Acquisition;
    /** How its content begins, see `headOf`; null: its bytes are not the original's. */
    head: string | null;
    /** Year given to its first date, when dates do not say theirs. */
    firstYear: number | null;
    error: KeptFailure | null;
    seconds: number;
    /** How it is to be read again, at once; kept in case the process ends before. */
    again: Rereading | null;
  }): void;
  /** Piece of a kept original; null: there are no more, or it is not kept. */
  keptPiece(input: { sourceId: number; seq: number }): Uint8Array<ArrayBuffer> | null;
  /** Forgets what was read of a source (not what the analyst set). */
  discardRead(input: { sourceId: number; staged: boolean }): void;
  /** Contents by which copies are found. */
  contents(input: null): KnownContent[];
  /** Sources that were read to their end and are counted. */
  streams(input: null): ReadStream[];
  /** Notes that a duplicate is to be counted all the same. */
  countAnyway(input: { sourceId: number }): void;
  /** One source as it was read. */
  streamOf(input: { sourceId: number }): ReadStream;
  /** The last block of a source that is over before a time; null: there is none. */
  blockBefore(input: { sourceId: number; us: number }): number | null;
  /** Stops counting a source that is all in another one; its blocks are kept. */
  hideRead(input: { sourceId: number; kind: 'same' | 'inside'; of: number }): void;
  /** Counts again what was hidden; false: its blocks were never kept. */
  showHidden(input: { sourceId: number }): boolean;
  /**
   * Stores blocks of a source that grows in the place of some that follow each other up to its end or to others
   * (none: behind all), and where it is now. Gives their ids.
   */
  replaceBlocks(input: {
    sourceId: number;
    replaces: readonly number[];
    blocks: readonly { readonly parsed: ParsedChunk; readonly shape: string | null }[];
    point: FollowPoint | null;
  }): number[];
  /** Notes in the journal what became of a source that grows. */
  noteFollow(input: {
    sourceId: number;
    state: 'following' | 'paused' | 'done';
    event: JournalPayload<'source.followed'>['event'];
    bytes: number;
    sha256: string | null;
    point: FollowPoint | null;
  }): void;
  followedFrom(input: { sourceId: number }): FollowedFrom;
  /** Blocks at the end of a source behind all that have a size, in their order. */
  smallBlocks(input: { sourceId: number; below: number }): TailBlock[];
  blockText(input: { blockId: number }): Uint8Array<ArrayBuffer>;
  /** The same about the same path is noted once. */
  addSkipped(input: { path: string; failure: KeptFailure }): void;
  /** Text of the source's blocks as stored, one at a time: pass the block before, null for the first. */
  storedText(input: { sourceId: number; after: number | null }): {
    blockId: number;
    text: Uint8Array<ArrayBuffer>;
    /** 0: it is the header of a table. */
    records: number;
    timeMaxUs: number | null;
  } | null;
};

/** The operations that steps of readings are. */
export type ReadOperations = Pick<
  CaseSink,
  'addSource' | 'beginRead' | 'finishRead' | 'addSkipped'
> &
  StepOperations;

type Input<K extends keyof ReadOperations> = Parameters<ReadOperations[K]>[0];

/** Steps about a source: its number is null as long as it is that which the last `addSource` before them took in. */
interface NumberedSteps {
  beginRead: Omit<Input<'beginRead'>, 'sourceId'>;
  commitBlock: Omit<Input<'commitBlock'>, 'sourceId'>;
  dropLast: object;
  keepPiece: Omit<Input<'keepPiece'>, 'sourceId'>;
  finishRead: Omit<Input<'finishRead'>, 'sourceId'>;
}

interface OtherSteps {
  addSource: Input<'addSource'>;
  addDuplicate: Input<'addDuplicate'>;
  keepSkeletons: Input<'keepSkeletons'>;
  addSkipped: Input<'addSkipped'>;
}

/** What reading does to the case about a source that it names otherwise. */
export type NumberedStep = {
  [K in keyof NumberedSteps]: { readonly operation: K; readonly input: NumberedSteps[K] };
}[keyof NumberedSteps];

export type OtherStep = {
  [K in keyof OtherSteps]: { readonly operation: K; readonly input: OtherSteps[K] };
}[keyof OtherSteps];

/** One thing that reading does to the case. */
export type ReadStep = (NumberedStep & { readonly sourceId: number | null }) | OtherStep;
