import { planFrames, type FramePlan, type TemplateSizes } from './line-frames.ts';
import { KERNEL } from './lines-kernel-code.ts';

/** What `kernel/index.ts` offers; see there. */
interface LinesKernel {
  readonly FREE: WebAssembly.Global<'i32'>;
  readonly lineCount: WebAssembly.Global<'i32'>;
  readonly templateCount: WebAssembly.Global<'i32'>;
  readonly tokenCount: WebAssembly.Global<'i32'>;
  readonly tokenBytes: WebAssembly.Global<'i32'>;
  readonly templateBytes: WebAssembly.Global<'i32'>;
  readonly wholeBytes: WebAssembly.Global<'i32'>;
  prepareMasks(): void;
  split(
    text: number,
    size: number,
    words: number,
    digits: number,
    numbers: number,
    tokens: number,
  ): void;
  writeTemplates(text: number, tokens: number, out: number): number;
  tokensOf(template: number): number;
  bytesOf(template: number): number;
  write(
    text: number,
    size: number,
    numbers: number,
    tokens: number,
    places: number,
    out: number,
  ): void;
  join(size: number, ...rest: readonly number[]): number;
  makes(text: number, size: number, ...rest: readonly number[]): number;
}

/** A text taken apart. As `split` gives it, bytes stand in the codec's memory and are valid until it is used again. */
export interface SplitText {
  /** Bytes of the text, then lines, templates, tokens, and bytes of the tokens, of templates and of whole lines. */
  readonly facts: Uint32Array<ArrayBuffer>;
  /** Templates, U+0000 for each token, a newline behind each; then lines that have none. */
  readonly constants: Uint8Array;
  /** Numbers of the templates of lines, a byte a line; low bytes, then high ones where there are more than 256. */
  readonly numbers: Uint8Array;
  /** Numbers of templates, frame by frame. */
  readonly order: Uint16Array;
  readonly frames: readonly LineFrame[];
}

/** The tokens of some templates: all lengths, column by column, then the tokens. */
export interface LineFrame {
  readonly templates: number;
  /** Null: not at hand. */
  readonly bytes: Uint8Array | null;
}

/** A text that was taken apart, and where in the codec's memory it stands, the numbers of its lines' templates and its tokens. */
export interface TakenText {
  readonly size: number;
  readonly text: number;
  readonly numbers: number;
  readonly tokens: number;
}

/** Memory that both kernels start with, in pages of 64 KiB. */
export const KERNEL_PAGES = 289;

/** Numbers that are known of a text. */
export const FACTS = 7;

const PAGE = 65_536;
/** Bytes behind a text that the kernel may read or write over. */
const MARGIN = 128;
const NEWLINE = 10;

const aligned = (at: number): number => (at + 63) & ~63;

/**
 * Takes texts apart into templates of lines and columns of what varies, and puts them together again (see
 * `kernel/split.ts`). Compressed so, the text of a block has 0.5 to 0.6 of its size and takes half the time. One a thread.
 */
export class LinesCodec {
  private readonly kernel: LinesKernel;

  readonly memory: WebAssembly.Memory;
  /** The text that was taken apart, until the memory is used otherwise. */
  private taken: TakenText | null = null;

  /** @param memory of `KERNEL_PAGES` pages at the least, which is this kernel's alone or shared with the one that scans blocks */
  constructor(memory = new WebAssembly.Memory({ initial: KERNEL_PAGES })) {
    const module = new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
    const env = {
      memory,
      abort() {
        throw new Error('the kernel stopped');
      },
    };
    this.memory = memory;
    this.kernel = new WebAssembly.Instance(module, { env }).exports as unknown as LinesKernel;
    this.kernel.prepareMasks();
  }

  /** Copies a text to where it is taken apart, with a newline and room behind it; gives where. */
  hold(bytes: Uint8Array): number {
    const text = this.kernel.FREE.value;
    this.taken = null;
    this.makeRoom(text + bytes.length + MARGIN);
    const memory = new Uint8Array(this.memory.buffer);
    memory.set(bytes, text);
    memory[text + bytes.length] = NEWLINE;
    return text;
  }

  /** Whether a text stands where `hold` put it, byte for byte. */
  holds(bytes: Uint8Array): boolean {
    return Buffer.from(this.memory.buffer, this.kernel.FREE.value, bytes.length).equals(bytes);
  }

  /** Takes apart the text that is held: numbers the templates of its lines and finds their tokens. */
  take(size: number): TakenText {
    const { kernel } = this;
    const text = kernel.FREE.value;
    const words = aligned(text + size + MARGIN);
    const digits = aligned(words + size / 8 + MARGIN);
    const numbers = aligned(digits + size / 8 + MARGIN);
    const tokens = aligned(numbers + 2 * size + MARGIN);
    this.makeRoom(tokens + 4 * size + MARGIN);
    kernel.split(text, size, words, digits, numbers, tokens);
    this.taken = { size, text, numbers, tokens };
    return this.taken;
  }

  /** Whether a text was taken apart whose parts were not asked for yet. */
  get hasTaken(): boolean {
    return this.taken !== null;
  }

  /** Null: its lines have too little in common. */
  split(bytes: Uint8Array): SplitText | null {
    this.hold(bytes);
    this.take(bytes.length);
    return this.parts();
  }

  /** The parts of the text that was taken apart last. Null: its lines have too little in common, or it is not held any more. */
  parts(): SplitText | null {
    const { kernel, taken } = this;
    if (taken === null) return null;
    this.taken = null;
    const counts = [
      kernel.lineCount,
      kernel.templateCount,
      kernel.tokenCount,
      kernel.tokenBytes,
      kernel.templateBytes,
      kernel.wholeBytes,
    ].map(({ value }) => value);
    const [lines = 0, , tokenCount = 0, tokenBytes = 0, templateBytes = 0, wholeBytes = 0] = counts;
    const most = 2 * lines + tokenCount + tokenBytes + templateBytes + wholeBytes;
    if (most > taken.size * WORTH_IT) return null;
    return this.write(Uint32Array.of(taken.size, ...counts), taken);
  }

  private write(facts: Uint32Array<ArrayBuffer>, { text, numbers, tokens }: TakenText): SplitText {
    const { kernel } = this;
    const [size = 0, lines = 0, templates = 0, tokenCount = 0, tokenBytes = 0] = facts;
    const constantBytes = (facts[5] ?? 0) + (facts[6] ?? 0);
    const numberBytes = numberBytesOf(lines, templates);
    const places = aligned(tokens + 8 * tokenCount);
    const constantsAt = aligned(places + 8 * templates);
    const numbersAt = constantsAt + constantBytes;
    const framesAt = aligned(numbersAt + numberBytes);
    // Behind the frames `makes` is told of them.
    this.makeRoom(
      framesAt + tokenCount + tokenBytes + (2 + BYTES_OF_FRAME) * templates + 4 * MARGIN,
    );
    kernel.writeTemplates(text, tokens, constantsAt);
    const { buffer } = this.memory;
    const sizes = this.sizesOf(templates, new Uint8Array(buffer, constantsAt, facts[5]));
    const plan = planFrames(sizes);
    const room = new Uint32Array(buffer, places, 2 * templates);
    const frames = placeFrames(plan, sizes, framesAt, room).map(({ at, length, ...frame }) => ({
      ...frame,
      bytes: new Uint8Array(buffer, at, length),
    }));
    kernel.write(text, size, numbers, tokens, places, constantsAt);
    return {
      facts,
      constants: new Uint8Array(buffer, constantsAt, constantBytes),
      numbers: new Uint8Array(buffer, numbersAt, numberBytes),
      order: plan.order,
      frames,
    };
  }

  /**
   * Whether what `split` gave makes the text that it was given: nothing else was done with the codec since. Afterwards its parts can
   * still be read.
   */
  makes({ facts, constants, numbers, order, frames }: SplitText): boolean {
    const { kernel } = this;
    const [size = 0, lines = 0, templates = 0, , , templateBytes = 0, wholeBytes = 0] = facts;
    const table = tableOf(
      frames,
      frames.map(({ bytes }) => bytes?.byteOffset ?? 0),
    );
    const ends = [numbers, ...frames.map(({ bytes }) => bytes ?? numbers)];
    const last = Math.max(...ends.map(({ byteOffset, length }) => byteOffset + length));
    const orderAt = aligned(last + MARGIN);
    const tableAt = aligned(orderAt + order.byteLength + MARGIN);
    new Uint16Array(this.memory.buffer, orderAt, order.length).set(order);
    new Uint32Array(this.memory.buffer, tableAt, table.length).set(table);
    const isSame = kernel.makes(
      kernel.FREE.value,
      size,
      lines,
      templates,
      numbers.byteOffset,
      constants.byteOffset,
      templateBytes,
      wholeBytes,
      orderAt,
      tableAt,
      frames.length,
    );
    return isSame !== 0;
  }

  private sizesOf(templates: number, constants: Uint8Array): TemplateSizes {
    const { kernel } = this;
    const of = (tell: (number: number) => number): Uint32Array =>
      Uint32Array.from({ length: templates }, (_, number) => (number === 0 ? 0 : tell(number)));
    return {
      constants,
      tokens: of((number) => kernel.tokensOf(number)),
      bytes: of((number) => kernel.bytesOf(number)),
    };
  }

  /** The text. Valid until the codec is used again. Throws a RangeError when the parts do not fit. */
  join(split: SplitText): Buffer {
    const [size = 0] = split.facts;
    const joined = this.put(split, null);
    if (joined.length < size) throw new RangeError('lines do not fit together');
    return joined.subarray(0, size);
  }

  /**
   * The wanted lines of the text, a newline behind each; null: it has not so many lines. Frames without one of them need not be
   * at hand. Otherwise as `join`.
   *
   * @param wanted one a line
   */
  joinSome(split: SplitText, wanted: Uint8Array): Buffer | null {
    const [, lines] = split.facts;
    return lines === wanted.length ? this.put(split, wanted) : null;
  }

  private put(split: SplitText, wanted: Uint8Array | null): Buffer {
    const { kernel } = this;
    const { facts, constants, numbers, order, frames } = split;
    const [size = 0, lines = 0, templates = 0, , , templateBytes = 0, wholeBytes = 0] = facts;
    const parts = [
      constants,
      numbers,
      new Uint8Array(order.buffer, order.byteOffset, order.byteLength),
      wanted,
    ];
    const places = this.lay([...parts, ...frames.map(({ bytes }) => bytes)]);
    const [constantsAt = 0, numbersAt = 0, orderAt = 0, wantedAt = 0, ...at] = places.starts;
    const table = tableOf(frames, at);
    const out = aligned(places.end + table.byteLength + MARGIN);
    this.makeRoom(out + size + MARGIN);
    new Uint32Array(this.memory.buffer, places.end, table.length).set(table);
    const joined = kernel.join(
      size,
      lines,
      templates,
      numbersAt,
      constantsAt,
      templateBytes,
      wholeBytes,
      orderAt,
      places.end,
      frames.length,
      wantedAt,
      out,
    );
    if (joined < 0 || joined > size + 1) throw new RangeError('lines do not fit together');
    return Buffer.from(this.memory.buffer, out, joined);
  }

  /** Copies parts into the kernel's memory; gives where each begins (0: there is none) and where there is room behind them. */
  private lay(parts: readonly (Uint8Array | null)[]): { starts: number[]; end: number } {
    this.taken = null;
    let end = this.kernel.FREE.value;
    const starts = parts.map((part) => {
      if (part === null) return 0;
      const start = end;
      end = aligned(end + part.length + MARGIN);
      return start;
    });
    this.makeRoom(end);
    const memory = new Uint8Array(this.memory.buffer);
    for (const [index, part] of parts.entries()) {
      if (part !== null) memory.set(part, starts[index]);
    }
    return { starts, end };
  }

  private makeRoom(needed: number): void {
    const { memory } = this;
    const missing = needed - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  }
}

/** Bytes that the kernel is told of a frame in. */
const BYTES_OF_FRAME = 12;

/** What the kernel is told of frames: templates, where each begins and ends. */
function tableOf(frames: readonly LineFrame[], places: readonly number[]): Uint32Array {
  return Uint32Array.from(
    frames.flatMap(({ templates, bytes }, index) => {
      const start = places[index] ?? 0;
      return [templates, start, start + (bytes?.length ?? 0)];
    }),
  );
}

/** Share of the text that its parts may have before they are compressed. */
const WORTH_IT = 0.85;

/** Bytes that the numbers of the templates of lines take. */
export function numberBytesOf(lines: number, templates: number): number {
  return templates > 256 ? 2 * lines : lines;
}

/** Lays frames one behind the other, and writes where the tokens of each template go: its lengths, then the tokens. */
function placeFrames(
  { order, counts }: FramePlan,
  { tokens, bytes }: TemplateSizes,
  from: number,
  places: Uint32Array,
): { templates: number; at: number; length: number }[] {
  let at = from;
  let first = 0;
  return counts.map((templates) => {
    const numbers = order.subarray(first, first + templates);
    first += templates;
    const start = at;
    for (const number of numbers) {
      places[2 * number] = at;
      at += tokens[number] ?? 0;
    }
    for (const number of numbers) {
      places[2 * number + 1] = at;
      at += bytes[number] ?? 0;
    }
    return { templates, at: start, length: at - start };
  });
}
