const at = (time: string): number => Date.parse(`2026-03-12T${time}Z`);

/**
 * When the sample's story turns, in milliseconds UTC. Release 2.3.1 of `payment` keeps a database
 * connection whenever a charge is declined; twelve minutes later its pool of ten is used up, every
 * charge waits in vain, shop-api times out and retries, nginx answers 504, twice 502 while shop-api is
 * restarted by its watchdog. The rollback ends it. The disk warning and the ssh scan mean nothing.
 */
export const STORY = {
  begin: at('13:30:00'),
  release: at('14:07:00'),
  diskWarning: at('14:11:00'),
  sshScan: at('14:15:00'),
  exhausted: at('14:19:00'),
  apiRestarts: [at('14:31:20'), at('14:44:05')],
  rollback: at('14:52:00'),
  end: at('15:30:00'),
} as const;

/** How long a service does not answer while it starts anew. */
const PAYMENT_START_MS = 9_000;
const API_START_MS = 12_000;

export const POOL_SIZE = 10;
/** What a charge waits for a connection before it gives up (Hikari's connectionTimeout). */
export const POOL_WAIT_MS = 30_000;

/** Connections lost at a time: one every 72 s from the release until none is left. */
export function leaked(time: number): number {
  if (time < STORY.release || time >= STORY.rollback) return 0;
  const every = (STORY.exhausted - STORY.release) / POOL_SIZE;
  return Math.min(POOL_SIZE, Math.floor((time - STORY.release) / every));
}

/** No connection is to be had. */
export const poolIsExhausted = (time: number): boolean => leaked(time) === POOL_SIZE;

const within = (time: number, start: number, length: number): boolean =>
  time >= start && time < start + length;

export const paymentIsDown = (time: number): boolean =>
  within(time, STORY.release, PAYMENT_START_MS) || within(time, STORY.rollback, PAYMENT_START_MS);

export const apiIsDown = (time: number): boolean =>
  STORY.apiRestarts.some((start) => within(time, start, API_START_MS));

export const paymentVersion = (time: number): string =>
  time >= STORY.release && time < STORY.rollback ? '2.3.1' : '2.3.0';
