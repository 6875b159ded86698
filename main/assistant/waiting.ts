import { cancelled, type Failure } from '#shared/model/failure.ts';

/** Answers that come from elsewhere than where they are waited for: from the page. */
export interface Waiting<T> {
  /** Resolves when somebody settles it. Throws CANCELLED. */
  wait(id: string, signal: AbortSignal): Promise<T>;
  /** Throws what `gone` makes when nobody waits for it. */
  settle(id: string, answer: T): void;
}

/** Nothing waits yet. */
export function createWaiting<T>(gone: (id: string) => Failure): Waiting<T> {
  const waiting = new Map<string, (answer: T) => void>();
  return {
    wait: (id, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          waiting.delete(id);
          reject(cancelled());
        };
        if (signal.aborted) {
          stop();
          return;
        }
        signal.addEventListener('abort', stop, { once: true });
        waiting.set(id, (answer) => {
          waiting.delete(id);
          signal.removeEventListener('abort', stop);
          resolve(answer);
        });
      }),
    settle(id, answer) {
      const settled = waiting.get(id);
      if (settled === undefined) throw gone(id);
      settled(answer);
    },
  };
}
