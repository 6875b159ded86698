import type { Random } from '../../../main/ingest/sample/random.ts';

/** Something that a program says again and again, each time with other values. */
export type Message = (random: Random) => string;

/** Errors that no background has. */
export const ERRORS: readonly [Message, ...Message[]] = [
  (r) =>
    `could not connect to db-${r.int(1, 4)}.internal:5432 after ${r.int(900, 9000)} ms: connection refused`,
  (r) =>
    `deadlock detected while locking account ${r.int(10_000, 99_999)}, transaction ${r.hex(8)} aborted`,
  (r) => `TLS handshake with 10.1.${r.int(0, 9)}.${r.int(1, 254)} failed: certificate has expired`,
  (r) =>
    `quota exceeded while writing /var/spool/out/part-${r.int(1000, 9999)}: no space left on device`,
  (r) => `cannot allocate ${r.int(1, 64) * 4096} bytes for session ${r.hex(12)}`,
  (r) => `queue outbound is full, message ${r.hex(10)} dropped after ${r.int(3, 9)} tries`,
  (r) =>
    `checksum mismatch in segment ${r.int(1, 900)} of volume vol-${r.int(1, 20)}: expected ${r.hex(8)}`,
  (r) => `leader lost for partition ${r.int(0, 63)}, election ${r.int(100, 999)} failed`,
];

/** What other parts say once something is broken. */
export const CONSEQUENCES: readonly [Message, ...Message[]] = [
  (r) => `giving up on request ${r.hex(12)} after ${r.int(4000, 9000)} ms, upstream timed out`,
  (r) => `circuit breaker for backend is open, ${r.int(2, 40)} calls rejected`,
  (r) => `retrying job ${r.hex(8)} in ${r.int(2, 60)} s (attempt ${r.int(2, 5)})`,
];

export const heartbeat: Message = (r) =>
  `keepalive ok, ${r.int(2, 4)} peers, lag ${r.int(1, 30)} ms`;

/** A request and how long it took; `slow` times as long as usual. */
export const served =
  (slow: number): Message =>
  (r) =>
    `call ${r.hex(10)} answered in ${Math.round((60 + r.exponential(70)) * slow)} ms`;

/** Things that look like trouble and are none: they come, lead to nothing, and go. */
export const HERRINGS = ['scan', 'disk', 'release', 'chronic'] as const;

export const scan: Message = (r) =>
  `rejected login of ${r.pick(['admin', 'test', 'oracle', 'pi'])} from 198.51.100.${r.int(1, 254)} port ${r.int(2000, 60_000)}`;
export const disk: Message = (r) => `volume data is ${r.int(85, 89)} % full, cleaning up`;
export const chronic: Message = (r) =>
  `mail to ${r.hex(6)}@example.net bounced, code ${r.int(550, 554)}`;
