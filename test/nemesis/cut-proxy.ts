import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** What stands between clients and a server, and cuts them off from each other. */
export interface CutProxy {
  readonly port: number;
  /** Cuts all connections, whatever is on its way; gives how many there were. */
  cut(): number;
  close(): void;
}

/** Starts one on loopback; where the server listens is asked for each connection. */
export async function startCutProxy(serverPort: () => number): Promise<CutProxy> {
  const open = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(serverPort(), '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (proxy.address() as AddressInfo).port,
    cut() {
      const count = open.size / 2;
      for (const socket of open) socket.destroy();
      return count;
    },
    close() {
      for (const socket of open) socket.destroy();
      proxy.close();
    },
  };
}
