import { ASK_RECORD } from '../../logstore/index.ts';
import type {
  CompiledFormat,
  JsonKey,
  LikelyFormat,
  LikelyFormats,
  RecordReader,
  SecondaryBytes,
  SecondaryRead,
} from '../formats/index.ts';
import { NO_COLUMN } from './field-rows.ts';
import { columnsAmong, plannedShape, unreadShape, type JsonShape } from './json-shapes.ts';
import type { KernelFormats } from './kernel-formats.ts';
import type { Kernel, KernelPlaces } from './kernel.ts';
import { placeOfFormat } from './load-automaton.ts';

/** How `kernel/secondary.ts` writes what comes of a state, and the list of a line for which the other side must be asked. */
const NO_STATE = 0xffff;
const OVER = 0x8000;
const ASK_LIST = 1;
const FIRST_LIST = 2;
const STATE_WORDS = 128;
/**
 * Lines of a list that are read as strings before automatons of its formats are made, which takes 30 to 170 ms: as long as some
 * thousands of them.
 */
const FEW_LINES = 2000;

/** A secondary format that has a number in the kernel. */
interface Known extends LikelyFormat {
  read: SecondaryRead | null;
}

/**
 * Which lines the kernel reads by the automatons of secondary formats. A file into which four programs write was read by expressions
 * for three of them, at 20 to 38 MB/s. One a thread.
 */
export class SecondaryFormatsInKernel {
  private readonly kernel: Kernel;
  private readonly places: KernelPlaces;
  private readonly formats: KernelFormats;
  private likely: LikelyFormats | null = null;
  /** The format beside which lists stand. */
  private own = '';
  private bytes: SecondaryBytes | null = null;
  /** Formats by their number less 1, and those that have no automaton. */
  private known: Known[] = [];
  private readonly unable = new Set<CompiledFormat>();
  private lists = 0;
  /** The source that has more formats than the kernel has room for. */
  private fullIn: RecordReader | null = null;
  private source: RecordReader | null = null;
  /** Lines that each list was asked for. */
  private asked = new Map<number, number>();
  private columns: readonly string[] = [];

  constructor(kernel: Kernel, places: KernelPlaces, formats: KernelFormats) {
    this.kernel = kernel;
    this.places = places;
    this.formats = formats;
  }

  /** Begins a block, of which no line is read so before `start`. */
  begin(): void {
    this.kernel.readSecondaries(0);
    this.bytes = null;
    for (const known of this.known) known.read = null;
    const words = new Int32Array(this.kernel.memory.buffer);
    for (let number = 1; number <= this.places.FORMAT_CAP; number++) {
      words[this.countAt(number)] = 0;
    }
  }

  /** Begins to read lines of secondary formats beside those of a source, with columns of these names. */
  start(source: RecordReader, columns: readonly string[]): void {
    const bytes = source.secondaryBytes?.() ?? null;
    if (bytes === null) return;
    const isFull = this.fullIn !== null && this.fullIn !== source;
    const isOther = bytes.likely !== this.likely || bytes.own !== this.own;
    if (isOther || isFull) this.forget(bytes.likely);
    this.bytes = bytes;
    this.own = bytes.own;
    this.source = source;
    this.loadAll(columns);
    this.kernel.readSecondaries(1);
  }

  /** Says that there are further columns. */
  addColumns(columns: readonly string[]): void {
    if (this.bytes === null || columns === this.columns) return;
    this.loadAll(columns);
  }

  /** Says when the record above a line happened, microseconds. */
  comeAfter(us: number): void {
    this.bytes?.comeAfter(us);
  }

  /** Adds the records that the kernel read of each format in this block. */
  countInto(counts: Map<string, number>): void {
    const words = new Int32Array(this.kernel.memory.buffer);
    for (const [index, { read }] of this.known.entries()) {
      const count = words[this.countAt(index + 1)] ?? 0;
      if (read !== null && count > 0) counts.set(read.id, (counts.get(read.id) ?? 0) + count);
    }
  }

  /** See `kernel/outside.ts`. */
  nextPrefix(state: number, byte: number): number {
    const next = this.likely?.automaton.step(state, byte) ?? 0;
    const isKept = next > 0 && next < this.places.PREFIX_CAP;
    const entry = !isKept ? NO_STATE : next | (this.isOver(next) ? OVER : 0);
    const at = this.places.PREFIXES / 2 + state * STATE_WORDS + byte;
    new Uint16Array(this.kernel.memory.buffer)[at] = entry;
    return entry;
  }

  /** Whether what follows a state need not be read: it tells nothing more, or one format at most is left. */
  private isOver(state: number): boolean {
    const { likely, own } = this;
    if (likely === null || likely.automaton.endsAt(state)) return true;
    const open = likely.of(likely.automaton.patternsAt(state, true), own);
    return open !== null && open.length <= 1;
  }

  /** See `kernel/outside.ts`. */
  listOf(state: number, goesOn: number): number {
    const { likely, places, kernel } = this;
    const patterns = likely?.automaton.patternsAt(state, goesOn === 1) ?? [];
    const formats = likely?.of(patterns, this.own) ?? null;
    const key = 2 * state + goesOn;
    // A line of none is one that goes on, or begins with a time and no more: the other side tells these apart.
    if (formats !== null && formats.length > 0) {
      const asked = (this.asked.get(key) ?? 0) + 1;
      this.asked.set(key, asked);
      if (asked < FEW_LINES) return ASK_LIST;
    }
    const list = formats === null || formats.length === 0 ? ASK_LIST : this.write(formats);
    new Uint16Array(kernel.memory.buffer)[places.LISTS_OF / 2 + key] = list;
    return list;
  }

  /** How lines of JSON with such keys are read. */
  shapeOf(keys: readonly JsonKey[]): JsonShape {
    const none = unreadShape(new Uint8Array(keys.length).fill(NO_COLUMN));
    const found = this.bytes?.ofKeys(keys) ?? null;
    if (found === null) return none;
    const shows = found.header.shownBy(keys, found.plan);
    const columns = shows === null ? null : columnsAmong(this.columns, keys, shows);
    const number = this.numberOf(found);
    if (number === null) return none;
    return plannedShape(found.plan, columns, placeOfFormat(this.places, number), number);
  }

  private write(formats: readonly LikelyFormat[]): number {
    const { places, kernel } = this;
    const number = FIRST_LIST + this.lists;
    if (number >= places.LIST_CAP || formats.length >= places.LIST_BYTES / 4) return ASK_LIST;
    const numbers = formats.map((format) => this.numberOf(format));
    if (numbers.includes(null)) return ASK_LIST;
    const words = new Int32Array(kernel.memory.buffer);
    const at = (places.LISTS + number * places.LIST_BYTES) / 4;
    words[at] = numbers.length;
    numbers.forEach((each, index) => {
      words[at + 1 + index] = placeOfFormat(places, each ?? 0);
    });
    this.lists++;
    return number;
  }

  /** The number of a format in the kernel; null: it has none. */
  private numberOf(format: LikelyFormat): number | null {
    const index = this.known.findIndex((each) => each.format === format.format);
    if (index >= 0) return index + 1;
    if (this.unable.has(format.format)) return null;
    if (this.known.length === this.places.FORMAT_CAP) {
      this.fullIn = this.source;
      return null;
    }
    this.known.push({ ...format, read: null });
    const number = this.known.length;
    if (this.load(number)) return number;
    this.known.pop();
    this.unable.add(format.format);
    return null;
  }

  private loadAll(columns: readonly string[]): void {
    this.columns = columns;
    this.known.forEach((_, index) => this.load(index + 1));
  }

  /** Makes the kernel ready for a format in this source; false: it has no automaton. */
  private load(number: number): boolean {
    const { bytes, columns, places } = this;
    const known = this.known[number - 1];
    if (bytes === null || known === undefined) return false;
    const read = (known.read ??= bytes.open(known.format));
    const { reader } = read;
    const byteHeader = reader.secondaryHeader?.(columns) ?? null;
    const jsonHeader = reader.jsonHeader?.() ?? null;
    if (byteHeader === null && jsonHeader === null) return false;
    this.formats.put(number, { reader, byteHeader, jsonHeader }, columns);
    // Which keys of JSON become columns is told with their shape.
    const isUntold = (name: string): boolean =>
      byteHeader?.fields.includes(name) === false && reader.holds(name) !== 'never';
    const at = placeOfFormat(places, number);
    const words = new Int32Array(this.kernel.memory.buffer);
    words[(at + places.MOST_FOUND) / 4] = known.most;
    words[(at + places.PREFERENCE) / 4] = known.place;
    words[(at + places.ASKS_ROW) / 4] = Number(columns.some(isUntold));
    const row = new Uint8Array(this.kernel.memory.buffer, at + places.ROW_BEFORE);
    for (let column = 0; column < places.FIELD_COLUMNS; column++) {
      row[column] = column < columns.length ? 0 : ASK_RECORD;
    }
    return true;
  }

  private countAt(number: number): number {
    return (placeOfFormat(this.places, number) + this.places.READ_COUNT) / 4;
  }

  /** Begins anew with what tells which formats lines may be of. */
  private forget(likely: LikelyFormats): void {
    const { places, kernel } = this;
    const words = new Uint16Array(kernel.memory.buffer);
    if (likely !== this.likely) {
      const states = places.PREFIXES / 2;
      words.fill(0, states, states + places.PREFIX_CAP * STATE_WORDS);
      this.asked = new Map();
      this.unable.clear();
    }
    words.fill(0, places.LISTS_OF / 2, places.LISTS_OF / 2 + 2 * places.PREFIX_CAP);
    this.likely = likely;
    this.known = [];
    this.lists = 0;
    this.fullIn = null;
  }
}
