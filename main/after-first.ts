/** What comes first may never come: a command that only counts asks for no rows. */
const LATEST_MS = 500;

/** Work that others wait for, put off until something more urgent is done. */
export interface AfterFirst {
  /** Begins it if it has not begun. Resolves when it is done. */
  now(): Promise<void>;
  /** It begins no more by itself. */
  cancel(): void;
}

/** Does `work` once: when `first` has come, after half a second without it, or when somebody waits for it. `work` must not reject. */
export function afterFirst(first: Promise<void>, work: () => Promise<void>): AfterFirst {
  let done: Promise<void> | null = null;
  let isOver = false;
  const now = (): Promise<void> => {
    clearTimeout(timer);
    done ??= work();
    return done;
  };
  const byItself = (): void => {
    if (!isOver) void now();
  };
  const timer = setTimeout(byItself, LATEST_MS);
  void first.then(byItself);
  return {
    now,
    cancel() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
