import type { SourceState } from '#shared/model/source.ts';
import { ByteReading, keptFailure } from './byte-reading.ts';
import { ChunkBeginnings } from './chunk-beginnings.ts';
import type { KeptFailure, ReadFacts, Rereading } from './case-sink.ts';
import {
  createReader,
  type CompiledFormat,
  type RecordReader,
  type TableShape,
} from './formats/index.ts';
import {
  detectEncoding,
  giveBack,
  originChanged,
  textOpener,
  toUtf8,
  type TextWriter,
} from './intake/index.ts';
import { blobsOf } from '../logstore/index.ts';
import { PassedOver, readHeldText, type HeldText } from './held-text.ts';
import { LineChunks } from './line-chunks.ts';
import type { Chunk } from './parse-chunk.ts';
import { OriginalBytes, type KeepPiece } from './original-bytes.ts';
import type { ReadSetup } from './parse-pool.ts';
import type { ReadContext, ReadJob, ReadResult } from './read-job.ts';
import { parserFailed, refuse } from './source-failures.ts';
import { watchHeaders, type TablePart } from './table-header.ts';
import { detectSource } from './detect-source.ts';
import { contentHash, headOf } from './twins.ts';

const SAMPLE_BYTES = 512 * 1024;
/** After this much no other source is begun until it is all parsed: what is too much for a parser fails alone. */
const HEAVY_BYTES = 32 * 1024 * 1024;
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
    return NO_SOURCE;
  }
  const head = job.original ? headOf(sample) : null;
  const twin = reading.failure === null ? await twinOf(job, sample, head, context) : null;
  if (twin !== null) {
    await reading.close();
    await context.sink.call('addDuplicate', twin);
    return NO_SOURCE;
  }
  const sourceId = job.sourceId ?? (await addSource(job, context));
  const { facts, shape, openText } = findingsOf(job, sample, context);
  await context.queue.add(() =>
    context.sink.call('beginRead', { sourceId, staged: job.staged, facts }),
  );
  const pass = new SourcePass(job, sourceId, facts, shape, context);
  if (job.skipBytes > 0) await pass.goOn();
  const writer = openText();
  const failure = await pass.run(reading, writer);
  if (pass.bytes > HEAVY_BYTES || pass.parserFailure !== null) await context.queue.drain();
  const problem = writer.problem?.() ?? null;
  if (problem !== null) {
    await context.queue.add(() =>
      context.sink.call('addSkipped', { path: job.path, failure: problem }),
    );
  }
  const seconds = (performance.now() - started) / 1000;
  const original = failure === null && !context.signal.aborted ? pass.read() : null;
  let hiddenFor: number | null = null;
  if (original !== null && head !== null && sample.length > 0) {
    const { sha256 } = original;
    if (job.onlyOnce) hiddenFor = context.twins.find(head, sha256);
    context.twins.add({ sourceId, head, sha256 });
  }
  const again = hiddenFor === null ? await rereading(job, pass) : null;
  await context.queue.add(() => {
    const error = pass.parserFailure ?? failure;
    const state = stateAfter(error, context.signal);
    if (state !== 'done') context.twins.forget(sourceId);
    return context.sink.call('finishRead', {
      sourceId,
      staged: job.staged,
      state,
      original: state === 'done' ? original : null,
      acquisition: context.acquisition,
      head,
      firstYear: pass.firstYear,
      error: state === 'failed' ? error : null,
      seconds,
      again: state === 'cancelled' ? null : again,
    });
  });
  return { sourceId, facts, again, hiddenFor };
}

const NO_SOURCE: ReadResult = { sourceId: null, facts: null, again: null };

/** How a source must be read again whose dates turned out to begin in another year; null: they did not. */
async function rereading(job: ReadJob, pass: SourcePass): Promise<Rereading | null> {
  const yearHint = await pass.earlierYear();
  if (yearHint === null) return null;
  const { format, definition, zone, encoding } = job;
  return { format, definition, zone, encoding, yearHint, from: 'stored' };
}

/** What is to be noted of a source whose content another one has; null: none has, or only reading it can tell. */
async function twinOf(job: ReadJob, sample: Buffer, head: string | null, context: ReadContext) {
  if (!job.onlyOnce || head === null || sample.length === 0 || job.skipBytes > 0) return null;
  if (!context.twins.suspects(head)) return null;
  const isWhole = sample.length < SAMPLE_BYTES;
  if (!isWhole && !job.reopens) return null;
  const original = await contentHash(isWhole ? [sample] : job.open(context.signal));
  if (original === null || context.twins.find(head, original.sha256) === null) return null;
  // What it is a copy of is committed then, or has failed, and it gets its number in its turn.
  await context.queue.drain();
  const of = context.twins.find(head, original.sha256);
  if (of === null) return null;
  const { sourceId, path, origin, size, mtimeUs } = job;
  const { acquisition, askedId } = context;
  return { askedId, sourceId, path, origin, size, mtimeUs, of, original, acquisition };
}

function stateAfter(failure: KeptFailure | null, signal: AbortSignal): SourceState {
  if (signal.aborted) return 'cancelled';
  return failure === null ? 'done' : 'failed';
}

async function addSource(job: ReadJob, context: ReadContext): Promise<number> {
  const { path, origin, size, mtimeUs } = job;
  const { askedId } = context;
  return context.sink.call('addSource', { askedId, path, origin, size, mtimeUs });
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
  const { format, score, shape } = detectSource(
    text,
    job,
    formats.all,
    near,
    context.formatAlike(job.path),
  );
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
      overlap: job.overlap,
    },
    shape,
    openText,
  };
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
  /** Why a parser could not take what it was given; nothing of the source is committed after that. */
  parserFailure: KeptFailure | null = null;
  /** Bytes of text that were given to parsers. */
  bytes = 0;
  private held: HeldText | null = null;
  private madeRoom = false;
  private readonly beginnings = new ChunkBeginnings();
  private timeMaxUs: number | null = null;
  /** Whether what was passed over last ended in the middle of a line. */
  private midLine = false;

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

  /** Takes up where the reading before it came to, as if it had never stopped. */
  async goOn(): Promise<void> {
    const { sink } = this.context;
    this.held = await readHeldText(this.sourceId, sink, this.job.isTornOff, (text, isMidLine) => {
      this.beginnings.look(this.lead, text, isMidLine);
    });
    this.timeMaxUs = this.held.timeMaxUs;
    this.midLine = this.held.isMidLine;
  }

  /** Reads to the end. Gives the failure that ended it early, null for a good end. */
  async run(reading: ByteReading, writer: TextWriter): Promise<KeptFailure | null> {
    const held = this.held === null ? null : new PassedOver(this.held);
    let uncounted = Math.max(0, (this.job.overlap?.bytes ?? 0) - (this.held?.goOnAt ?? 0));
    const isMidLine = uncounted === 0 && this.midLine;
    const chunks = new LineChunks((line) => this.lead.starts(line), isMidLine);
    const headers = watchHeaders(this.format, this.shape);
    /** False: what was passed over is not what the case holds. */
    const feed = async (parts: readonly TablePart[]): Promise<boolean> => {
      for (const part of parts) {
        const bytes = held === null ? part.bytes : held.push(part.bytes);
        if (held?.isDone === true && !(await this.isAsHeld(held))) return false;
        const leftOut = bytes.subarray(0, uncounted);
        uncounted -= leftOut.length;
        await this.passOver(leftOut);
        await this.takePart({ ...part, bytes: bytes.subarray(leftOut.length) }, chunks);
      }
      return true;
    };
    const changed = (): KeptFailure => keptFailure(originChanged(this.job.path));
    try {
      for (;;) {
        const bytes = await reading.next();
        if (bytes === null || this.context.signal.aborted || this.parserFailure !== null) break;
        if (this.job.original) await this.original.take(bytes);
        const text = writer.push(bytes);
        if (!(await feed(headers.push(text)))) return changed();
        // What passes through as it is was copied into a chunk.
        const isCopied = text === bytes && this.shape === null && held === null;
        if (isCopied && !this.original.isHolding) giveBack(bytes);
      }
      if (this.context.signal.aborted || this.parserFailure !== null) return null;
      const isSame =
        (await feed(headers.push(writer.end()))) &&
        (await feed(headers.end())) &&
        (held === null || held.isSame() || reading.failure !== null);
      if (!isSame) return changed();
      for (const chunk of chunks.end()) await this.commit(chunk);
      if (this.job.original) this.hash = await this.original.end();
    } finally {
      await reading.close();
    }
    return reading.failure;
  }

  /** Whether what was passed over is what the case holds. Then its last block makes room, where it is read again. */
  private async isAsHeld(held: PassedOver): Promise<boolean> {
    const isSame = held.isSame();
    const isAgain = this.held !== null && this.held.goOnAt < this.held.size;
    if (isSame && isAgain && !this.madeRoom) {
      this.madeRoom = true;
      const { sourceId } = this;
      await this.context.queue.add(() => this.context.sink.call('dropLast', { sourceId }));
    }
    return isSame;
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

  /** Keeps text that another source has, without its records. */
  private async passOver(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return;
    const { midLine } = this;
    this.midLine = bytes.at(-1) !== 10;
    await this.commit({ bytes: new Uint8Array(bytes), midLine, isHeader: true });
  }

  /** Year given to the first date, when dates do not say theirs. */
  get firstYear(): number | null {
    return this.beginnings.firstYear;
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
    // Most logs say their years: no reading waits until they are committed.
    if (this.beginnings.firstYear === null) return null;
    await this.context.queue.drain();
    if (this.timeMaxUs === null || this.job.yearHint !== null) return null;
    const beyond = this.timeMaxUs - (this.job.mtimeUs + DAY_US);
    return beyond > 0 ? this.beginnings.firstYear - Math.ceil(beyond / YEAR_US) : null;
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
    this.bytes += size;
    if (chunk.isHeader === true) this.beginnings.lastTime = null;
    else this.beginnings.look(this.lead, chunk.bytes, midLine);
    const { year } = this.lead;
    const goesOnFrom = this.beginnings.lastTime;
    const parsing = context.pool.parse({ ...chunk, goesOnFrom }, this.setup(year));
    // The queue awaits it in its turn; a failure before that must not count as unhandled.
    parsing.catch(() => {});
    await context.queue.add(async () => {
      // What is still being parsed when the analyst stops is not waited for.
      const parsed = await Promise.race([parsing, this.aborted]).catch((error: unknown) => {
        this.parserFailure ??= parserFailed(this.job.path, error);
        return null;
      });
      if (parsed === null || context.signal.aborted) return;
      if (this.parserFailure !== null) {
        await context.sink.call('keepSkeletons', { skeletons: parsed.skeletons });
        return;
      }
      const { records, timeMaxUs } = parsed.block;
      const step = { sourceId, staged, parsed, midLine, shape };
      await context.sink.call('commitBlock', step, blobsOf(parsed.block));
      if (timeMaxUs !== null) this.timeMaxUs = Math.max(this.timeMaxUs ?? timeMaxUs, timeMaxUs);
      context.committed({ records, bytes: size });
    });
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
