import {
  ASK_RECORD,
  ColumnsWriter,
  gramClass,
  KERNEL_PAGES,
  LinesCodec,
  packTaken,
  TimeIndexWriter,
} from '../../logstore/index.ts';
import {
  timeTextOf,
  type JsonHeader,
  type JsonKey,
  type RecordHeader,
  type RecordReader,
} from '../formats/index.ts';
import {
  CLASS_OF_BYTE,
  createSkeletonizer,
  type HeldSlot,
  type Skeletonizer,
} from '../skeleton/index.ts';
import { DONE, GOES_ON, GOING_ON, JSON_KINDS, LEADS, STARTS, UNEXPLAINED } from './kernel-words.ts';
import { startKernel, type Kernel, type KernelPlaces, type KernelQuestions } from './kernel.ts';
import { BlockFilters } from './block-filters.ts';
import { FieldRows } from './field-rows.ts';
import { loadHeader, storeTime } from './kernel-header.ts';
import { OtherRows } from './other-rows.ts';
import type { Pass } from './pass.ts';
import { verbatimFrom } from './verbatim-message.ts';
import { SlotRecords } from './slot-records.ts';
import { ownShape } from './json-shapes.ts';
import { KernelFormats } from './kernel-formats.ts';
import { readKinds } from './kernel-kinds.ts';
import { SecondaryFormatsInKernel } from './secondary-formats-in-kernel.ts';
import { clearHeader, countOne, emptyScanHeader, placeOfMessage } from '../line-header.ts';

/** Bytes that are looked at for which fields have few values. */
const SAMPLE_BYTES = 65_536;

/**
 * Cuts blocks into records in one pass over their bytes: WebAssembly does what all lines have in common and asks back for
 * what is odd about one. It comes to what `TextPass` comes to, three to five times faster. One a thread.
 */
export class BlockScanner {
  readonly skeletonizer: Skeletonizer;
  private readonly kernel: Kernel;
  private readonly places: KernelPlaces;
  private readonly lines: LinesCodec;
  private readonly formats: KernelFormats;
  private readonly secondaries: SecondaryFormatsInKernel;
  private readonly fieldRows: FieldRows;
  private readonly otherRows: OtherRows;
  private readonly filters: BlockFilters;
  private readonly slotRecords: SlotRecords;
  private memory: Buffer;
  private doubles: Float64Array;
  private words: Int32Array;
  private isAscii = true;
  private limit = 0;
  private reader: RecordReader | null = null;
  private jsonHeader: JsonHeader | null = null;
  private held: Uint8Array | null = null;
  private columns = new ColumnsWriter();
  private times = new TimeIndexWriter();
  private others = new Map<string, number>();
  private readonly header: RecordHeader = emptyScanHeader();
  /** Messages of the last two records that `readLine` began, and where the later one begins. */
  private message = '';
  private messageBefore = '';
  private begunAt = 0;
  private begunOwn = false;
  /** Message of the last record that was not one plain line. */
  private whole = '';

  constructor() {
    const shared = new WebAssembly.Memory({ initial: KERNEL_PAGES });
    this.lines = new LinesCodec(shared);
    const questions: KernelQuestions = {
      readLine: (at, end, next, openStart) => this.readLine(at, end, next, openStart),
      readTime: (format, at, end) => this.readTime(format, at, end),
      readNumber: (format, at, end) => Number(this.readsNumber(format, this.text(at, end))),
      readLevel: (name, at, end) => this.formats.readLevel(name, this.text(at, end)),
      learnShape: (...asked) => this.learnShape(...asked),
      numberSkeleton: (at, end) => this.numberSkeleton(at, end),
      numberWhole: (start, end, lines) => this.numberWhole(start, end, lines),
      levelOfSkeleton: (format, skeleton) =>
        this.formats.levelOfSkeleton(format, this.skeletonizer.table[skeleton]),
      levelOfMessage: (format, start, end) =>
        this.formats.levelOfMessage(format, start < 0 ? this.whole : this.text(start, end)),
      takeBatch: (records) => this.takeBatch(records),
      nextState: (format, state, byte) => this.formats.nextState(format, state, byte),
      nextPrefix: (state, byte) => this.secondaries.nextPrefix(state, byte),
      listOf: (state, goesOn) => this.secondaries.listOf(state, goesOn),
      readRow: (format, at, end) => this.readRow(format, this.text(at, end)),
    };
    const { kernel, places } = startKernel(questions, shared);
    this.kernel = kernel;
    this.places = places;
    this.formats = new KernelFormats(kernel, places);
    this.secondaries = new SecondaryFormatsInKernel(kernel, places, this.formats);
    this.fieldRows = new FieldRows(places);
    this.otherRows = new OtherRows(kernel, places, this.fieldRows);
    this.filters = new BlockFilters(kernel, places);
    this.slotRecords = new SlotRecords(kernel, places);
    this.skeletonizer = createSkeletonizer({
      add: (bytes, start, end) => this.filters.addVarying(bytes, start, end, this.memory),
    });
    this.memory = Buffer.from(kernel.memory.buffer);
    this.doubles = new Float64Array(kernel.memory.buffer);
    this.words = new Int32Array(kernel.memory.buffer);
    for (let byte = 0; byte < 256; byte++) {
      this.words[places.CLASSES / 4 + byte] = (CLASS_OF_BYTE[byte] ?? 0) | (gramClass(byte) << 16);
    }
    kernel.prepareGrams();
    kernel.prepareSkeletons();
  }

  /** Slots whose values tell skeletons apart from now on. */
  tellApart(slots: readonly HeldSlot[]): void {
    this.skeletonizer.hold(slots);
    this.kernel.forgetSkeletons();
  }

  /** Begins a block: its filters are empty. */
  begin(): void {
    this.kernel.clearGrams();
  }

  /**
   * Scans a text that begins with a record.
   *
   * @param bytes valid UTF-8
   * @returns valid until the next block; null when it has more kinds of records than fit
   */
  scan(bytes: Uint8Array, isAscii: boolean, reader: RecordReader): Pass | null {
    const { kernel } = this;
    this.begin();
    this.hold(bytes);
    const { numbers, tokens } = this.lines.take(bytes.length);
    this.lookAnew();
    this.isAscii = isAscii;
    this.reader = reader;
    const byteHeader = reader.byteHeader?.(bytes.length, () => this.firstLines()) ?? null;
    const jsonHeader = reader.jsonHeader?.() ?? null;
    this.jsonHeader = jsonHeader;
    this.others = new Map();
    this.fieldRows.begin(byteHeader?.fields ?? [], this.memory);
    this.otherRows.begin(reader, jsonHeader);
    this.formats.begin({ reader, byteHeader, jsonHeader });
    this.secondaries.begin();
    kernel.clearShapes();
    this.begunAt = 0;
    const goesOn = GOING_ON[byteHeader?.goesOn ?? 'ask'];
    const isJson = jsonHeader !== null;
    const result = kernel.run(bytes.length, isAscii, goesOn, isJson, numbers, tokens);
    const scanned = result === DONE ? this.scanned() : null;
    kernel.clearKinds();
    this.formats.end();
    this.reader = null;
    if (scanned === null) {
      this.columns = new ColumnsWriter();
      this.times = new TimeIndexWriter();
    }
    return scanned;
  }

  /** The filters of the block: of all its bytes, and of what varied in its messages; see `word-filter.ts`. */
  filtersOf(bytes: Uint8Array): { filter: Uint8Array; varying: Uint8Array } {
    this.hold(bytes);
    return this.filters.finish(this.limit, this.memory);
  }

  /** The text of the block, compressed; see `packText`. */
  packText(bytes: Uint8Array): ReturnType<typeof packTaken> {
    if (this.held !== bytes || !this.lines.hasTaken) {
      this.hold(bytes);
      this.lines.take(bytes.length);
    }
    const packed = packTaken(bytes, this.lines);
    this.held = null;
    this.lookAnew();
    return packed;
  }

  private hold(bytes: Uint8Array): void {
    if (this.held === bytes) return;
    this.lines.hold(bytes);
    this.lookAnew();
    this.limit = this.places.TEXT + bytes.length;
    this.held = bytes;
  }

  private scanned(): Pass {
    const { kernel, places } = this;
    const { kinds, skeletonIds } = readKinds(kernel, places);
    this.secondaries.countInto(this.others);
    return {
      lines: kernel.lines.value,
      unparsed: kernel.unparsed.value,
      others: this.others,
      kinds,
      skeletonIds,
      columns: this.columns,
      times: this.times,
      fields: this.finishFields(),
    };
  }

  private finishFields(): Uint8Array<ArrayBuffer> | null {
    const { formats, memory, words, kernel } = this;
    return this.fieldRows.finish(memory, words, kernel.kindCount.value, (format, name, text) =>
      formats.valueOf(format, name, text),
    );
  }

  /** Lines at the beginning of the block, without the last one, which may be cut. */
  private firstLines(): string[] {
    const at = this.places.TEXT;
    const text = this.text(at, Math.min(this.limit, at + SAMPLE_BYTES));
    return text.split(/\r?\n/).slice(0, -1);
  }

  /** The kernel beside this one made more room. */
  private lookAnew(): void {
    const { buffer } = this.kernel.memory;
    if (buffer === this.memory.buffer) return;
    this.memory = Buffer.from(buffer);
    this.doubles = new Float64Array(buffer);
    this.words = new Int32Array(buffer);
  }

  private text(start: number, end: number): string {
    return this.memory.toString(this.isAscii ? 'latin1' : 'utf8', start, end);
  }

  /** Characters from one position to another. */
  private units(start: number, end: number): number {
    return this.isAscii ? end - start : this.text(start, end).length;
  }

  private readLine(at: number, end: number, next: number, openStart: number): number {
    const { reader, header } = this;
    if (reader === null) return GOES_ON;
    const line = this.text(at, end);
    loadHeader(header, openStart !== 0, this.words, this.doubles, this.places);
    const isBelowOwn = this.begunAt < openStart ? this.openBy === 0 : this.begunOwn;
    header.belowOwn = openStart !== 0 && isBelowOwn;
    const starts = reader.read(line, header);
    const explained = starts && header.explained;
    if (openStart === 0 && next < this.limit && !explained && reader.leads(line)) return LEADS;
    if (!starts && openStart !== 0) {
      this.storeTime();
      this.words[this.places.HEADER_TIME / 4 + 4] = header.level;
      return GOES_ON;
    }
    if (!starts) clearHeader(header, line);
    countOne(this.others, header.by);
    const hasChosen = this.otherRows.put(line, header, this.memory, (size) =>
      this.text(at, Math.min(this.limit, at + size)),
    );
    if (hasChosen) this.secondaries.start(reader, this.fieldRows.names);
    this.storeTime();
    const messageAt = placeOfMessage(line, header);
    const rest = messageAt < 0 ? 0 : this.bytesOf(line.slice(messageAt));
    const place = this.places.HEADER_TIME / 4;
    this.words[place + 4] = header.level;
    this.words[place + 5] = messageAt < 0 ? messageAt : end - rest;
    // A message that stands in the line as it is, is scanned there.
    this.words[this.places.HEADER_INSIDE / 4] = messageAt < 0 ? -1 : end - rest;
    this.words[this.places.HEADER_INSIDE / 4 + 1] = end;
    this.messageBefore = this.message;
    this.message = header.message;
    this.begunAt = at;
    this.begunOwn = explained && header.by === null;
    return explained ? STARTS : UNEXPLAINED;
  }

  private bytesOf(text: string): number {
    return this.isAscii ? text.length : Buffer.byteLength(text);
  }

  private storeTime(): void {
    storeTime(this.header, this.words, this.doubles, this.places);
  }

  /** What read the open record, which the kernel began, as it names it; 0: the format of the source. */
  private get openBy(): number {
    return this.words[this.places.OPEN_BY / 4] ?? 0;
  }

  private readRow(format: number, line: string): void {
    const row = this.places.ROW_READ;
    this.memory.fill(ASK_RECORD, row, row + this.places.FIELD_COLUMNS);
    this.otherRows.write(line, this.formats.at(format)?.reader ?? null, this.memory);
  }

  /** How lines with such fields are read, as `kernel/json.ts` keeps it. */
  private learnShape(fields: number, shape: number, columns: number): void {
    const keys = Array.from({ length: fields }, (_, index): JsonKey => {
      const at = this.places.FIELDS / 4 + index * 5;
      const [from = 0, to = 0, , , kind = 0] = this.words.subarray(at, at + 5);
      return { key: this.text(from, to), kind: JSON_KINDS[kind - 1] ?? 'object' };
    });
    const { words, columns: ofKeys } =
      this.jsonHeader === null
        ? this.secondaries.shapeOf(keys)
        : ownShape(this.jsonHeader, keys, this.fieldRows);
    this.words.set(words, shape / 4);
    this.memory.set(ofKeys, this.places.SHAPE_COLUMNS + columns);
    if (this.jsonHeader !== null) this.secondaries.addColumns(this.fieldRows.names);
  }

  private readTime(format: number, at: number, end: number): number {
    const { header, places } = this;
    this.comeAfter(format);
    const second = this.formats.readTime(format, this.text(at, end), header);
    if (second === null) return 0;
    this.storeTime();
    const place = (format + places.TIME_BEFORE) / 4;
    this.words[place] = second.prefix.length;
    this.words[place + 1] = second.suffix.length;
    this.doubles[(place + 2) / 2] = second.us;
    return 1;
  }

  private readsNumber(format: number, text: string): boolean {
    this.comeAfter(format);
    if (this.formats.readTime(format, timeTextOf(text), this.header) === null) return false;
    this.storeTime();
    return true;
  }

  /** Tells a secondary format when the record above happened. */
  private comeAfter(format: number): void {
    const us = this.doubles[this.places.NEAR_TIME / 8] ?? Number.NaN;
    if (format !== 0) this.secondaries.comeAfter(us);
  }

  /** See `kernel/outside.ts`. */
  private numberSkeleton(at: number, end: number): number {
    const id = this.skeletonizer.skeletonizeBytes(this.memory, at, end);
    if (this.skeletonizer.isHeld) return -1 - id;
    this.slotRecords.put(id, this.skeletonizer.slots.record(id));
    return id;
  }

  /** Of a record of several lines, or whose message does not stand in it as it is. */
  private numberWhole(start: number, end: number, lines: number): number {
    const { reader, skeletonizer, places } = this;
    const place = places.WHOLE_MESSAGE / 4;
    const messageAt = this.words[place] ?? -1;
    if (lines === 1 || reader === null) {
      this.whole = this.begunAt >= end ? this.messageBefore : this.message;
      return skeletonizer.skeletonize(this.whole);
    }
    // Records that the kernel began have a header that it read.
    const by = this.begunAt < start ? this.formats.at(this.openBy) : null;
    const isText = by !== null && by.byteHeader !== null;
    const firstEnd = isText ? verbatimFrom(this.memory, messageAt, start, end) : -1;
    const leads = (line: string): boolean =>
      reader.leads(line) || (by !== null && by.reader !== reader && by.reader.leads(line));
    if (firstEnd >= 0 && !leads(this.text(start, firstEnd))) {
      this.whole = this.text(messageAt, end);
    } else {
      const text = this.text(start, end);
      this.whole = reader.message(text);
      const offset = text.length - this.whole.length;
      const before = messageAt < 0 ? -1 : this.units(start, messageAt);
      if (offset !== before || !text.endsWith(this.whole)) this.words[place] = -1;
    }
    return skeletonizer.skeletonize(this.whole);
  }

  private takeBatch(records: number): void {
    const { kernel, places, memory } = this;
    for (let stream = 0; stream < 8; stream++) {
      const at = places.STREAMS + stream * places.STREAM_BYTES;
      this.columns.append(stream, memory.subarray(at, at + kernel.streamLength(stream)));
    }
    this.columns.count(records);
    const times = places.BATCH_TIMES / 8;
    const kinds = places.BATCH_KINDS / 4;
    const ofRecords = this.words.subarray(kinds, kinds + records);
    this.times.addAll(this.doubles.subarray(times, times + records), ofRecords);
    this.fieldRows.take(memory.subarray(places.BATCH_ROWS), ofRecords, records);
  }
}
