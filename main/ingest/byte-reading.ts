import { Failure } from '#shared/model/failure.ts';
import type { KeptFailure } from './case-sink.ts';

/** The bytes of a source, with a sample taken from their beginning and failures kept for the end. */
export class ByteReading {
  failure: KeptFailure | null = null;
  private readonly iterator: AsyncIterator<Buffer>;
  private held: Buffer[] = [];

  constructor(bytes: AsyncIterable<Buffer>) {
    this.iterator = bytes[Symbol.asyncIterator]();
  }

  async sample(size: number): Promise<Buffer> {
    let length = 0;
    while (length < size) {
      const next = await this.pull();
      if (next === null) break;
      this.held.push(next);
      length += next.length;
    }
    return Buffer.concat(this.held).subarray(0, size);
  }

  /** The next bytes, sample included; null at the end, `failure` says whether it was a good one. */
  async next(): Promise<Buffer | null> {
    return this.held.shift() ?? this.pull();
  }

  async close(): Promise<void> {
    await this.iterator.return?.();
  }

  private async pull(): Promise<Buffer | null> {
    if (this.failure !== null) return null;
    try {
      const result = await this.iterator.next();
      return result.done === true ? null : result.value;
    } catch (error) {
      this.failure = keptFailure(error);
      return null;
    }
  }
}

/** A failure as it is kept with a source. Of an error that is not ours only the system's code is kept. */
export function keptFailure(error: unknown): KeptFailure {
  if (error instanceof Failure) {
    const { code, message, details } = error;
    return { code, message, details };
  }
  return {
    code: 'READ_FAILED',
    message: 'Reading stopped with an error of the system. What was read before it is kept.',
    details: { error: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' },
  };
}
