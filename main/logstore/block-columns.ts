import { VarintReader, VarintWriter } from './varint.ts';

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
  /** Where the message begins in the text when it is the text's verbatim end; -1: it must be parsed. */
  messageAt: number;
}

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
  readonly lines: Uint32Array;
  readonly timeUs: Float64Array;
  readonly timed: Uint8Array;
  readonly timeNs: Uint16Array;
  readonly timeDigits: Uint8Array;
  readonly kinds: Uint32Array;
  readonly messageAt: Int32Array;
  /** Records in order of time (stable), null: they already are. */
  readonly order: Uint32Array | null;
}

const STREAMS = 8;

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
    messageAt?.unsigned(facts.messageAt + 1);
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
  finish(): Uint8Array {
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

/**
 * Opens the columns. Each is decoded when it is first asked for: a histogram needs only times and kinds, a
 * word's records only extents and kinds. Throws a RangeError, then or later, when they are damaged.
 *
 * @param shiftUs added to every time: what the clock of the source is set right by
 */
export function readColumns(bytes: Uint8Array, shiftUs = 0): BlockColumns {
  return new StoredColumns(bytes, shiftUs);
}

class StoredColumns implements BlockColumns {
  readonly records: number;
  private readonly streams: readonly Uint8Array[];
  private readonly shiftUs: number;
  private extents: ReturnType<typeof readExtents> | null = null;
  private times: (ReturnType<typeof readTimes> & Pick<BlockColumns, 'order'>) | null = null;
  private kindColumn: Uint32Array | null = null;
  private messageColumn: Int32Array | null = null;

  constructor(bytes: Uint8Array, shiftUs: number) {
    this.shiftUs = shiftUs;
    // Not `bytes.slice`: of a Buffer that is a view, whose memory begins elsewhere.
    const head = new Uint32Array(Uint8Array.from(bytes.subarray(0, 4 * (1 + STREAMS))).buffer);
    this.records = head[0] ?? 0;
    let at = head.byteLength;
    this.streams = Array.from({ length: STREAMS }, (_, index) => {
      const size = head[index + 1] ?? 0;
      at += size;
      return bytes.subarray(at - size, at);
    });
    if (at > bytes.length) throw new RangeError('the columns of a block end too early');
  }

  get offsets(): Uint32Array {
    return this.openExtents().offsets;
  }

  get ends(): Uint32Array {
    return this.openExtents().ends;
  }

  get lines(): Uint32Array {
    return this.openExtents().lines;
  }

  get lineOffsets(): Uint32Array {
    return this.openExtents().lineOffsets;
  }

  get timeUs(): Float64Array {
    return this.openTimes().timeUs;
  }

  get timed(): Uint8Array {
    return this.openTimes().timed;
  }

  get timeNs(): Uint16Array {
    return this.openTimes().timeNs;
  }

  get timeDigits(): Uint8Array {
    return this.openTimes().timeDigits;
  }

  get order(): Uint32Array | null {
    return this.openTimes().order;
  }

  get kinds(): Uint32Array {
    this.kindColumn ??= readEach(this.records, this.reader(6));
    return this.kindColumn;
  }

  get messageAt(): Int32Array {
    this.messageColumn ??= readMessageAt(this.records, this.reader(7));
    return this.messageColumn;
  }

  private reader(index: number): VarintReader {
    const stream = this.streams[index];
    if (stream === undefined) throw new RangeError('a block column is missing');
    return new VarintReader(stream);
  }

  private openExtents(): ReturnType<typeof readExtents> {
    this.extents ??= readExtents(this.records, this.reader(0), this.reader(1), this.reader(2));
    return this.extents;
  }

  private openTimes() {
    if (this.times === null) {
      const times = readTimes(
        this.records,
        this.reader(3),
        this.reader(4),
        this.reader(5),
        this.shiftUs,
      );
      this.times = { ...times, order: timeOrder(times.timeUs) };
    }
    return this.times;
  }
}

function readEach(records: number, reader: VarintReader): Uint32Array {
  const values = new Uint32Array(records);
  for (let i = 0; i < records; i++) values[i] = reader.unsigned();
  return values;
}

function readMessageAt(records: number, reader: VarintReader): Int32Array {
  const values = new Int32Array(records);
  for (let i = 0; i < records; i++) values[i] = reader.unsigned() - 1;
  return values;
}

function readExtents(
  records: number,
  lengths: VarintReader,
  gaps: VarintReader,
  lineCounts: VarintReader,
): Pick<BlockColumns, 'offsets' | 'ends' | 'lines' | 'lineOffsets'> {
  const offsets = new Uint32Array(records + 1);
  const ends = new Uint32Array(records);
  const lines = new Uint32Array(records);
  const lineOffsets = new Uint32Array(records + 1);
  let offset = 0;
  let line = 0;
  for (let i = 0; i < records; i++) {
    const end = offset + lengths.unsigned();
    ends[i] = end;
    offset = end + gaps.unsigned();
    offsets[i + 1] = offset;
    const count = lineCounts.unsigned();
    lines[i] = count;
    line += count;
    lineOffsets[i + 1] = line;
  }
  return { offsets, ends, lines, lineOffsets };
}

function readTimes(
  records: number,
  times: VarintReader,
  nanos: VarintReader,
  digits: VarintReader,
  shiftUs: number,
): Pick<BlockColumns, 'timeUs' | 'timed' | 'timeNs' | 'timeDigits'> {
  const timeUs = new Float64Array(records);
  const timed = new Uint8Array(records);
  const timeNs = new Uint16Array(records);
  const timeDigits = new Uint8Array(records);
  // Times are differences to the one before, so where they begin moves all of them.
  let previous = shiftUs;
  let effective = Number.NaN;
  let firstTimed = -1;
  for (let i = 0; i < records; i++) {
    const known = digits.unsigned();
    if (known > 0) {
      previous += times.signed();
      effective = previous;
      timed[i] = 1;
      timeNs[i] = nanos.unsigned();
      timeDigits[i] = known - 1;
      if (firstTimed < 0) firstTimed = i;
    }
    timeUs[i] = effective;
  }
  if (firstTimed > 0) timeUs.fill(timeUs[firstTimed] ?? Number.NaN, 0, firstTimed);
  return { timeUs, timed, timeNs, timeDigits };
}

function timeOrder(timeUs: Float64Array): Uint32Array | null {
  let sorted = true;
  for (let i = 1; i < timeUs.length && sorted; i++) {
    sorted = !((timeUs[i] ?? 0) < (timeUs[i - 1] ?? 0));
  }
  if (sorted) return null;
  const order = Uint32Array.from(timeUs, (_, index) => index);
  return order.sort((a, b) => (timeUs[a] ?? 0) - (timeUs[b] ?? 0) || a - b);
}
