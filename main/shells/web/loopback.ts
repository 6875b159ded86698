import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { Failure } from '#shared/model/failure.ts';

/** Waits until a server listens, and gives its port; 0 takes any free one. Throws PORT_IN_USE. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Failure(
              'PORT_IN_USE',
              `Port ${port} is taken by another program. Choose another with --port.`,
              { port },
            )
          : error,
      ),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** By what a request is known to mean a server on a loopback port. */
export function loopbackAddress(port: number) {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const origins: ReadonlySet<string> = new Set([...hosts].map((host) => `http://${host}`));
  return {
    origins,
    /** Whether Host is this server (DNS rebinding), and Origin and Sec-Fetch-Site, where sent, are its own pages. */
    isAddressedHere: ({ headers }: IncomingMessage): boolean =>
      hosts.has(headers.host ?? '') &&
      (headers.origin === undefined || origins.has(headers.origin)) &&
      headers['sec-fetch-site'] !== 'cross-site',
  };
}

/** Compares in a time that does not tell where they differ. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
