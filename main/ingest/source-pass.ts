import { ChunkBeginnings } from './chunk-beginnings.ts';
import { keptFailure, type ByteReading } from './byte-reading.ts';
import type { KeptFailure, ReadFacts } from './case-sink.ts';
import {
  createReader,
  type CompiledFormat,
  type RecordReader,
  type TableShape,
} from './formats/index.ts';
import { giveBack, originChanged, type TextWriter } from './intake/index.ts';
import { PassedOver, readHeldText, type HeldText } from './held-text.ts';
import { LineChunks } from './line-chunks.ts';
import type { Chunk } from './parse-chunk.ts';
import { OriginalBytes, type KeepPiece } from './original-bytes.ts';
import type { ReadSetup } from './parse-pool.ts';
import type { ReadContext, ReadJob } from './read-job.ts';
import { parserFailed } from './source-failures.ts';
import { numberOf, type SourceNumber } from './source-number.ts';
import { watchHeaders, type TablePart } from './table-header.ts';

const DAY_US = 86_400_000_000;
const YEAR_US = 365.2425 * DAY_US;

/** What is known of a source before it is read. */
interface Told {
  readonly facts: ReadFacts;
  readonly shape: TableShape | null;
  /** Year of the first date; null: only the file's time tells it. */
  readonly firstYear: number | null;
}

/** One pass over one source: hash, transcode, cut, parse, commit. */
export class SourcePass {
  private readonly job: ReadJob;
  private readonly source: SourceNumber;
  private readonly facts: ReadFacts;
  private readonly context: ReadContext;
  private readonly original: OriginalBytes;
  private hash: string | null = null;
  private readonly format: CompiledFormat;
  private lead: RecordReader;
  private shape: TableShape | null;
  /** Why a parser could not take what it was given; nothing of the source is committed after that. */
  parserFailure: KeptFailure | null = null;
  /** Bytes of text that were given to parsers. */
  bytes = 0;
  private held: HeldText | null = null;
  private madeRoom = false;
  private readonly beginnings = new ChunkBeginnings();
  private timeMaxUs: number | null = null;
  private readonly isYearKnown: boolean;
  /** Whether what was passed over last ended in the middle of a line. */
  private midLine = false;

  constructor(
    job: ReadJob,
    source: SourceNumber,
    { facts, shape, firstYear }: Told,
    context: ReadContext,
  ) {
    this.job = job;
    this.source = source;
    this.facts = facts;
    this.context = context;
    this.original = new OriginalBytes(keeperOf(job, source, context));
    const format = context.formats.get(facts.format, facts.definition);
    this.format = format;
    this.shape = shape;
    this.isYearKnown = firstYear !== null;
    this.lead = createReader(format, this.setup(firstYear));
  }

  /** Takes up where the reading before it came to, as if it had never stopped. */
  async goOn(): Promise<void> {
    const { sink } = this.context;
    const sourceId = numberOf(this.source);
    this.held = await readHeldText(sourceId, sink, this.job.isTornOff, (text, isMidLine) => {
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
      const { source } = this;
      await this.context.queue.add({
        bytes: 0,
        make: () => ({ operation: 'dropLast', source, input: {} }),
      });
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
   * was last written the first was in an earlier year: which. Known when all of it is parsed.
   */
  earlierYear(): number | null {
    const { firstYear } = this.beginnings;
    if (firstYear === null || this.timeMaxUs === null || this.isYearKnown) return null;
    const beyond = this.timeMaxUs - (this.job.mtimeUs + DAY_US);
    return beyond > 0 ? firstYear - Math.ceil(beyond / YEAR_US) : null;
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
    const { context, source } = this;
    const { staged } = this.job;
    const bytes = chunk.bytes.length;
    const { midLine } = chunk;
    const shape = this.shape === null ? null : JSON.stringify(this.shape);
    this.bytes += bytes;
    if (chunk.isHeader === true) this.beginnings.lastTime = null;
    else this.beginnings.look(this.lead, chunk.bytes, midLine);
    const { year } = this.lead;
    const goesOnFrom = this.beginnings.lastTime;
    const parsing = context.pool.parse({ ...chunk, goesOnFrom }, this.setup(year));
    // The queue awaits it in its turn; a failure before that must not count as unhandled.
    parsing.catch(() => {});
    let records = 0;
    await context.queue.add({
      bytes,
      make: async () => {
        // What is still being parsed when the analyst stops is not waited for.
        const parsed = await context.aborted.race(parsing).catch((error: unknown) => {
          this.parserFailure ??= parserFailed(this.job.path, error);
          return null;
        });
        if (parsed === null || context.signal.aborted) return null;
        if (this.parserFailure !== null) {
          return { operation: 'keepSkeletons', input: { skeletons: parsed.skeletons } };
        }
        const { timeMaxUs } = parsed.block;
        records = parsed.block.records;
        if (timeMaxUs !== null) this.timeMaxUs = Math.max(this.timeMaxUs ?? timeMaxUs, timeMaxUs);
        return { operation: 'commitBlock', source, input: { staged, parsed, midLine, shape } };
      },
      committed: () => context.committed({ records, bytes }),
    });
  }
}

/** Where the pieces of an original go that is to be kept. */
function keeperOf(job: ReadJob, source: SourceNumber, context: ReadContext): KeepPiece | null {
  if (!job.original || !context.acquisition.keepOriginals) return null;
  return (piece) =>
    context.queue.add({
      bytes: piece.data.length,
      make: () => ({ operation: 'keepPiece', source, input: piece }),
    });
}
