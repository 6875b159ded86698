import type { Failure } from '#shared/model/failure.ts';

/** Where a source's bytes come from, stored in the case as JSON so that they can be read again. */
export interface Origin {
  readonly kind: 'file';
  /** Absolute path of the file on disk. */
  readonly file: string;
  /** Path through nested archives; empty: the file itself, or what it decompresses to. */
  readonly members: readonly string[];
}

/** One log of the pile, ready to be read. */
export interface SourceItem {
  readonly kind: 'source';
  /** For people: `/x/a.zip!/logs/app.log`; a plain `a.log.gz` is just `/x/a.log.gz`. */
  readonly path: string;
  readonly origin: Origin;
  /** Bytes that `open` will give, or null when only reading tells. */
  readonly size: number | null;
  /** Bytes on disk that stand for it: exact for files and zip members, an estimate within a stream. */
  readonly onDisk: number;
  readonly mtimeUs: number;
  /** Bytes on disk read for it so far; reaches about `onDisk`. */
  consumed(): number;
  /**
   * The bytes, decompressed, in pieces of up to 1 MiB. May be called at any time and again: while the
   * item is the walk's latest it goes on from the open archive; later it finds its place again, which
   * for a member of a tar means reading up to it. Throws `Failure` after the last good byte.
   */
  open(signal: AbortSignal): AsyncIterable<Buffer>;
}

/** Something in the pile that is not read, and why. */
export interface SkippedItem {
  readonly kind: 'skipped';
  readonly path: string;
  readonly failure: Failure;
}

export type PileItem = SourceItem | SkippedItem;

/** The item for something that is not read. */
export function skipped(path: string, failure: Failure): SkippedItem {
  return { kind: 'skipped', path, failure };
}
