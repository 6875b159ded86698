import { Failure } from '#shared/model/failure.ts';

/** What a refresh takes in. */
export interface RefreshKind {
  /** Blocks were replaced, so all of them are taken in anew. */
  readonly reload: boolean;
  /** Records are folded into templates and issues, too. */
  readonly analyze: boolean;
}

/** Refreshes of an open case, one after the other. */
export interface Refreshes {
  /** Resolves when everything that was written before is shown, also where it could not be: that is told. */
  run(kind: RefreshKind): Promise<void>;
  /** Resolves when the next one that begins, whoever asks for it, has ended. */
  next(): Promise<void>;
  /** Resolves when none is under way. */
  done(): Promise<void>;
  /** Throws why records were never folded: a list of templates or issues that is empty for it would say that all is well. */
  throwUnfolded(): void;
}

/** A refresh that has not begun, and takes in what was written before it does. */
interface Queued {
  kind: RefreshKind;
  readonly done: Promise<void>;
}

/**
 * Runs refreshes one after the other. Who asks while one waits that takes in as much waits for the same: of thousands of
 * files that are sent, each asks when it is read, and one after the other took minutes after the last.
 *
 * @param tell hears of each failure once, until a refresh comes to its end again
 */
export function createRefreshes(
  refresh: (kind: RefreshKind) => Promise<void>,
  tell: (failure: Failure) => void,
): Refreshes {
  let running: Promise<void> = Promise.resolve();
  let queued: Queued | null = null;
  let waiting = Promise.withResolvers<void>();
  let isFolded = false;
  let unfolded: unknown = null;
  let told: string | null = null;

  async function attempt(kind: RefreshKind): Promise<void> {
    const waited = waiting;
    waiting = Promise.withResolvers();
    try {
      await refresh(kind);
      told = null;
      if (kind.analyze) isFolded = true;
    } catch (error) {
      if (kind.analyze) unfolded = error;
      // Others are of threads that end while the case closes.
      if (!(error instanceof Failure) || error.code === 'CANCELLED' || error.message === told)
        return;
      told = error.message;
      tell(error);
    } finally {
      waited.resolve();
    }
  }

  return {
    run(kind) {
      if (queued !== null && (queued.kind.analyze || !kind.analyze)) {
        queued.kind = { ...queued.kind, reload: queued.kind.reload || kind.reload };
        return queued.done;
      }
      const done = running.then(() => {
        if (queued === own) queued = null;
        return attempt(own.kind);
      });
      const own: Queued = { kind, done };
      queued = own;
      running = done;
      return done;
    },
    next: () => waiting.promise,
    done: () => running,
    throwUnfolded() {
      if (!isFolded && unfolded !== null) throw unfolded;
    },
  };
}
