import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { ExportSink } from './export-sink.ts';
import { createStreamSink } from './stream-sink.ts';

/** A download that waits to be fetched. */
export interface OfferedDownload {
  readonly name: string;
  readonly type: string;
  /** Hands over what the bytes are written to. It is ended when they are all there, destroyed when they never will be. */
  take(stream: Writable): void;
}

/**
 * Where exports wait for the browser to fetch them. Each is offered under a token that nobody can guess, that
 * works once, and only for a while.
 */
export interface DownloadDesk {
  /** The download of a token; null: there is none, or it was taken. Afterwards the token is worth nothing. */
  take(token: string): OfferedDownload | null;
  /** A sink whose bytes are offered as a download with the first of them: `tell` hears the token. */
  sink(offer: DownloadOffer): ExportSink;
}

export interface DownloadOffer {
  readonly name: string;
  readonly type: string;
  readonly signal: AbortSignal;
  tell(token: string): void;
}

/** A browser fetches at once; after this long nobody will. */
const OFFERED_MS = 30_000;

/** Builds the desk. `offeredMs`: how long a download waits to be fetched. */
export function createDownloadDesk(offeredMs: number = OFFERED_MS): DownloadDesk {
  const offers = new Map<string, OfferedDownload>();

  /** Waits until somebody takes the download. Throws CANCELLED, DOWNLOAD_NOT_TAKEN. */
  function offered({ name, type, signal, tell }: DownloadOffer): Promise<Writable> {
    const token = randomBytes(32).toString('base64url');
    return new Promise<Writable>((resolve, reject) => {
      const end = (): void => {
        offers.delete(token);
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
      };
      const stop = (): void => {
        end();
        reject(cancelled());
      };
      const timer = setTimeout(() => {
        end();
        reject(
          new Failure(
            'DOWNLOAD_NOT_TAKEN',
            `The browser did not fetch ${name}. Check that it may download from this page, and export again.`,
            { name },
          ),
        );
      }, offeredMs);
      offers.set(token, {
        name,
        type,
        take(stream) {
          end();
          resolve(stream);
        },
      });
      if (signal.aborted) stop();
      else {
        signal.addEventListener('abort', stop);
        tell(token);
      }
    });
  }

  return {
    take(token) {
      const offer = offers.get(token) ?? null;
      offers.delete(token);
      return offer;
    },
    sink(offer) {
      let stream: Writable | null = null;
      let inner: ExportSink | null = null;
      // Not before there is something to write: what fails earlier never reaches the browser.
      const begun = async (): Promise<ExportSink> => {
        if (inner !== null) return inner;
        stream = await offered(offer);
        inner = createStreamSink(stream, offer.name);
        return inner;
      };
      return {
        name: offer.name,
        leaves: true,
        write: async (bytes) => (await begun()).write(bytes),
        async finish() {
          await (await begun()).finish();
          stream?.end();
        },
        async discard() {
          await inner?.discard();
        },
      };
    },
  };
}
