import { createDue } from './due.ts';

/** How often results are brought up to date while sources are read, and after something that grows. */
const READ_EVERY_MS = 400;
/** What comes after a pause is shown at once. */
const GROWN_EVERY_MS = 300;
const FOLD_EVERY_MS = 3000;
/** Bringing up to date takes a fifth of the time at most (with thousands of sources it is no trifle), folding a tenth. */
const REFRESH_SHARE = 5;
const FOLD_SHARE = 10;

/** Says when results are to be brought up to date, and records to be folded anew. */
export interface RefreshPace {
  /** Some of what is being read was committed. */
  read(): void;
  /** A source that is followed grew. */
  grew(): void;
  /** How long folding took, milliseconds. */
  folded(ms: number): void;
  close(): void;
}

/** Makes a pace for `refresh`, which must not reject. */
export function createRefreshPace(refresh: (fold: boolean) => Promise<void>): RefreshPace {
  let [shownMs, foldedMs, refreshMs, foldMs] = [0, 0, 0, 0];
  const grown = createDue(show);
  const owed = createDue(() => grown.due(0));

  function show(): void {
    const now = performance.now();
    shownMs = now;
    const waitMs = foldedMs + Math.max(FOLD_EVERY_MS, FOLD_SHARE * foldMs) - now;
    if (waitMs <= 0) foldedMs = now;
    else owed.due(waitMs);
    void refresh(waitMs <= 0).then(() => {
      if (waitMs > 0) refreshMs = performance.now() - now;
    });
  }

  return {
    read() {
      const every = Math.max(READ_EVERY_MS, REFRESH_SHARE * refreshMs);
      if (performance.now() - shownMs >= every) show();
    },
    grew: () => grown.due(Math.max(0, shownMs + GROWN_EVERY_MS - performance.now())),
    folded(ms) {
      foldMs = ms;
    },
    close() {
      grown.cancel();
      owed.cancel();
    },
  };
}
