import { KERNEL } from './lines-kernel-code.ts';

/** What `kernel/index.ts` offers; see there. */
interface LinesKernel {
  readonly memory: WebAssembly.Memory;
  readonly FREE: WebAssembly.Global<'i32'>;
  readonly lineCount: WebAssembly.Global<'i32'>;
  readonly templateCount: WebAssembly.Global<'i32'>;
  readonly tokenCount: WebAssembly.Global<'i32'>;
  readonly tokenBytes: WebAssembly.Global<'i32'>;
  readonly templateBytes: WebAssembly.Global<'i32'>;
  readonly wholeBytes: WebAssembly.Global<'i32'>;
  split(
    text: number,
    size: number,
    words: number,
    digits: number,
    numbers: number,
    tokens: number,
  ): void;
  write(text: number, size: number, numbers: number, tokens: number, out: number): number;
  join(at: number, size: number, ...counts: readonly number[]): number;
}

/** A text taken apart: bytes that compress well, valid until the codec is used again, and what it takes to read them. */
export interface SplitText {
  readonly facts: Uint32Array<ArrayBuffer>;
  readonly parts: Uint8Array;
}

/** Numbers that stand before the parts: bytes of the text, then lines, templates, tokens, and bytes of the last three parts. */
export const FACTS = 7;

const PAGE = 65_536;
/** Bytes behind a text that the kernel may read or write over. */
const MARGIN = 64;
const NEWLINE = 10;

const aligned = (at: number): number => (at + 63) & ~63;

/**
 * Takes texts apart into templates of lines and columns of what varies, and puts them together again (see
 * `kernel/split.ts`). Compressed so, the text of a block has 0.5 to 0.6 of its size and takes half the time. One a thread.
 */
export class LinesCodec {
  private readonly kernel: LinesKernel;

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
    const env = {
      abort() {
        throw new Error('the kernel stopped');
      },
    };
    this.kernel = new WebAssembly.Instance(module, { env }).exports as unknown as LinesKernel;
  }

  /** Null: its lines have too little in common. */
  split(bytes: Uint8Array): SplitText | null {
    const { kernel } = this;
    const size = bytes.length;
    const text = kernel.FREE.value;
    const words = aligned(text + size + MARGIN);
    const digits = aligned(words + size / 8 + MARGIN);
    const numbers = aligned(digits + size / 8 + MARGIN);
    const tokens = aligned(numbers + 2 * size + MARGIN);
    this.makeRoom(tokens + 4 * size + MARGIN);
    const memory = new Uint8Array(kernel.memory.buffer);
    memory.set(bytes, text);
    memory[text + size] = NEWLINE;
    kernel.split(text, size, words, digits, numbers, tokens);
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
    if (most > size * WORTH_IT) return null;
    const out = aligned(tokens + 8 * tokenCount);
    this.makeRoom(out + most + MARGIN);
    const written = kernel.write(text, size, numbers, tokens, out);
    return {
      facts: Uint32Array.of(size, ...counts),
      parts: new Uint8Array(kernel.memory.buffer, out, written),
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
   * The wanted lines of the text, a newline behind each; null: it has not so many lines. Otherwise as `join`.
   *
   * @param wanted one a line
   */
  joinSome(split: SplitText, wanted: Uint8Array): Buffer | null {
    const [, lines] = split.facts;
    return lines === wanted.length ? this.put(split, wanted) : null;
  }

  private put({ facts, parts }: SplitText, wanted: Uint8Array | null): Buffer {
    const { kernel } = this;
    const [size = 0, ...counts] = facts;
    const at = kernel.FREE.value;
    const wantedAt = aligned(at + parts.length + MARGIN);
    const out = aligned(wantedAt + (wanted?.length ?? 0) + MARGIN);
    this.makeRoom(out + size + MARGIN);
    const memory = new Uint8Array(kernel.memory.buffer);
    memory.set(parts, at);
    if (wanted !== null) memory.set(wanted, wantedAt);
    const joined = kernel.join(at, size, ...counts, wanted === null ? 0 : wantedAt, out);
    if (joined < 0 || joined > size + 1) throw new RangeError('lines do not fit together');
    return Buffer.from(kernel.memory.buffer, out, joined);
  }

  private makeRoom(needed: number): void {
    const { memory } = this.kernel;
    const missing = needed - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  }
}

/** Share of the text that its parts may have before they are compressed. */
const WORTH_IT = 0.85;
