const NEWLINE = 10;

/** How two runs of bytes compare that begin at the same line. */
export interface SameRun {
  /** Bytes that are the same, from the beginning. */
  readonly bytes: number;
  /** Which of them ended there; `none`: they differ. */
  readonly ended: 'first' | 'second' | 'none';
}

/** Compares two runs until one of them ends or they differ. Both are closed then. */
export async function sameRun(
  first: AsyncIterable<Buffer>,
  second: AsyncIterable<Buffer>,
): Promise<SameRun> {
  const [a, b] = [new Run(first), new Run(second)];
  let bytes = 0;
  try {
    for (;;) {
      const [left, right] = [await a.peek(), await b.peek()];
      if (left === null) return { bytes, ended: 'first' };
      if (right === null) return { bytes, ended: 'second' };
      const length = Math.min(left.length, right.length);
      if (!left.subarray(0, length).equals(right.subarray(0, length))) {
        return { bytes, ended: 'none' };
      }
      bytes += length;
      a.skip(length);
      b.skip(length);
    }
  } finally {
    await a.close();
    await b.close();
  }
}

/** Where in a text, at the beginning of a line, some bytes stand. */
export function* atLineStarts(text: Buffer, needle: Buffer): Generator<number> {
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    if (at === 0 || text[at - 1] === NEWLINE) yield at;
  }
}

class Run {
  private readonly iterator: AsyncIterator<Buffer>;
  private held: Buffer | null = null;

  constructor(bytes: AsyncIterable<Buffer>) {
    this.iterator = bytes[Symbol.asyncIterator]();
  }

  async peek(): Promise<Buffer | null> {
    while (this.held === null || this.held.length === 0) {
      const next = await this.iterator.next();
      if (next.done === true) return null;
      this.held = next.value;
    }
    return this.held;
  }

  skip(length: number): void {
    this.held = this.held?.subarray(length) ?? null;
  }

  async close(): Promise<void> {
    await this.iterator.return?.();
  }
}
