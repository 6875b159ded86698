import { pino, type Logger } from 'pino';
import type { Configuration } from './configuration.ts';

/** The server's own log, JSON lines on stderr: what failed where; never a body, a header or a value of a case. */
export function createLog(level: Configuration['log']): Logger {
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
}
