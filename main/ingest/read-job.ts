import type { Duplicate, Encoding } from '#shared/model/source.ts';
import type { ThreadClient } from '../thread-call.ts';
import type { Acquisition } from './acquisition.ts';
import type { CaseSink, ReadFacts, Rereading, SourceOrigin } from './case-sink.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { FormatSet } from './format-shelf.ts';
import type { LastingWait } from './lasting-wait.ts';
import type { ParsePool } from './parse-pool.ts';
import type { SourceNumber } from './source-number.ts';
import type { Twins } from './twins.ts';

/** One source to read. */
export interface ReadJob {
  readonly path: string;
  /** Null: it is new, and becomes a source of the case once it has shown that it is text. */
  readonly sourceId: number | null;
  readonly origin: SourceOrigin;
  readonly size: number | null;
  readonly mtimeUs: number;
  open(signal: AbortSignal): AsyncIterable<Buffer>;
  /** Replaces what was read of the source before, at once when all is read. */
  readonly staged: boolean;
  /** The bytes are the original's: their SHA-256 is the source's. Otherwise they are stored text. */
  readonly original: boolean;
  /** What the analyst set or an earlier reading found; null: detect. */
  readonly format: string | null;
  /** JSON of the own format that it was read with before; null: a built-in one, or none. */
  readonly definition: string | null;
  readonly zone: string | null;
  readonly encoding: Encoding | null;
  readonly yearHint: number | null;
  /** Bytes of text that are committed already. */
  readonly skipBytes: number;
  /** The reading before ended within the source, not between records. */
  readonly isTornOff: boolean;
  /** It is not counted when another source has its content. */
  readonly onlyOnce: boolean;
  /** Whether its bytes can be had a second time. */
  readonly reopens: boolean;
  /** What it begins with that is not counted. */
  readonly overlap: Duplicate | null;
}

/** What reading one source needs. */
export interface ReadContext {
  readonly sink: ThreadClient<CaseSink>;
  readonly pool: ParsePool;
  readonly queue: CommitQueue;
  readonly formats: FormatSet;
  readonly caseZone: string;
  /** How what is read came to be had. */
  readonly acquisition: Acquisition;
  readonly signal: AbortSignal;
  /** Resolves when the signal is aborted: one listener for all sources, of which there may be thousands. */
  readonly aborted: LastingWait<null>;
  /** The request that sources are taken in for; null: none that is remembered. */
  readonly askedId: number | null;
  /** Format of another file of the log that it is a file of, read before; null: it is alone so far. */
  formatNear(path: string): string | null;
  /** Format that is worth asking first. */
  formatAlike(path: string): string | null;
  /** Contents that the case has. */
  readonly twins: Twins;
  /** Told of a source whose dates ran past its file's own time, when that is kept: it must be read again, from another year. */
  again(job: ReadJob, source: SourceNumber, reading: Rereading): void;
  /** Told of every committed step. */
  committed(step: { records: number; bytes: number }): void;
}

/** What came of it. */
export interface ReadResult {
  /** Null: it did not become a source, or is counted as another one. */
  readonly source: SourceNumber | null;
  readonly facts: ReadFacts | null;
  /** The source with the same content, for which this one is not counted any more. */
  readonly hiddenFor: SourceNumber | null;
}
