import { sep } from 'node:path';
import type { OpenCase } from '../../open-case.ts';

const STOPPED: Unread = {
  path: '',
  code: 'CANCELLED',
  message:
    'Reading was stopped before its end. What was read is kept; a source may be half read, and what comes after it is missing.',
};

/** What of a case could not be read when a command began. It was told then, and is not told again as if it were new. */
export interface UnreadBefore {
  /** The highest number of what was skipped. */
  readonly skipped: number;
  /** Failures of sources, by source; of all that there were, null where there was none. */
  readonly sources: ReadonlyMap<number, string | null>;
}

/** What could not be read, and why. */
export interface Unread {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** What could not be read of a case so far. */
export async function unreadBefore(open: OpenCase): Promise<UnreadBefore> {
  const skipped = await open.skipped();
  return {
    skipped: Math.max(0, ...skipped.slice(-1).map(({ id }) => id)),
    sources: new Map(open.sources().map(({ id, error }) => [id, error?.message ?? null])),
  };
}

/**
 * What could not be read since then: what was skipped, and sources that are new, that failed otherwise than before, or
 * that are of the paths that were asked for, which were read again; and that reading was stopped.
 */
export async function unreadSince(
  open: OpenCase,
  before: UnreadBefore,
  asked: readonly string[],
): Promise<Unread[]> {
  const isAsked = (path: string): boolean =>
    asked.some((one) => path === one || path.startsWith(`${one}${sep}`));
  const failed = open.sources().flatMap(({ id, path, error }) => {
    const isOld = error?.message === before.sources.get(id) && !isAsked(path);
    return error === null || isOld ? [] : [{ path, code: error.code, message: error.message }];
  });
  const skipped = await open.skipped();
  const stopped = (await open.isUnfinished()) ? [STOPPED] : [];
  return [...failed, ...skipped.filter(({ id }) => id > before.skipped), ...stopped];
}
