/** Work that is done a while after it was asked for, once however often it was asked for meanwhile. */
export interface Due {
  due(afterMs: number): void;
  cancel(): void;
}

/** Makes it; `work` must not throw. */
export function createDue(work: () => void): Due {
  let timer: NodeJS.Timeout | null = null;
  let isOver = false;
  return {
    due(afterMs) {
      if (isOver) return;
      timer ??= setTimeout(() => {
        timer = null;
        work();
      }, afterMs);
    },
    cancel() {
      isOver = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
