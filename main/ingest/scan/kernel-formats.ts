import {
  LEVEL_IN_MESSAGE,
  showsLevel,
  type ByteHeader,
  type JsonHeader,
  type RecordHeader,
  type RecordReader,
} from '../formats/index.ts';
import type { FieldValue } from '#shared/model/record.ts';
import type { Skeletonizer } from '../skeleton/index.ts';
import type { Kernel, KernelPlaces } from './kernel.ts';
import { formatAt, groupNamed, LoadedAutomaton, placeOfFormat } from './load-automaton.ts';

/** A format as the kernel reads its headers. */
export interface KernelFormat {
  readonly reader: RecordReader;
  readonly byteHeader: ByteHeader | null;
  readonly jsonHeader: JsonHeader | null;
}

const NO_TIMES = { times: undefined };
const TABLE_FULL = 2;

/** Answers what the kernel asks about the formats that it reads: number 0 is that of the source, the others are secondary ones. */
export class KernelFormats {
  private readonly kernel: Kernel;
  private readonly places: KernelPlaces;
  private readonly automatons: LoadedAutomaton[];
  private formats: (KernelFormat | null)[] = [];

  constructor(kernel: Kernel, places: KernelPlaces) {
    this.kernel = kernel;
    this.places = places;
    this.automatons = Array.from(
      { length: places.FORMAT_CAP + 1 },
      (_, number) => new LoadedAutomaton(kernel, places, number),
    );
  }

  /** Begins a block of a source. */
  begin(own: KernelFormat): void {
    this.formats = [own];
    this.kernel.forgetLevels();
    this.kernel.forgetSkeletonLevels(0);
    this.automatons[0]?.load(own.byteHeader, own.byteHeader?.fields ?? []);
    this.tellLevels(0, own);
  }

  end(): void {
    this.formats = [];
  }

  /** Puts a secondary format in place, with its columns in their order. */
  put(number: number, format: KernelFormat, columns: readonly string[]): void {
    if (this.formats[number]?.reader !== format.reader) {
      this.kernel.forgetSkeletonLevels(placeOfFormat(this.places, number));
    }
    this.formats[number] = format;
    this.automatons[number]?.load(format.byteHeader, columns);
    this.tellLevels(number, format);
  }

  private tellLevels(number: number, { jsonHeader }: KernelFormat): void {
    const at = placeOfFormat(this.places, number) + this.places.LEVEL_IN_MESSAGE;
    const words = new Int32Array(this.kernel.memory.buffer);
    words[at / 4] = Number(jsonHeader?.levelInMessage ?? false);
  }

  /** @param place how the kernel names the format */
  at(place: number): KernelFormat | null {
    return this.formats[formatAt(this.places, place)] ?? null;
  }

  nextState(place: number, state: number, byte: number): number {
    return this.automatons[formatAt(this.places, place)]?.step(state, byte) ?? TABLE_FULL;
  }

  /** Reads a time into a header; gives how it is cut up, null: it is none. */
  readTime(place: number, text: string, header: RecordHeader) {
    const format = this.at(place);
    const { times } = format?.byteHeader ?? format?.jsonHeader ?? NO_TIMES;
    return times?.read(text, header) === true ? times.lastSecond : null;
  }

  /** @param name of a group, as the kernel has it */
  readLevel(name: number, text: string): number {
    const { format: number, pattern, group } = groupNamed(name);
    const { byteHeader = null, jsonHeader = null } = this.formats[number] ?? {};
    if (byteHeader !== null) return byteHeader.levelOf(pattern, group, text);
    return jsonHeader?.levelOf(group, text) ?? 0;
  }

  levelOfSkeleton(place: number, skeleton: Skeletonizer['table'][number] | undefined): number {
    const text = skeleton?.text ?? '';
    return showsLevel(text) ? this.levelOfMessage(place, text) : LEVEL_IN_MESSAGE;
  }

  levelOfMessage(place: number, message: string): number {
    return this.at(place)?.reader.levelIn(message) ?? 0;
  }

  /** What the text of a field comes to, as `FieldRows` asks. */
  valueOf(number: number, name: string, text: string): FieldValue | undefined {
    const header = this.formats[number]?.byteHeader ?? null;
    return header === null ? text : header.valueOf(name, text);
  }
}
