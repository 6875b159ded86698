import { createHash } from 'node:crypto';
import { watch, type FSWatcher } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { POLL_MS, type FileMark, type LiveBytes, type LiveStep } from './live-bytes.ts';
import { fileId, headHash, rotatedFiles } from './rotated-file.ts';

const READ_BYTES = 1024 * 1024;
/** Bytes by which a file is known again after it was renamed or copied. */
const HEAD_BYTES = 1024;

interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly id: string;
  read: number;
  head: Buffer;
  /** It was written over in place. */
  replaced: boolean;
}

/**
 * A file that grows, through everything that log rotation does to it: renamed and made anew (what is still written to the
 * old one is read first), copied and truncated (what had not been read is taken from the copy), replaced. Every file is
 * given from its beginning, so that whoever goes on with one passes over what it has. The system is asked four
 * times a second: notices of changes are lost on network drives and in containers, and only make it sooner.
 */
export class FileTail implements LiveBytes {
  private readonly path: string;
  private readonly signal: AbortSignal;
  private current: OpenFile | null = null;
  /** Files to be read before the one that is followed. */
  private earlier: string[] = [];
  private told = false;
  private wake: (() => void) | null = null;
  private watcher: FSWatcher | null = null;
  private quiet = 0;

  constructor(path: string, signal: AbortSignal) {
    this.path = path;
    this.signal = signal;
    signal.addEventListener('abort', () => this.wake?.(), { once: true });
  }

  /** Finds the file that was being read, and opens it. False: it is gone, and with it what was written to it since. */
  async start(mark: FileMark | null): Promise<boolean> {
    const isStill = mark === null || (await this.isStill(mark));
    if (!isStill) this.earlier = await rotatedFiles(this.path, mark);
    const isFound = isStill || this.earlier.length > 0;
    this.current = await this.openNext();
    return isFound;
  }

  mark(): FileMark | null {
    if (this.current === null) return null;
    const { id, read, head } = this.current;
    const hash = createHash('sha256').update(head).digest('hex');
    return { file: id, read, headBytes: head.length, head: hash };
  }

  async next(): Promise<LiveStep> {
    for (;;) {
      if (this.signal.aborted) return { kind: 'end' };
      this.current ??= await this.openNext();
      const bytes = this.current === null ? null : await readOn(this.current);
      if (bytes !== null) {
        this.told = false;
        this.quiet = 0;
        return { kind: 'bytes', bytes };
      }
      const event = this.current === null ? null : await this.ended(this.current);
      if (event === 'more') continue;
      if (event !== null) {
        await this.current?.handle.close();
        this.current = null;
        this.watcher?.close();
        this.watcher = null;
        this.told = false;
        this.quiet = 0;
        return { kind: 'next', event };
      }
      if (!this.told) {
        this.told = true;
        return { kind: 'idle' };
      }
      await this.pause();
      this.told = false;
    }
  }

  async close(): Promise<void> {
    this.watcher?.close();
    await this.current?.handle.close();
    this.current = null;
  }

  private async isStill(mark: FileMark): Promise<boolean> {
    const stats = await stat(this.path, { bigint: true }).catch(() => null);
    if (stats === null || fileId(stats) !== mark.file || Number(stats.size) < mark.read)
      return false;
    return mark.headBytes === 0 || (await headHash(this.path, mark.headBytes)) === mark.head;
  }

  private async openNext(): Promise<OpenFile | null> {
    const path = this.earlier.shift() ?? this.path;
    const handle = await open(path).catch(() => null);
    if (handle === null) return null;
    const id = fileId(await handle.stat({ bigint: true }));
    return { path, handle, id, read: 0, head: Buffer.alloc(0), replaced: false };
  }

  /** Whether a file that has no more to read came to its end; `more`: it has after all. */
  private async ended(
    file: OpenFile,
  ): Promise<'rotated' | 'truncated' | 'replaced' | 'more' | null> {
    if (file.replaced) return 'replaced';
    if (file.path !== this.path) return 'rotated';
    const { size } = await file.handle.stat();
    const there = await stat(this.path, { bigint: true }).catch(() => null);
    // Between renaming and making it anew there is none.
    if (there === null) return null;
    if (fileId(there) !== file.id) {
      // Who writes to it may not have noticed yet: what comes within two turns is still read.
      return this.quiet++ < 2 ? null : 'rotated';
    }
    if (size < file.read) {
      return (await this.restOfCopy(file)) ? 'more' : 'truncated';
    }
    return size > file.read ? 'more' : null;
  }

  /** After copytruncate: opens the copy behind what was read, when it holds more. */
  private async restOfCopy(file: OpenFile): Promise<boolean> {
    const mark = this.mark();
    if (mark === null || mark.headBytes === 0) return false;
    const [copy] = await rotatedFiles(this.path, { ...mark, file: '' });
    const handle = copy === undefined ? null : await open(copy).catch(() => null);
    if (copy === undefined || handle === null) return false;
    if ((await handle.stat()).size <= file.read) {
      await handle.close();
      return false;
    }
    await file.handle.close();
    this.current = { ...file, path: copy, handle };
    return true;
  }

  private async pause(): Promise<void> {
    this.watcher ??= this.watchFile();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
  }

  private watchFile(): FSWatcher | null {
    try {
      const watcher = watch(this.path, () => this.wake?.());
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return null;
    }
  }
}

async function readOn(file: OpenFile): Promise<Buffer | null> {
  if (file.replaced) return null;
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  const { bytesRead } = await file.handle.read(buffer, 0, READ_BYTES, file.read);
  if (bytesRead === 0) return null;
  // Asked after the reading: a file written over between two readings would be gone on with in its middle.
  file.replaced = await isReplaced(file);
  if (file.replaced) return null;
  const bytes = buffer.subarray(0, bytesRead);
  if (file.head.length < HEAD_BYTES && file.read === file.head.length) {
    file.head = Buffer.concat([file.head, bytes.subarray(0, HEAD_BYTES - file.head.length)]);
  }
  file.read += bytesRead;
  return bytes;
}

/** Whether a file that grew does not begin any more as it did: it was written over in place. */
async function isReplaced(file: OpenFile): Promise<boolean> {
  if (file.head.length === 0 || (await file.handle.stat()).size <= file.read) return false;
  const now = Buffer.alloc(file.head.length);
  const { bytesRead } = await file.handle.read(now, 0, now.length, 0);
  // Truncated since its size was asked: what was not read may stand in a copy.
  return bytesRead === now.length && !now.equals(file.head);
}
