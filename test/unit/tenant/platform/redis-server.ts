import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** What is added to the name of a test that a machine without Redis does not run; empty: it does. */
export const WITHOUT_REDIS =
  spawnSync('redis-server', ['--version']).status === 0
    ? ''
    : ' (not run: there is no redis-server on PATH)';

const PASSWORD = 'only-for-tests';

export interface TestRedis {
  readonly url: string;
  start(): Promise<void>;
  /** Kills it; what it held is gone. */
  kill(): Promise<void>;
}

/** A Redis of one's own on this machine, which keeps nothing on disk. */
export async function testRedis(): Promise<TestRedis> {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  let end = async (): Promise<void> => {};
  const start = async (): Promise<void> => {
    const at = `--port ${port} --bind 127.0.0.1 --requirepass ${PASSWORD}`;
    const kept = ['--save', '', '--appendonly', 'no'];
    const redis = spawn('redis-server', [...at.split(' '), ...kept]);
    end = async () => {
      const gone = once(redis, 'exit');
      redis.kill('SIGKILL');
      await gone;
      end = async () => {};
    };
    let said = '';
    for await (const part of redis.stdout) {
      said += String(part);
      if (said.includes('Ready to accept connections')) break;
    }
  };
  return { url: `redis://:${PASSWORD}@127.0.0.1:${port}`, start, kill: () => end() };
}
