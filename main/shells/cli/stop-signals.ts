import { constants } from 'node:os';

/** Ctrl+C; the system ends the program; its terminal is closed. */
const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Takes the others as Ctrl+C is taken: what is at work stops, takes away what it began (half an export, a case that was to be
 * removed), and keeps what is kept. Where nothing listens for Ctrl+C, or it was asked before, the program ends at once, by
 * `process.exit`, so that what is to be done at its exit is.
 */
export function stopAsByInterrupt(): void {
  for (const signal of ENDS) {
    if (!process.listeners(signal).includes(stop)) process.on(signal, stop);
  }
}

function stop(signal: NodeJS.Signals): void {
  const others = process.listenerCount('SIGINT') - 1;
  if (others === 0) process.exit(128 + constants.signals[signal]);
  if (signal !== 'SIGINT') process.emit('SIGINT', 'SIGINT');
}
