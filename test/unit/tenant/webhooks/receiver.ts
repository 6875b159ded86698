import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody who is told: keeps what came, and answers as it is told to. */
export interface Receiver {
  /** An address of its own for one webhook. */
  urlFor(webhook: string): string;
  /** What came to an address, when so many did. */
  until(url: string, count: number): Promise<Received[]>;
  /** Status of the answers from now on. */
  answers(status: number): void;
  close(): Promise<void>;
}

/** Opens one on loopback. */
export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let status = 204;
  let came = (): void => {};
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
      came();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlFor: (webhook) => `http://127.0.0.1:${port}/${webhook}`,
    answers: (next) => (status = next),
    async until(url, count) {
      for (;;) {
        const found = received.filter(({ path }) => path === new URL(url).pathname);
        if (found.length >= count) return found;
        await new Promise<void>((resolve) => (came = resolve));
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** What the reference verifier makes of a message; throws when its signature is not by this secret. */
export function verified(secret: string, { headers, body }: Received): unknown {
  const said = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, String(value)]),
  );
  return new Webhook(secret).verify(body, said);
}
