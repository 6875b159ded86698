import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { ExportSink } from './export-sink.ts';

/**
 * A stream that somebody reads: stdout, or a download. When it is closed from the other end the export ends
 * as cancelled. `discard` breaks it off, so that the reader sees that it is not whole.
 */
export function createStreamSink(stream: Writable, name: string | null): ExportSink {
  let failed: NodeJS.ErrnoException | null = null;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failed = error;
  });
  const check = (): void => {
    if (failed?.code === 'ENOSPC') {
      throw new Failure(
        'DISK_FULL',
        'The disk that the export is written to is full. Make room and export again.',
      );
    }
    if (failed !== null || stream.destroyed) throw cancelled();
  };
  return {
    name,
    leaves: true,
    async write(bytes) {
      check();
      if (stream.write(bytes)) return;
      const gone = new AbortController();
      const over = (): void => gone.abort();
      stream.once('close', over);
      try {
        await once(stream, 'drain', { signal: gone.signal });
      } catch {
        check();
        throw cancelled();
      } finally {
        stream.off('close', over);
      }
    },
    async finish() {
      check();
      // An empty write is called back when all before it was taken; a stream such as stdout is not ours to end.
      await new Promise<void>((resolve) => {
        stream.write('', () => resolve());
      });
      check();
    },
    discard() {
      stream.destroy();
      return Promise.resolve();
    },
  };
}
