/** Runs something at once when it is called, and at most once in a while as long as it goes on being called. */
export interface Paced {
  /** Runs it now, or when the while is over. */
  call(): void;
  /** Runs it now if a call still waits, and stops. */
  end(): void;
}

/** `everyMs`: the while. Not put off until calls cease: what is kept so was lost on closing. */
export function paced(run: () => void, everyMs: number): Paced {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let waits = false;
  const now = (): void => {
    waits = false;
    timer = setTimeout(() => {
      timer = null;
      if (waits) now();
    }, everyMs);
    run();
  };
  return {
    call() {
      if (timer === null) now();
      else waits = true;
    },
    end() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      if (waits) run();
      waits = false;
    },
  };
}
