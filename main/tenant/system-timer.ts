/** A timer of the system, which keeps no process alive. */
export function systemTimer(run: () => void, afterMs: number): { cancel(): void } {
  const timer = setTimeout(run, afterMs);
  timer.unref();
  return { cancel: () => clearTimeout(timer) };
}
