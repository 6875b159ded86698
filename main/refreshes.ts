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
  /** Resolves when none is under way. */
  done(): Promise<void>;
  /** Throws why records were never folded: a list of templates or issues that is empty for it would say that all is well. */
  throwUnfolded(): void;
}

/**
 * Runs refreshes one after the other.
 *
 * @param tell hears of each failure once, until a refresh comes to its end again
 */
export function createRefreshes(
  refresh: (kind: RefreshKind) => Promise<void>,
  tell: (failure: Failure) => void,
): Refreshes {
  let running: Promise<void> = Promise.resolve();
  let isFolded = false;
  let unfolded: unknown = null;
  let told: string | null = null;

  async function attempt(kind: RefreshKind): Promise<void> {
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
    }
  }

  return {
    run(kind) {
      running = running.then(() => attempt(kind));
      return running;
    },
    done: () => running,
    throwUnfolded() {
      if (!isFolded && unfolded !== null) throw unfolded;
    },
  };
}
