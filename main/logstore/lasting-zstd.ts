import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';

/**
 * What a stream of `node:zlib` works with, as Node's own synchronous functions use it. The names are not documented: where they are
 * not there, or do not do what they do in Node 24, nothing is done here and those functions are asked.
 */
interface ZlibStream {
  readonly _handle?: { readonly writeSync?: unknown } | null;
  /** Bytes of room that are left, and of what went in, after `writeSync`. */
  readonly _writeState?: unknown;
  on(event: 'error', listener: () => void): unknown;
  close(): void;
}

type WriteSync = (
  flush: number,
  input: Uint8Array,
  inputAt: number,
  inputBytes: number,
  out: Uint8Array,
  outAt: number,
  outBytes: number,
) => void;

/**
 * One context of zstd for all that a thread compresses or unpacks. `zstdDecompressSync` makes one of 95 kB each time, for which glibc asks the system where
 * `MALLOC_MMAP_THRESHOLD_` says so: of a frame of 2 kB that is 14 of 17 us, of 60 kB 22 of 50 (compressing 11 of 17 and 30 of 101).
 */
class LastingContext {
  private readonly make: () => ZlibStream;
  private stream: ZlibStream | null = null;

  constructor(make: () => ZlibStream) {
    this.make = make;
  }

  /**
   * Puts through all that is one frame afterwards, or was before. Gives how many bytes of room it took; null: this Node cannot, or
   * room is missing, or the bytes are damaged. It throws nothing, and what went before does not matter.
   */
  run(bytes: Uint8Array, out: Uint8Array): number | null {
    this.stream ??= this.open();
    const { _handle: handle, _writeState: state } = this.stream;
    const write = handle?.writeSync;
    if (typeof write !== 'function' || !(state instanceof Uint32Array)) return null;
    // Should it write neither: nothing that was put through leaves so much.
    state.fill(UNSET);
    const args: Parameters<WriteSync> = [END, bytes, 0, bytes.length, out, 0, out.length];
    Reflect.apply(write as WriteSync, handle, args);
    const [outLeft = UNSET, inputLeft = UNSET] = state;
    // Without a byte of room that is left something may not have been written.
    if (inputLeft === 0 && outLeft > 0 && outLeft < out.length) return out.length - outLeft;
    this.end();
    return null;
  }

  /** Gives its memory back; it is made again when it is needed. */
  end(): void {
    const { stream } = this;
    this.stream = null;
    stream?.close();
  }

  private open(): ZlibStream {
    const stream = this.make();
    // Of damaged bytes it tells later, too.
    stream.on('error', () => {});
    return stream;
  }
}

const END = constants.ZSTD_e_end;
const UNSET = 0xffff_ffff;

/** @param level of zstd */
export function lastingCompressor(level: number): LastingContext {
  const options = { params: { [constants.ZSTD_c_compressionLevel]: level } };
  return new LastingContext(() => createZstdCompress(options));
}

export function lastingDecompressor(): LastingContext {
  return new LastingContext(() => createZstdDecompress());
}
