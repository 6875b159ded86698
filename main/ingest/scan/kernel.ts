import { KERNEL } from './kernel-code.ts';

/** What the kernel asks back; see `kernel/outside.ts`. Positions are in its memory. */
export interface KernelQuestions {
  readLine(at: number, end: number, next: number, openStart: number): number;
  readTime(format: number, at: number, end: number): number;
  readNumber(format: number, at: number, end: number): number;
  readLevel(group: number, at: number, end: number): number;
  numberSkeleton(at: number, end: number): number;
  numberWhole(start: number, end: number, lines: number): number;
  levelOfSkeleton(format: number, skeleton: number): number;
  levelOfMessage(format: number, start: number, end: number): number;
  takeBatch(records: number): void;
  nextState(format: number, state: number, byte: number): number;
  nextPrefix(state: number, byte: number): number;
  listOf(state: number, goesOn: number): number;
  readRow(format: number, at: number, end: number): void;
  learnShape(fields: number, shape: number, columns: number): void;
}

/** What the kernel offers; see `kernel/index.ts`. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  run(
    size: number,
    isAscii: boolean,
    goesOn: number,
    isJson: boolean,
    templates: number,
    tokens: number,
  ): number;
  clearShapes(): void;
  prepareGrams(): void;
  prepareSkeletons(): void;
  clearGrams(): void;
  addGrams(start: number, end: number): void;
  addVaryingGrams(start: number, end: number): void;
  packGrams(): void;
  foldGrams(at: number, bytes: number, fullest: number, least: number): number;
  streamLength(stream: number): number;
  numberValue(column: number, from: number, to: number): number;
  setStart(format: number, state: number, moves: number): void;
  readSecondaries(on: number): void;
  forgetLevels(): void;
  forgetSkeletons(): void;
  forgetSkeletonLevels(format: number): void;
  clearKinds(): void;
  readonly lines: WebAssembly.Global<'i32'>;
  readonly unparsed: WebAssembly.Global<'i32'>;
  readonly kindCount: WebAssembly.Global<'i32'>;
}

const PLACES = [
  'ACCEPTED',
  'ACCEPTS',
  'ADDRESSES',
  'ASKS_ROW',
  'BATCH',
  'BATCH_KINDS',
  'BATCH_ROWS',
  'BATCH_TIMES',
  'CLASSES',
  'FIELD_COLUMNS',
  'FIELDS',
  'FIRST_FORMAT',
  'FORMAT_BYTES',
  'FORMAT_CAP',
  'HEADER_INSIDE',
  'HEADER_TIME',
  'KINDS',
  'LEVEL_IN_MESSAGE',
  'LIST_BYTES',
  'LIST_CAP',
  'LISTS',
  'LISTS_OF',
  'MOST_FOUND',
  'MOVES',
  'MOVES_BYTES',
  'NEAR_TIME',
  'OPEN_BY',
  'PACKED',
  'PATTERNS',
  'PREFERENCE',
  'PREFIX_CAP',
  'PREFIXES',
  'READ_COUNT',
  'ROW_BEFORE',
  'ROW_OPEN',
  'ROW_READ',
  'SCRATCH',
  'SCRATCH_BYTES',
  'SHAPE_COLUMNS',
  'SLOT_RECORD',
  'SLOT_RECORDS',
  'SLOT_RECORDS_BYTES',
  'STATE_CAP',
  'STATES',
  'STREAM_BYTES',
  'STREAMS',
  'TAGS',
  'TEXT',
  'TIME_BEFORE',
  'VALUE_COUNTS',
  'VALUE_SLOTS',
  'VALUE_TEXTS',
  'VALUE_TEXTS_BYTES',
  'VALUES',
  'WHOLE_MESSAGE',
] as const;

/** Where things stand in the kernel's memory, and how large they are; see `kernel/memory.ts`. */
export type KernelPlaces = Readonly<Record<(typeof PLACES)[number], number>>;

/** Starts a kernel: one a thread, in memory that it shares with the kernel that takes texts apart. */
export function startKernel(
  questions: KernelQuestions,
  memory: WebAssembly.Memory,
): { kernel: Kernel; places: KernelPlaces } {
  const module = new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
  const instance = new WebAssembly.Instance(module, {
    outside: { ...questions },
    env: {
      memory,
      abort() {
        throw new Error('the kernel stopped');
      },
    },
  });
  const exported = instance.exports as unknown as Kernel &
    Record<(typeof PLACES)[number], WebAssembly.Global<'i32'>>;
  const places = Object.fromEntries(PLACES.map((name) => [name, exported[name].value]));
  const kernel: Kernel = { ...exported, memory };
  return { kernel, places: places as unknown as KernelPlaces };
}
