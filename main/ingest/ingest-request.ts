import type { MessagePort } from 'node:worker_threads';
import type { FormatDefinition } from '#shared/model/format.ts';
import type { Duplicate, Encoding } from '#shared/model/source.ts';
import type { Acquisition } from './acquisition.ts';
import type { AskedRequest } from './asked-requests.ts';
import type { SourceOrigin } from './case-sink.ts';
import type { FollowOperations } from './follow/following.ts';
import type { HeldSlot } from './skeleton/index.ts';
import type { IngestProgress } from './ingest-progress.ts';

/** A source of the case that is to be read again or gone on with. */
export interface KnownSource {
  readonly sourceId: number;
  readonly path: string;
  readonly origin: SourceOrigin;
  readonly size: number | null;
  readonly mtimeUs: number;
  readonly format: string | null;
  /** JSON of the own format that it was read with before; null: a built-in one. */
  readonly definition: string | null;
  readonly zone: string | null;
  readonly encoding: Encoding | null;
  readonly yearHint: number | null;
  /** Whether reading it ever began; otherwise there is nothing that its blocks would replace. */
  readonly begun: boolean;
  /** Bytes of text committed so far; 0: from the beginning. */
  readonly skipBytes: number;
  /** It is not counted when another source has its content. */
  readonly onlyOnce: boolean;
  /** What it begins with that is not counted. */
  readonly overlap: Duplicate | null;
  /** The reading before ended within the source, not between records. */
  readonly isTornOff: boolean;
  /** `stored`: from the text that the case holds, put in place when it is all read. */
  readonly from: 'original' | 'stored';
}

/** What came of reading, and what it did to what was there before. */
export interface ReadOutcome {
  /** It came to its end, and was not cancelled. */
  readonly isWhole: boolean;
  /** Blocks of sources were replaced or left out, and not only added. */
  readonly replaced: boolean;
}

/** A request that is remembered until it comes to its end. What was taken in for it before is passed over. */
export interface AskedRun {
  readonly id: number;
  /** Of what was taken in for it before, what is to be gone on with: first of all. */
  readonly stopped: readonly KnownSource[];
}

/** What the ingest thread is asked to read. */
export type IngestRequest =
  | AskedRequest
  | {
      readonly kind: 'known';
      readonly sources: readonly KnownSource[];
    }
  | {
      readonly kind: 'upload';
      readonly name: string;
      readonly mtimeUs: number;
      readonly size: number | null;
      readonly port: MessagePort;
      readonly acquisition?: Acquisition;
    };

/** What the ingest thread offers. */
export type IngestOperations = FollowOperations & {
  /** Connects it to the case thread. Must come first. */
  attach(input: { sink: MessagePort; parseThreads: number; held: readonly HeldSlot[] }): void;
  /** Reads everything; resolves when it is committed or was cancelled. Requests queue up. */
  run(input: {
    request: IngestRequest;
    asked: AskedRun | null;
    caseZone: string;
    own: readonly FormatDefinition[];
  }): Promise<ReadOutcome>;
  /** Sends the bytes of an original: pieces, `null` at the end, each acknowledged. Throws what keeps it from being read. */
  sendOriginal(input: { origin: SourceOrigin; port: MessagePort }): Promise<void>;
  /** Stops what runs and what waits. What is committed stays. */
  cancel(input: null): void;
};

/** Messages of the ingest thread that are not answers. */
export interface ProgressMessage {
  readonly progress: IngestProgress;
}

/** Told whenever something of a source that grows was written, or its state changed. */
export interface FollowedMessage {
  readonly followed: number;
}
