import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Load } from '../../../shared/deployments/gates.ts';

/** What listens for a service on loopback and hands each request to the version that is in force. */
export interface Switch {
  readonly port: number;
  /** Turns to a version: requests that come from now on go there; those that run end where they began. */
  turn(releaseId: string, port: number): void;
  /** What was seen of a version; null: it was never turned to. */
  load(releaseId: string): Load | null;
  close(): Promise<void>;
}

/** Opens a switch that turns to nothing yet: 503. */
export async function openSwitch(port: number): Promise<Switch> {
  let target: { releaseId: string; port: number } | null = null;
  const seen = new Map<string, { requests: number; errors: number }>();
  const server = createServer((asked, answer) => {
    if (target === null) {
      answer.writeHead(503).end();
      return;
    }
    const of = seen.get(target.releaseId);
    if (of !== undefined) of.requests++;
    answer.once('close', () => {
      if (of !== undefined && answer.statusCode >= 500) of.errors++;
    });
    handOver(target.port, asked, answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    turn(releaseId, to) {
      // What it did when it was in force before is not held against it.
      seen.set(releaseId, { requests: 0, errors: 0 });
      target = { releaseId, port: to };
    },
    load: (releaseId) => seen.get(releaseId) ?? null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function handOver(port: number, asked: IncomingMessage, answer: ServerResponse): void {
  const { method, url, headers } = asked;
  const onward = request(
    { host: '127.0.0.1', port, ...(method && { method }), ...(url && { path: url }), headers },
    (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    },
  );
  onward.on('error', () => {
    if (!answer.headersSent) answer.writeHead(502);
    answer.end();
  });
  answer.on('close', () => onward.destroy());
  asked.pipe(onward);
}
