import type { FailureDetails } from '#shared/model/failure.ts';
import type { Encoding, SourceState } from '#shared/model/source.ts';
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
    sha256: string | null;
    /** Year given to its first date, when dates do not say theirs. */
    firstYear: number | null;
    error: KeptFailure | null;
    seconds: number;
  }): void;
  /** Forgets what was read of a source (not what the analyst set). */
  discardRead(input: { sourceId: number; staged: boolean }): void;
  addSkipped(input: { path: string; failure: KeptFailure }): void;
  /** Text of the source's blocks as stored, one at a time: pass the block before, null for the first. */
  storedText(input: { sourceId: number; after: number | null }): {
    blockId: number;
    text: Uint8Array<ArrayBuffer>;
  } | null;
};
