import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { Failure } from '#shared/model/failure.ts';

/** What a page of a sign-in sends the browser back with, to this machine. */
export interface BrowserAnswer {
  /** Where the page is to send it. */
  readonly redirect: string;
  /** What it is to bring back. An answer that brings another is not ours, and is sent away. */
  readonly state: string;
  /**
   * The parameters of the answer. `refused`: whether it is one that signs nobody in, which the browser is then shown.
   * Throws SIGN_IN_ABANDONED when none comes in ten minutes, or the signal says so.
   */
  params(
    refused: (params: URLSearchParams) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<URLSearchParams>;
  close(): void;
}

/** A person is waited for so long. */
const PATIENCE_MS = 10 * 60_000;

const PAGE = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><body style="font:16px system-ui;margin:15vh auto;width:24rem;max-width:90vw"><h1 style="font-size:1.25rem">${title}</h1><p>${text}</p></body></html>`;

/** Opens a port of this machine for one answer of the system's browser (RFC 8252, section 7.3). `server`: who refuses, for a person. */
export async function awaitBrowser(server: string): Promise<BrowserAnswer> {
  const state = randomBytes(32).toString('base64url');
  const listener = createServer();
  const port = await listening(listener);
  return {
    redirect: `http://127.0.0.1:${port}/callback`,
    state,
    params: (refused, signal) => answerOf(listener, { state, server, refused }, signal),
    close() {
      listener.closeAllConnections();
      listener.close();
    },
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

interface Expected {
  readonly state: string;
  readonly server: string;
  readonly refused: (params: URLSearchParams) => boolean;
}

function answerOf(
  listener: Server,
  { state: expected, server, refused }: Expected,
  signal: AbortSignal | undefined,
): Promise<URLSearchParams> {
  return new Promise((resolve, reject) => {
    const abandon = (): void =>
      reject(new Failure('SIGN_IN_ABANDONED', 'The sign-in was not finished in the browser.'));
    const timer = setTimeout(abandon, PATIENCE_MS);
    timer.unref();
    if (signal?.aborted === true) abandon();
    signal?.addEventListener('abort', abandon, { once: true });
    listener.on('request', ({ url = '', method }, response) => {
      const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
      const state = searchParams.get('state') ?? '';
      if (method !== 'GET' || pathname !== '/callback' || !isSame(state, expected)) {
        reply(response, 404, 'Nothing is here', 'This page belongs to a sign-in that is not open.');
        return;
      }
      clearTimeout(timer);
      if (refused(searchParams)) {
        reply(response, 400, 'Not signed in', `${server} refused it. Error-IQ says more.`);
      } else {
        reply(response, 200, 'Signed in', 'Go back to Error-IQ; this page can be closed.');
      }
      resolve(searchParams);
    });
  });
}

function reply(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(PAGE(title, text));
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
