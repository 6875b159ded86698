import type { Encoding, SourceState } from '#shared/model/source.ts';
import type { ThreadClient } from '../thread-call.ts';
import { ByteReading } from './byte-reading.ts';
import type { Acquisition, CaseSink, KeptFailure, ReadFacts, SourceOrigin } from './case-sink.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { FormatSet } from './format-shelf.ts';
import {
  createReader,
  detectFormat,
  detectTable,
  type CompiledFormat,
  type RecordReader,
  type TableShape,
} from './formats/index.ts';
import {
  detectEncoding,
  looksBinary,
  textOpener,
  toUtf8,
  type TextWriter,
} from './intake/index.ts';
import { blobsOf } from '../logstore/index.ts';
import { LineChunks } from './line-chunks.ts';
import type { Chunk } from './parse-chunk.ts';
import { OriginalBytes, type KeepPiece } from './original-bytes.ts';
import type { ParsePool, ReadSetup } from './parse-pool.ts';
import { watchHeaders, type TablePart } from './table-header.ts';

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
  /** Format of another file of the log that it is a file of, read before; null: it is alone so far. */
  formatNear(path: string): string | null;
  /** Told of every committed step. */
  committed(step: { records: number; bytes: number }): void;
}

/** What came of it. `yearHint`: its dates ran past the file's own time, it must be read again from this year. */
export interface ReadResult {
  readonly sourceId: number | null;
  readonly facts: ReadFacts | null;
  readonly yearHint: number | null;
}

const SAMPLE_BYTES = 512 * 1024;
const SAMPLE_LINES = 400;
const DAY_US = 86_400_000_000;
const YEAR_US = 365.2425 * DAY_US;

/**
 * Reads one source to its end and hands its blocks to the commit queue, in order. Never throws for
 * what is wrong with the source: that is kept with it. Throws when the case cannot take it (disk
 * full, case damaged).
 */
export async function readSource(job: ReadJob, context: ReadContext): Promise<ReadResult> {
  const started = performance.now();
  const reading = new ByteReading(job.open(context.signal));
  const sample = await reading.sample(SAMPLE_BYTES);
  const refusal = refuse(job, sample, reading.failure);
  if (refusal !== null) {
    await reading.close();
    await context.queue.add(() =>
      context.sink.call('addSkipped', { path: job.path, failure: refusal }),
    );
    return { sourceId: null, facts: null, yearHint: null };
  }
  const sourceId = job.sourceId ?? (await addSource(job, context));
  const { facts, shape, openText } = findingsOf(job, sample, context);
  await context.queue.add(() =>
    context.sink.call('beginRead', { sourceId, staged: job.staged, facts }),
  );
  const pass = new SourcePass(job, sourceId, facts, shape, context);
  const writer = openText();
  const failure = await pass.run(reading, writer);
  const problem = writer.problem?.() ?? null;
  if (problem !== null) {
    await context.queue.add(() =>
      context.sink.call('addSkipped', { path: job.path, failure: problem }),
    );
  }
  const seconds = (performance.now() - started) / 1000;
  const state = stateAfter(failure, context.signal);
  const original = state === 'done' ? pass.read() : null;
  await context.queue.add(() =>
    context.sink.call('finishRead', {
      sourceId,
      staged: job.staged,
      state,
      original,
      acquisition: context.acquisition,
      firstYear: pass.firstYear,
      error: state === 'failed' ? failure : null,
      seconds,
    }),
  );
  return { sourceId, facts, yearHint: await pass.earlierYear() };
}

function stateAfter(failure: KeptFailure | null, signal: AbortSignal): SourceState {
  if (signal.aborted) return 'cancelled';
  return failure === null ? 'done' : 'failed';
}

async function addSource(job: ReadJob, context: ReadContext): Promise<number> {
  const { path, origin, size, mtimeUs } = job;
  return context.sink.call('addSource', { path, origin, size, mtimeUs });
}

function refuse(job: ReadJob, sample: Buffer, failure: KeptFailure | null): KeptFailure | null {
  if (job.sourceId !== null) return null;
  if (sample.length === 0) return failure;
  if (!looksBinary(sample) || textOpener(sample, 'utf-8', job.path).reads === 'bytes') return null;
  return {
    code: 'FILE_BINARY',
    message: `${job.path} is not text, so nothing of it was read. Convert it to text and add it again.`,
    details: { path: job.path },
  };
}

/** What the sample tells of a source, and how its bytes become text. */
interface Findings {
  readonly facts: ReadFacts;
  readonly shape: TableShape | null;
  openText(): TextWriter;
}

function findingsOf(job: ReadJob, sample: Buffer, context: ReadContext): Findings {
  const wanted = job.encoding ?? detectEncoding(sample);
  const formats = context.formats.including(job.definition);
  const opener = textOpener(sample, wanted, job.path);
  // What is no text has no encoding: that of what it is turned into is UTF-8.
  const encoding = opener.reads === 'bytes' ? 'utf-8' : wanted;
  const openText = job.original ? opener.open : () => toUtf8('utf-8');
  const writer = openText();
  const text = Buffer.concat([writer.push(sample), writer.end()]).toString('utf8');
  const near = job.format === null ? context.formatNear(job.path) : null;
  const { format, score, shape } = detect(text, job, formats.all, near);
  const chosen = job.format ?? format.id;
  return {
    facts: {
      format: chosen,
      // Reading goes on exactly as it began.
      definition: job.skipBytes > 0 ? job.definition : formats.definitionOf(chosen),
      formatScore: job.format === null || job.format === format.id ? score : 0,
      encoding,
      zone: job.zone ?? context.caseZone,
      yearHint: job.yearHint,
    },
    shape,
    openText,
  };
}

/** A part of another file of the same log this good is read like it, though some format explains more. */
const AS_GOOD = 0.8;

/** @param near format of another file of the same log: of a few lines, or the end of a trace, little can be told */
function detect(
  text: string,
  job: ReadJob,
  formats: readonly CompiledFormat[],
  near: string | null,
) {
  const known = formats.filter(({ id }) => job.format === null || id === job.format);
  const table = detectTable(text, known);
  if (table !== null) return table;
  const found = detectFormat(sampleLines(text), formats, job.path);
  const same = formats.find(({ id }) => id === near && id !== found.format.id);
  if (same === undefined || same.table !== undefined) return { ...found, shape: null };
  const score = found.ranking.find(({ id }) => id === near)?.score ?? 0;
  const isSame = found.format.lastResort || score >= found.score * AS_GOOD;
  return isSame ? { format: same, score, shape: null } : { ...found, shape: null };
}

/** Lines from the beginning, the middle and the end of the sample, since many logs begin with a banner. */
function sampleLines(text: string): string[] {
  const all = text.split(/\r?\n/);
  if (all.length > 1) all.pop();
  if (all.length <= SAMPLE_LINES) return all;
  const third = Math.floor(SAMPLE_LINES / 3);
  const middle = Math.floor((all.length - third) / 2);
  return [
    ...all.slice(0, third),
    ...all.slice(middle, middle + third),
    ...all.slice(all.length - third),
  ];
}

/** One pass over one source: hash, transcode, cut, parse, commit. */
class SourcePass {
  private readonly job: ReadJob;
  private readonly sourceId: number;
  private readonly facts: ReadFacts;
  private readonly context: ReadContext;
  private readonly original: OriginalBytes;
  private hash: string | null = null;
  private readonly format: CompiledFormat;
  private lead: RecordReader;
  private shape: TableShape | null;
  private readonly aborted: Promise<null>;
  /** Year given to the first date, when dates do not say theirs; known once the first chunk was handed on. */
  firstYear: number | null = null;
  private timeMaxUs: number | null = null;

  constructor(
    job: ReadJob,
    sourceId: number,
    facts: ReadFacts,
    shape: TableShape | null,
    context: ReadContext,
  ) {
    this.job = job;
    this.sourceId = sourceId;
    this.facts = facts;
    this.context = context;
    this.aborted = abortOf(context.signal);
    this.original = new OriginalBytes(keeperOf(job, sourceId, context));
    const format = context.formats.get(facts.format, facts.definition);
    this.format = format;
    this.shape = shape;
    this.lead = createReader(format, this.setup(facts.yearHint));
  }

  /** Reads to the end. Gives the failure that ended it early, null for a good end. */
  async run(reading: ByteReading, writer: TextWriter): Promise<KeptFailure | null> {
    const chunks = new LineChunks((line) => this.lead.starts(line));
    const headers = watchHeaders(this.format, this.shape);
    let skip = this.job.skipBytes;
    const feed = async (parts: readonly TablePart[]): Promise<void> => {
      for (const part of parts) {
        const dropped = Math.min(skip, part.bytes.length);
        skip -= dropped;
        await this.takePart({ ...part, bytes: part.bytes.subarray(dropped) }, chunks);
      }
    };
    try {
      for (;;) {
        const bytes = await reading.next();
        if (bytes === null || this.context.signal.aborted) break;
        if (this.job.original) await this.original.take(bytes);
        await feed(headers.push(writer.push(bytes)));
      }
      if (this.context.signal.aborted) return null;
      await feed(headers.push(writer.end()));
      await feed(headers.end());
      for (const chunk of chunks.end()) await this.commit(chunk);
      if (this.job.original) this.hash = await this.original.end();
    } finally {
      await reading.close();
    }
    return reading.failure;
  }

  /** A header is a block of its own without records, and those after it are read by it. */
  private async takePart({ bytes, shape, isHeader }: TablePart, chunks: LineChunks): Promise<void> {
    if (!isHeader) {
      for (const chunk of chunks.push(bytes)) await this.commit(chunk);
      return;
    }
    for (const chunk of chunks.end()) await this.commit(chunk);
    this.shape = shape;
    this.lead = createReader(this.format, this.setup(this.lead.year));
    if (bytes.length === 0) return;
    await this.commit({ bytes: new Uint8Array(bytes), midLine: false, isHeader });
  }

  /** SHA-256 of the original and how many bytes it has; null: it was not read to its end, or is not what was read. */
  read(): { sha256: string; bytes: number } | null {
    return this.hash === null ? null : { sha256: this.hash, bytes: this.original.bytes };
  }

  /**
   * Dates without a year were resolved going forward from the first. When they end after the file
   * was last written the first was in an earlier year: which.
   */
  async earlierYear(): Promise<number | null> {
    await this.context.queue.drain();
    if (this.firstYear === null || this.timeMaxUs === null || this.job.yearHint !== null)
      return null;
    const beyond = this.timeMaxUs - (this.job.mtimeUs + DAY_US);
    return beyond > 0 ? this.firstYear - Math.ceil(beyond / YEAR_US) : null;
  }

  private setup(year: number | null): ReadSetup {
    return {
      format: this.facts.format,
      definition: this.facts.definition,
      zone: this.facts.zone,
      year,
      referenceUs: this.job.mtimeUs,
      shape: this.shape,
    };
  }

  private async commit(chunk: Chunk): Promise<void> {
    const { context, sourceId } = this;
    const { staged } = this.job;
    const size = chunk.bytes.length;
    const { midLine } = chunk;
    const shape = this.shape === null ? null : JSON.stringify(this.shape);
    const year = chunk.isHeader === true ? this.lead.year : this.yearAt(chunk);
    const parsing = context.pool.parse(chunk, this.setup(year));
    // The queue awaits it in its turn; a failure before that must not count as unhandled.
    parsing.catch(() => {});
    await context.queue.add(async () => {
      // What is still being parsed when the analyst stops is not waited for.
      const parsed = await Promise.race([parsing, this.aborted]);
      if (parsed === null || context.signal.aborted) return;
      const { records, timeMaxUs } = parsed.block;
      const step = { sourceId, staged, parsed, midLine, shape };
      await context.sink.call('commitBlock', step, blobsOf(parsed.block));
      if (timeMaxUs !== null) this.timeMaxUs = Math.max(this.timeMaxUs ?? timeMaxUs, timeMaxUs);
      context.committed({ records, bytes: size });
    });
  }

  /** Dates without a year: the year in force where the chunk begins. Chunks are parsed apart, so it is found here. */
  private yearAt(chunk: Chunk): number | null {
    const head = Buffer.from(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.byteLength);
    const newline = head.indexOf(10);
    const end = newline < 0 ? head.length : newline;
    this.lead.read(head.toString('utf8', 0, Math.min(end, 4096)), {
      timeUs: Number.NaN,
      timeNs: 0,
      timeDigits: 0,
      level: 0,
      message: '',
      messageAt: -1,
      explained: false,
    });
    this.firstYear ??= this.lead.year;
    return this.lead.year;
  }
}

/** Where the pieces of an original go that is to be kept. */
function keeperOf(job: ReadJob, sourceId: number, context: ReadContext): KeepPiece | null {
  if (!job.original || !context.acquisition.keepOriginals) return null;
  return (piece) => context.queue.add(() => context.sink.call('keepPiece', { sourceId, ...piece }));
}

/** Resolves with null when the signal aborts. */
function abortOf(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
