import type { FailureDetails } from '#shared/model/failure.ts';
import type { Encoding, SourceState } from '#shared/model/source.ts';
import type { ParsedChunk } from './parse-chunk.ts';

/** A failure as it is kept with a source. */
export interface KeptFailure {
  readonly code: string;
  readonly message: string;
  readonly details: FailureDetails;
}

/** How evidence came to be had, as who takes it in states it. */
export interface Acquisition {
  /** Who acquired it; null: who writes in the case. */
  readonly collector: string | null;
  readonly note: string;
  /** Milliseconds that this machine's clock is ahead of a reference, as measured; null: not measured. */
  readonly clockOffsetMs: number | null;
  /** Originals are kept in the case, byte for byte; otherwise only where they lie is noted. */
  readonly keepOriginals: boolean;
}

/** Nothing more is stated than what the machine knows. */
export const PLAIN_ACQUISITION: Acquisition = {
  collector: null,
  note: '',
  clockOffsetMs: null,
  keepOriginals: false,
};

/** Where the bytes of a source came from, enough to find them again where that is possible. */
export type SourceOrigin =
  | { readonly kind: 'file'; readonly file: string; readonly members: readonly string[] }
  /** Sent through the browser: the original's place is not known. */
  | { readonly kind: 'upload'; readonly name: string }
  | { readonly kind: 'sample'; readonly name: string };

/** What detection found, or the analyst set, and every chunk of the source is read with. */
export interface ReadFacts {
  readonly format: string;
  /** JSON of the format when it is an own one: kept with the case. */
  readonly definition: string | null;
  readonly formatScore: number;
  readonly encoding: Encoding;
  readonly zone: string;
  readonly yearHint: number | null;
}

/**
 * What reading needs of the case: operations of the case thread, each one transaction, so that a
 * process that dies leaves whole steps only.
 */
export type CaseSink = {
  addSource(input: {
    path: string;
    origin: SourceOrigin;
    size: number | null;
    mtimeUs: number;
  }): number;
  /** `staged` blocks are not seen until `finishRead` puts them in the place of the source's old ones. */
  beginRead(input: { sourceId: number; staged: boolean; facts: ReadFacts }): void;
  commitBlock(input: {
    sourceId: number;
    staged: boolean;
    parsed: ParsedChunk;
    midLine: boolean;
    /** JSON of what its rows are read with, when it is of a table. */
    shape: string | null;
  }): void;
  finishRead(input: {
    sourceId: number;
    staged: boolean;
    state: SourceState;
    /** Null: it was not read to its end, or from text that the case holds. */
    original: { sha256: string; bytes: number } | null;
    acquisition: Acquisition;
    /** Year given to its first date, when dates do not say theirs. */
    firstYear: number | null;
    error: KeptFailure | null;
    seconds: number;
  }): void;
  /** Keeps a piece of an original; the first takes the place of what was kept before. */
  keepPiece(input: {
    sourceId: number;
    seq: number;
    size: number;
    data: Uint8Array<ArrayBuffer>;
  }): void;
  /** Piece of a kept original; null: there are no more, or it is not kept. */
  keptPiece(input: { sourceId: number; seq: number }): Uint8Array<ArrayBuffer> | null;
  /** Forgets what was read of a source (not what the analyst set). */
  discardRead(input: { sourceId: number; staged: boolean }): void;
  addSkipped(input: { path: string; failure: KeptFailure }): void;
  /** Text of the source's blocks as stored, one at a time: pass the block before, null for the first. */
  storedText(input: { sourceId: number; after: number | null }): {
    blockId: number;
    text: Uint8Array<ArrayBuffer>;
  } | null;
};
