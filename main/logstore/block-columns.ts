import { placeRecords, readTimes } from './column-passes.ts';
import { timeOrder } from './time-order.ts';
import { readShort, VarintReader, VarintWriter } from './varint.ts';

/** What is known of one record without opening the text. */
export interface RecordFacts {
  /** Characters of its text, line ends between its lines included, the last one not. */
  length: number;
  /** Characters from its end to the next record: the line end (1 or 2), 0 at the end of a file. */
  gap: number;
  /** Physical lines it spans. */
  lines: number;
  /** Microseconds UTC; NaN: none. */
  timeUs: number;
  timeNs: number;
  timeDigits: number;
  /** Position of its (skeleton, level) pair in the block's dictionary. */
  kind: number;
  /** Where the message begins in the text when it is the text's verbatim end; or one of the two below. */
  messageAt: number;
}

/** In place of where a message begins: only parsing the text tells it. */
export const UNKNOWN_MESSAGE = -1;
/** In place of where it begins: somewhere in a text of one line, as it is, between quotation marks. */
export const QUOTED_MESSAGE = -2;

/** Positions in the dictionary of the block, in as few bytes as they need. */
export type KindColumn = Uint8Array | Uint32Array;

/**
 * The columns of a block, one entry a record, in the order of the source.
 * `timeUs` holds an effective time for every record: its own, else the one before it in the block,
 * else the first one after it, else NaN throughout; `timed` says whether it is its own.
 */
export interface BlockColumns {
  readonly records: number;
  /** records + 1 entries; record i's text is `offsets[i] .. ends[i]`. */
  readonly offsets: Uint32Array;
  readonly ends: Uint32Array;
  /** Lines before record i, in the block. */
  readonly lineOffsets: Uint32Array;
  readonly lines: Uint8Array | Uint32Array;
  readonly timeUs: Float64Array;
  readonly timed: Uint8Array;
  readonly timeNs: Uint16Array;
  readonly timeDigits: Uint8Array;
  readonly kinds: KindColumn;
  /** The same as they are stored, as `VarintWriter` writes them. */
  readonly storedKinds: Uint8Array;
  readonly messageAt: Int32Array;
  /** The same as it is stored: above what 0 stands for, and that. */
  readonly storedMessageAt: { readonly places: Uint8Array | Uint32Array; readonly least: number };
  /** Characters from the end of each record to the next: see `RecordFacts.gap`. */
  readonly gaps: Uint8Array | Uint32Array;
  /** The gap behind each record, where it is known without opening them that all are the same. */
  readonly gap: number | null;
  /** Each record is one line. */
  readonly areLines: boolean;
  /** Each message is a `QUOTED_MESSAGE`. */
  readonly areQuoted: boolean;
  /** Records in order of time (stable), null: they already are. */
  readonly order: Uint32Array | null;
  /** Whether that is known without looking at times. */
  readonly isOrdered: boolean;
}

/** Streams of varints that the columns of a block are written as. */
export const STREAMS = 8;
/** The one of them that holds the kinds. */
export const KINDS_STREAM = 6;
const GAPS_STREAM = 1;
const LINES_STREAM = 2;
const MESSAGES_STREAM = 7;

/**
 * Collects the columns of a block while it is parsed. Eight streams of varints, then joined,
 * because zstd finds more in a column than in interleaved records.
 */
export class ColumnsWriter {
  private readonly streams = Array.from({ length: STREAMS }, () => new VarintWriter());
  private previousUs = 0;
  private size = 0;

  get records(): number {
    return this.size;
  }

  add(facts: RecordFacts): void {
    const [length, gap, lines, time, ns, digits, kind, messageAt] = this.streams;
    length?.unsigned(facts.length);
    gap?.unsigned(facts.gap);
    lines?.unsigned(facts.lines);
    if (Number.isNaN(facts.timeUs)) {
      digits?.unsigned(0);
    } else {
      time?.signed(facts.timeUs - this.previousUs);
      this.previousUs = facts.timeUs;
      ns?.unsigned(facts.timeNs);
      digits?.unsigned(facts.timeDigits + 1);
    }
    kind?.unsigned(facts.kind);
    messageAt?.unsigned(facts.messageAt - QUOTED_MESSAGE);
    this.size++;
  }

  /** Adds to one stream what was written of it elsewhere; `count` tells for how many records. */
  append(stream: number, bytes: Uint8Array): void {
    this.streams[stream]?.append(bytes);
  }

  /** Counts records whose streams were appended. */
  count(records: number): void {
    this.size += records;
  }

  /** The block's columns as bytes, and the writer empty again. */
  finish(): Uint8Array<ArrayBuffer> {
    const head = new Uint32Array(1 + STREAMS);
    head[0] = this.size;
    this.streams.forEach((stream, index) => {
      head[index + 1] = stream.written().length;
    });
    const size = head.byteLength + this.streams.reduce((sum, s) => sum + s.written().length, 0);
    const bytes = new Uint8Array(size);
    bytes.set(new Uint8Array(head.buffer), 0);
    let at = head.byteLength;
    for (const stream of this.streams) {
      bytes.set(stream.written(), at);
      at += stream.written().length;
      stream.clear();
    }
    this.previousUs = 0;
    this.size = 0;
    return bytes;
  }
}

/** The streams that a `ColumnsWriter` filled, each at hand when it is asked for. */
export interface ColumnStreams {
  readonly records: number;
  /** What 0 stands for where messages begin; until November 2026 no message was known to be quoted. */
  readonly leastMessage: typeof UNKNOWN_MESSAGE | typeof QUOTED_MESSAGE;
  /** Throws when it is damaged. */
  stream(index: number): Uint8Array;
  /** The byte that a stream consists of, told without opening it; null: it must be opened. */
  constant(index: number): number | null;
}

/** The streams in what `ColumnsWriter.finish` gave. Throws a RangeError when they end too early. */
export function streamsOf(
  bytes: Uint8Array,
  leastMessage: ColumnStreams['leastMessage'] = QUOTED_MESSAGE,
): ColumnStreams {
  const head = readHead(bytes, 1 + STREAMS);
  const streams: Uint8Array[] = [];
  let at = head.byteLength;
  for (const size of head.subarray(1)) {
    streams.push(bytes.subarray(at, at + size));
    at += size;
  }
  if (at > bytes.length) throw new RangeError('the columns of a block end too early');
  return {
    records: head[0] ?? 0,
    leastMessage,
    stream: (index) => streams[index] ?? missing(),
    constant: () => null,
  };
}

function missing(): never {
  throw new RangeError('a block column is missing');
}

/** The first numbers of four bytes each, little-endian, as all machines are that this runs on. */
export function readHead(bytes: Uint8Array, numbers: number): Uint32Array {
  // Not `bytes.slice`: of a Buffer that is a view, whose memory begins elsewhere.
  return new Uint32Array(Uint8Array.from(bytes.subarray(0, 4 * numbers)).buffer);
}

/** What is known of columns besides what they hold. */
export interface ColumnsKnown {
  /** Added to every time: what the clock of the source is set right by. */
  readonly shiftUs: number;
  /** The records are known to stand in order of time: nothing need be looked at to tell. */
  readonly inOrder: boolean;
}

const NOTHING: ColumnsKnown = { shiftUs: 0, inOrder: false };

/**
 * Opens the columns. Each is decoded when it is first asked for: a histogram needs only times and kinds, a
 * word's records only extents and kinds. Throws a RangeError, then or later, when they are damaged.
 */
export function readColumns(streams: ColumnStreams, known: ColumnsKnown = NOTHING): BlockColumns {
  return new StoredColumns(streams, known);
}

class StoredColumns implements BlockColumns {
  readonly records: number;
  private readonly streams: ColumnStreams;
  private readonly known: ColumnsKnown;
  private extents: ReturnType<typeof placeRecords> | null = null;
  private times: ReturnType<typeof readTimes> | null = null;
  private lineCounts: Uint8Array | Uint32Array | null = null;
  private lineStarts: Uint32Array | null = null;
  private nanos: Uint16Array | null = null;
  private sorted: { readonly order: Uint32Array | null } | null = null;
  private kindColumn: KindColumn | null = null;
  private kindBytes: Uint8Array | null = null;
  private messageColumn: Int32Array | null = null;
  private storedMessages: Uint8Array | Uint32Array | null = null;

  constructor(streams: ColumnStreams, known: ColumnsKnown) {
    this.streams = streams;
    this.known = known;
    this.records = streams.records;
    if (known.inOrder) this.sorted = { order: null };
  }

  get offsets(): Uint32Array {
    return this.openExtents().offsets;
  }

  get ends(): Uint32Array {
    return this.openExtents().ends;
  }

  get gaps(): Uint8Array | Uint32Array {
    return this.short(GAPS_STREAM);
  }

  get gap(): number | null {
    return this.streams.constant(GAPS_STREAM);
  }

  get lines(): Uint8Array | Uint32Array {
    this.lineCounts ??= this.short(LINES_STREAM);
    return this.lineCounts;
  }

  get lineOffsets(): Uint32Array {
    this.lineStarts ??= startsOf(this.lines);
    return this.lineStarts;
  }

  get timeUs(): Float64Array {
    return this.openTimes().timeUs;
  }

  get timed(): Uint8Array {
    return this.openTimes().timed;
  }

  get timeNs(): Uint16Array {
    this.nanos ??= readNanos(this.timed, this.streams.stream(4));
    return this.nanos;
  }

  get timeDigits(): Uint8Array {
    return this.openTimes().timeDigits;
  }

  get order(): Uint32Array | null {
    this.sorted ??= { order: timeOrder(this.timeUs) };
    return this.sorted.order;
  }

  get isOrdered(): boolean {
    return this.sorted !== null;
  }

  get kinds(): KindColumn {
    this.kindColumn ??= readShort(this.storedKinds, this.records);
    return this.kindColumn;
  }

  get storedKinds(): Uint8Array {
    return (this.kindBytes ??= this.streams.stream(KINDS_STREAM));
  }

  get messageAt(): Int32Array {
    const { places, least } = this.storedMessageAt;
    this.messageColumn ??= readPlaces(places, least);
    return this.messageColumn;
  }

  get storedMessageAt(): { readonly places: Uint8Array | Uint32Array; readonly least: number } {
    this.storedMessages ??= this.short(MESSAGES_STREAM);
    return { places: this.storedMessages, least: this.streams.leastMessage };
  }

  get areLines(): boolean {
    const constant = this.streams.constant(LINES_STREAM);
    return constant === null ? isAlways(this.lines, 1) : constant === 1;
  }

  get areQuoted(): boolean {
    if (this.streams.leastMessage !== QUOTED_MESSAGE) return false;
    const constant = this.streams.constant(MESSAGES_STREAM);
    return constant === null ? isAlways(this.storedMessageAt.places, 0) : constant === 0;
  }

  private short(index: number): Uint8Array | Uint32Array {
    return readShort(this.streams.stream(index), this.records);
  }

  private openExtents(): ReturnType<typeof placeRecords> {
    this.extents ??= placeRecords(this.streams.stream(0), this.gaps, this.records);
    return this.extents;
  }

  private openTimes(): ReturnType<typeof readTimes> {
    this.times ??= readTimes(this.streams.stream(3), this.short(5), this.known.shiftUs);
    return this.times;
  }
}

/** A function of its own, so that it is fast from the first block on. */
function isAlways(column: Uint8Array | Uint32Array, value: number): boolean {
  for (let i = 0; i < column.length; i++) if (column[i] !== value) return false;
  return true;
}

function readPlaces(column: Uint8Array | Uint32Array, least: number): Int32Array {
  const places = new Int32Array(column.length);
  for (let i = 0; i < places.length; i++) places[i] = (column[i] as number) + least;
  return places;
}

/** Where each begins when they stand one behind the other, and where the last one ends. */
function startsOf(sizes: Uint8Array | Uint32Array): Uint32Array {
  const starts = new Uint32Array(sizes.length + 1);
  let at = 0;
  for (let i = 0; i < sizes.length; i++) {
    at += sizes[i] as number;
    starts[i + 1] = at;
  }
  return starts;
}

function readNanos(timed: Uint8Array, stream: Uint8Array): Uint16Array {
  const nanos = new Uint16Array(timed.length);
  // Most logs tell no parts of a microsecond.
  if (isAlways(stream, 0)) return nanos;
  const reader = new VarintReader(stream);
  for (let i = 0; i < timed.length; i++) if (timed[i] === 1) nanos[i] = reader.unsigned();
  return nanos;
}
