import { cancelled, Failure } from '#shared/model/failure.ts';
import type { CaseOperations, SourceRow } from './case-operations.ts';
import type { IngestRequest } from './ingest/index.ts';
import { known, wherePaused } from './known-source.ts';
import type { RewriteHow, Rewritten } from './rewrite-operations.ts';
import type { ThreadClient } from './thread-call.ts';

interface Surroundings {
  sources(): readonly SourceRow[];
  isReading(): boolean;
  read(request: IngestRequest): Promise<void>;
}

/** How far a rewriting is: sources looked through, then read again. */
export interface RewriteProgress {
  readonly phase: 'looking' | 'rewriting' | 'clearing';
  readonly done: number;
  readonly total: number;
}

/**
 * Rewrites the texts of a case for good: those of records by reading their sources again from what the case holds, so
 * that lines stay where they are. Nothing is changed when it is cancelled while it looks. Throws REWRITE_BUSY while
 * something is read, CANCELLED.
 */
export async function rewriteCase(
  thread: ThreadClient<CaseOperations>,
  { sources, isReading, read }: Surroundings,
  how: RewriteHow,
  reason: string,
  signal: AbortSignal,
  tell: (progress: RewriteProgress) => void,
): Promise<Rewritten> {
  if (isReading() || sources().some(({ state }) => state === 'reading' || state === 'following')) {
    throw new Failure(
      'REWRITE_BUSY',
      'Sources are being read or followed. Wait until they are done, or stop them, then try again.',
    );
  }
  await thread.call('beginRewrite', how);
  try {
    const all = sources();
    const touched: SourceRow[] = [];
    for (const [done, source] of all.entries()) {
      if (signal.aborted) throw cancelled();
      tell({ phase: 'looking', done, total: all.length });
      const isRead = source.records > 0 || source.bytes > 0;
      if (isRead && (await thread.call('rewriteTouches', { sourceId: source.id }))) {
        touched.push(source);
      }
    }
    for (const [done, source] of touched.entries()) {
      tell({ phase: 'rewriting', done, total: touched.length });
      // One after the other, and not cancelled any more: half of it would look as if it were all.
      const again = known(source, {
        ...wherePaused(source),
        skipBytes: 0,
        overlap: null,
        from: 'stored',
      });
      await read({ kind: 'known', sources: [again] });
    }
    tell({ phase: 'clearing', done: touched.length, total: touched.length });
    const sourceIds = touched.map(({ id }) => id);
    return await thread.call('finishRewrite', { reason, sourceIds });
  } catch (error) {
    await thread.call('cancelRewrite', null).catch(() => {});
    throw error;
  }
}
