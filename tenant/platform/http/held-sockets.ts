import type { WebSocket } from '@fastify/websocket';

/** A connection that does not answer for so long is ended. */
const HEARTBEAT_MS = 30_000;

/** WebSockets that are open, each of somebody. */
export interface HeldSockets {
  /** Keeps a connection while the other side answers. False: its owner has the most already, and it was closed. */
  hold(socket: WebSocket, owner: string, ended: () => void): boolean;
}

/** Holds so many connections of each owner at most. */
export function createHeldSockets(most: number): HeldSockets {
  const open = new Map<string, number>();
  return {
    hold(socket, owner, ended) {
      const count = (open.get(owner) ?? 0) + 1;
      if (count > most) {
        socket.close(1013, 'too many connections');
        return false;
      }
      open.set(owner, count);
      let answered = true;
      const heartbeat = setInterval(() => {
        if (!answered) socket.terminate();
        answered = false;
        socket.ping();
      }, HEARTBEAT_MS);
      socket.on('pong', () => (answered = true));
      socket.on('error', () => socket.terminate());
      socket.on('close', () => {
        clearInterval(heartbeat);
        open.set(owner, (open.get(owner) ?? 1) - 1);
        if (open.get(owner) === 0) open.delete(owner);
        ended();
      });
      return true;
    },
  };
}
