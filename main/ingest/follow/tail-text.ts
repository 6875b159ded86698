import type { ThreadClient } from '../../thread-call.ts';
import type { CaseSink, FollowPoint, ReadFacts } from '../case-sink.ts';
import {
  createReader,
  type CompiledFormat,
  type RecordReader,
  type TableShape,
  emptyHeader,
} from '../formats/index.ts';
import { CHUNK_BYTES, lastRecordStart } from '../line-chunks.ts';
import type { ParsedChunk } from '../parse-chunk.ts';
import type { ParsePool } from '../parse-pool.ts';
import { watchHeaders, type HeaderWatch } from '../table-header.ts';

/** Text that is written again with every step until it has this size: small, because it is. */
const OPEN_BYTES = 64 * 1024;
/** So many small blocks in a row become one, eight times as large; and again until it is a whole one. */
const MERGED = 8;
const SIZES = [OPEN_BYTES * MERGED, CHUNK_BYTES] as const;
/** A record longer than this is cut. */
const LONGEST_RECORD = 16 * 1024 * 1024;

interface Sealed {
  readonly id: number;
  readonly size: number;
  readonly year: number | null;
  readonly shape: string | null;
}

/** What the text at the end of a source that grows is written with. */
export interface TailContext {
  readonly sink: ThreadClient<CaseSink>;
  readonly pool: ParsePool;
  readonly format: CompiledFormat;
  readonly facts: ReadFacts;
}

/**
 * The end of a source that grows, as blocks. What has not yet enough text for a block of its own stands in an open one,
 * which is written anew with every step, so that records (and traces that are still being written) are always whole. Closed
 * blocks are merged like the levels of a log-structured store (O'Neil 1996): of a day's text none is written more
 * than a few times, and what stays are whole blocks.
 */
export class TailText {
  private readonly sourceId: number;
  private readonly context: TailContext;
  private readonly lead: RecordReader;
  private held: Buffer = Buffer.alloc(0);
  /** The open block as it was written last. */
  private open: number[] = [];
  private year: number | null | undefined = undefined;
  private sealed: Sealed[] = [];
  private shape: TableShape | null = null;
  private headers: HeaderWatch | null = null;
  private dirty = false;
  /** Bytes of the source's text, those that are not written yet included. */
  bytes = 0;

  constructor(sourceId: number, context: TailContext, year: number | null) {
    this.sourceId = sourceId;
    this.context = context;
    this.lead = createReader(context.format, this.setup(year));
  }

  /** All of the source's text stands in the open block: what was found out about it may still change. */
  get isYoung(): boolean {
    return this.sealed.length === 0 && this.held.length === this.bytes;
  }

  text(): Buffer {
    return this.held;
  }

  /** Takes up what the case has, and opens the last record of it again: it may go on. */
  async load(bytes: number): Promise<void> {
    const { sink } = this.context;
    this.bytes = bytes;
    const { last } = await sink.call('followedFrom', { sourceId: this.sourceId });
    if (last === null) return;
    this.shape = last.shape === null ? null : JSON.parse(last.shape);
    const { format } = this.context;
    if (this.shape !== null && format.table?.directives !== undefined) {
      this.headers = watchHeaders(format, this.shape);
    }
    const small = await sink.call('smallBlocks', { sourceId: this.sourceId, below: CHUNK_BYTES });
    this.sealed = small
      .filter(({ id }) => id !== last.id)
      .map(({ id, size, shape, fromUs }) => ({ id, size, shape, year: yearOf(fromUs) }));
    if (last.records === 0) return;
    const text = Buffer.from(await sink.call('blockText', { blockId: last.id }));
    this.open = [last.id];
    this.held = text;
  }

  async add(text: Buffer, point: FollowPoint | null): Promise<void> {
    if (this.headers === null) this.hold(text);
    for (const part of this.headers?.push(text) ?? []) {
      if (!part.isHeader) {
        this.hold(part.bytes);
        continue;
      }
      await this.flush(point);
      this.close();
      this.shape = part.shape;
      await this.writeHeader(part.bytes);
    }
  }

  private hold(text: Buffer): void {
    if (text.length === 0) return;
    this.bytes += text.length;
    this.held = this.held.length === 0 ? text : Buffer.concat([this.held, text]);
    this.dirty = true;
  }

  /** Lines that say what the rows below them hold: a block without records. */
  private async writeHeader(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return;
    this.bytes += bytes.length;
    const { sourceId, shape } = this;
    const chunk = { bytes: new Uint8Array(bytes), midLine: false, isHeader: true };
    const parsed = await this.context.pool.parse(chunk, this.setup(null));
    const blocks = [{ parsed, shape: JSON.stringify(shape) }];
    await this.context.sink.call('replaceBlocks', { sourceId, replaces: [], blocks, point: null });
  }

  /** Whether so much waits that it is written without waiting for a pause. */
  get isFull(): boolean {
    return this.held.length >= CHUNK_BYTES;
  }

  /** Writes what was added since. False: there was nothing. */
  async flush(point: FollowPoint | null): Promise<boolean> {
    if (!this.dirty) return false;
    this.dirty = false;
    const parts = this.cut();
    const years: (number | null)[] = [];
    const blocks: { parsed: ParsedChunk; shape: string | null }[] = [];
    const shape = this.shape === null ? null : JSON.stringify(this.shape);
    for (const [at, part] of parts.entries()) {
      const year = at === 0 && this.year !== undefined ? this.year : this.yearAt(part);
      years.push(year);
      blocks.push({ parsed: await this.parse(part, year, this.shape), shape });
    }
    const { sourceId } = this;
    const ids = await this.context.sink.call('replaceBlocks', {
      sourceId,
      replaces: this.open,
      blocks,
      point,
    });
    for (const [at, part] of parts.slice(0, -1).entries()) {
      const id = ids[at];
      if (id !== undefined)
        this.sealed.push({ id, size: part.length, year: years[at] ?? null, shape });
    }
    this.held = parts.at(-1) ?? Buffer.alloc(0);
    this.year = years.at(-1);
    this.open = ids.slice(-1);
    await this.merge();
    return true;
  }

  /** What comes next is of another file: no line of it is glued to a last one without an end. */
  endFile(): void {
    if (this.held.length > 0 && this.held.at(-1) !== 10) this.close();
  }

  /** Closes the open block, which was written as it is. */
  private close(): void {
    const [id] = this.open;
    const shape = this.shape === null ? null : JSON.stringify(this.shape);
    if (id !== undefined) {
      this.sealed.push({ id, size: this.held.length, year: this.year ?? null, shape });
    }
    this.held = Buffer.alloc(0);
    this.open = [];
    this.year = undefined;
  }

  private cut(): Buffer[] {
    const parts: Buffer[] = [];
    let rest = this.held;
    while (rest.length >= OPEN_BYTES) {
      const window = rest.subarray(0, CHUNK_BYTES);
      let at = lastRecordStart(window, (line) => this.lead.starts(line));
      if (at === null && rest.length > LONGEST_RECORD) at = rest.lastIndexOf(10) + 1;
      if (at === null || at === 0) break;
      parts.push(rest.subarray(0, at));
      rest = rest.subarray(at);
    }
    return [...parts, Buffer.from(rest)];
  }

  private async merge(): Promise<void> {
    for (const limit of SIZES) {
      let count = 0;
      const last = this.sealed.at(-1);
      for (const block of this.sealed.toReversed()) {
        if (block.size >= limit || block.shape !== last?.shape) break;
        count++;
      }
      if (count < MERGED) continue;
      const run = this.sealed.splice(-count);
      this.sealed.push(await this.merged(run));
    }
  }

  private async merged(run: readonly Sealed[]): Promise<Sealed> {
    const { sink } = this.context;
    const texts: Uint8Array[] = [];
    for (const { id } of run) texts.push(await sink.call('blockText', { blockId: id }));
    const text = Buffer.concat(texts);
    const { year = null, shape = null } = run[0] ?? {};
    const parsed = await this.parse(text, year, shape === null ? null : JSON.parse(shape));
    const [id = 0] = await sink.call('replaceBlocks', {
      sourceId: this.sourceId,
      replaces: run.map((block) => block.id),
      blocks: [{ parsed, shape }],
      point: null,
    });
    return { id, size: text.length, year, shape };
  }

  private parse(text: Buffer, year: number | null, shape: TableShape | null): Promise<ParsedChunk> {
    const chunk = { bytes: new Uint8Array(text), midLine: false };
    return this.context.pool.parse(chunk, { ...this.setup(year), shape });
  }

  private setup(year: number | null) {
    const { format, definition, zone } = this.context.facts;
    const referenceUs = Date.now() * 1000;
    return { format, definition, zone, year, referenceUs, shape: this.shape };
  }

  /** Dates without a year: the year in force where a part begins; parts are asked about in their order. */
  private yearAt(part: Buffer): number | null {
    const newline = part.indexOf(10);
    this.lead.read(
      part.toString('utf8', 0, Math.min(newline < 0 ? part.length : newline, 4096)),
      emptyHeader(),
    );
    return this.lead.year;
  }
}

/** Year of a time, UTC; null: there is none. */
export function yearOf(us: number | null): number | null {
  return us === null ? null : new Date(us / 1000).getUTCFullYear();
}
