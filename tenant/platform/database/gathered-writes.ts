import { Socket } from 'node:net';

/**
 * A connection to the database that sends all that is written in one turn of the event loop at once. `pg` writes each statement
 * by itself, and each write wakes the database: where it shares a core with the server, it takes the core away at each of
 * the ten statements of a push.
 */
export function gatheredWrites(): Socket {
  const socket = new Socket();
  const [connect, write] = [socket.connect.bind(socket), socket.write.bind(socket)];
  let gathers = false;
  const gather = ((...written: Parameters<Socket['write']>) => {
    if (!gathers) {
      gathers = true;
      socket.cork();
      // After what is ready to run now, statements of the same transaction among it.
      process.nextTick(() => {
        gathers = false;
        socket.uncork();
      });
    }
    return write(...written);
  }) as Socket['write'];
  socket.connect = ((...where: Parameters<Socket['connect']>) => {
    connect(...where);
    // Connecting puts the `write` of Node back (`net.js`, `Socket.prototype.connect`).
    socket.write = gather;
    return socket;
  }) as Socket['connect'];
  return socket;
}
