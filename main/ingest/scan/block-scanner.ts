import {
  ColumnsWriter,
  gramClass,
  KERNEL_PAGES,
  LinesCodec,
  packTaken,
  TimeIndexWriter,
  type Kind,
} from '../../logstore/index.ts';
import {
  LEVEL_IN_MESSAGE,
  showsLevel,
  type ByteHeader,
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
import { OtherRows } from './other-rows.ts';
import type { Pass } from './pass.ts';
import { verbatimFrom } from './verbatim-message.ts';
import { SlotRecords } from './slot-records.ts';
import { groupNamed, LoadedAutomaton } from './load-automaton.ts';
import { clearHeader, countOne, emptyScanHeader, placeOfMessage } from '../line-header.ts';

const NO_PLAN = { time: -1, message: 0, level: -1, reading: 0 };
const NO_TIMES = { times: undefined };
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
  private readonly automaton: LoadedAutomaton;
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
  private byteHeader: ByteHeader | null = null;
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
      readTime: (at, end) => this.readTime(at, end),
      readLevel: (name, at, end) => this.readLevel(name, this.text(at, end)),
      learnShape: (...asked) => this.learnShape(...asked),
      numberSkeleton: (at, end) => this.numberSkeleton(at, end),
      numberWhole: (start, end, lines) => this.numberWhole(start, end, lines),
      levelOfSkeleton: (skeleton) => this.levelOfSkeleton(skeleton),
      levelOfMessage: (start, end) =>
        this.reader?.levelIn(start < 0 ? this.whole : this.text(start, end)) ?? 0,
      takeBatch: (records) => this.takeBatch(records),
      nextState: (state, byte) => this.automaton.step(state, byte),
    };
    const { kernel, places } = startKernel(questions, shared);
    this.kernel = kernel;
    this.places = places;
    this.automaton = new LoadedAutomaton(kernel, places);
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
    this.byteHeader = reader.byteHeader?.(bytes.length, () => this.firstLines()) ?? null;
    this.jsonHeader = reader.jsonHeader?.() ?? null;
    this.others = new Map();
    this.fieldRows.begin(this.byteHeader?.fields ?? [], this.memory);
    this.otherRows.begin(reader, this.jsonHeader);
    kernel.startJson(Number(this.jsonHeader?.levelInMessage ?? false));
    this.begunAt = 0;
    kernel.forgetLevels();
    kernel.forgetSkeletonLevels();
    this.automaton.load(this.byteHeader?.automaton ?? null, this.byteHeader?.otherLevel ?? 0);
    const goesOn = GOING_ON[this.byteHeader?.goesOn ?? 'ask'];
    const isJson = this.jsonHeader !== null;
    const result = kernel.run(bytes.length, isAscii, goesOn, isJson, numbers, tokens);
    const scanned = result === DONE ? this.scanned() : null;
    kernel.clearKinds();
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
    const skeletonIds: number[] = [];
    const index = new Map<number, number>();
    const kinds: Kind[] = [];
    for (let kind = 0; kind < kernel.kindCount.value; kind++) {
      const at = places.KINDS + kind * 32;
      const skeleton = this.words[at / 4] ?? 0;
      let skeletonId = index.get(skeleton);
      if (skeletonId === undefined) {
        skeletonId = skeletonIds.length;
        index.set(skeleton, skeletonId);
        skeletonIds.push(skeleton);
      }
      const first = this.doubles[at / 8 + 2] ?? 0;
      const last = this.doubles[at / 8 + 3] ?? 0;
      kinds.push({
        skeletonId,
        level: this.words[at / 4 + 1] ?? 0,
        count: this.words[at / 4 + 2] ?? 0,
        firstUs: Number.isFinite(first) ? first : null,
        lastUs: Number.isFinite(last) ? last : null,
      });
    }
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
    const { byteHeader, memory, words, kernel } = this;
    const valueOf = byteHeader?.valueOf ?? ((_, text) => text);
    return this.fieldRows.finish(memory, words, kernel.kindCount.value, valueOf);
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
    this.loadHeader(openStart !== 0);
    // Records that the kernel begins are all of the source's own format.
    header.belowOwn = openStart !== 0 && (this.begunAt < openStart || this.begunOwn);
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
    this.otherRows.put(line, header, this.memory, (size) =>
      this.text(at, Math.min(this.limit, at + size)),
    );
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

  /** The header of the open record, to which a further line may add; there is none before the first. */
  private loadHeader(isOpen: boolean): void {
    const { header } = this;
    const place = this.places.HEADER_TIME / 4;
    header.by = null;
    header.timeUs = isOpen ? (this.doubles[place / 2] ?? Number.NaN) : Number.NaN;
    header.timeNs = this.words[place + 2] ?? 0;
    header.timeDigits = this.words[place + 3] ?? 0;
    header.level = this.words[place + 4] ?? 0;
  }

  private storeTime(): void {
    const { header } = this;
    const place = this.places.HEADER_TIME / 4;
    this.doubles[place / 2] = header.timeUs;
    this.words[place + 2] = header.timeNs;
    this.words[place + 3] = header.timeDigits;
  }

  private readLevel(name: number, text: string): number {
    if (this.jsonHeader !== null) return this.jsonHeader.levelOf(name, text);
    const { pattern, group } = groupNamed(name);
    return this.byteHeader?.levelOf(pattern, group, text) ?? 0;
  }

  /** How lines with such fields are read, as `kernel/json.ts` keeps it. */
  private learnShape(fields: number, shape: number, columns: number): void {
    const keys = Array.from({ length: fields }, (_, index): JsonKey => {
      const at = this.places.FIELDS / 4 + index * 5;
      const [from = 0, to = 0, , , kind = 0] = this.words.subarray(at, at + 5);
      return { key: this.text(from, to), kind: JSON_KINDS[kind - 1] ?? 'object' };
    });
    const plan = this.jsonHeader?.planOf(keys) ?? null;
    const { time, message, level, reading } = plan ?? NO_PLAN;
    this.words.set([plan === null ? 2 : 1, time, message, level, reading], shape / 4);
    const shows = this.jsonHeader?.shownBy(keys, plan) ?? null;
    const names = keys.map(({ key }) => key);
    this.memory.set(this.fieldRows.columnsOf(names, shows), this.places.SHAPE_COLUMNS + columns);
  }

  private readTime(at: number, end: number): number {
    const { header, places } = this;
    const { times } = this.byteHeader ?? this.jsonHeader ?? NO_TIMES;
    const text = this.text(at, end);
    if (times?.read(text, header) !== true) return 0;
    this.storeTime();
    const { prefix, suffix, us } = times.lastSecond;
    const place = places.TIME_BEFORE / 4;
    this.words[place] = prefix.length;
    this.words[place + 1] = suffix.length;
    this.doubles[(place + 2) / 2] = us;
    return 1;
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
    const isOwn = this.byteHeader !== null && this.begunAt < start;
    const firstEnd = isOwn ? verbatimFrom(this.memory, messageAt, start, end) : -1;
    if (firstEnd >= 0 && !reader.leads(this.text(start, firstEnd))) {
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

  private levelOfSkeleton(skeleton: number): number {
    const text = this.skeletonizer.table[skeleton]?.text ?? '';
    return showsLevel(text) ? (this.reader?.levelIn(text) ?? 0) : LEVEL_IN_MESSAGE;
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
