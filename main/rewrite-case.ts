import { cancelled, Failure } from '#shared/model/failure.ts';
import type { CaseOperations, SourceRow } from './case-operations.ts';
import type { IngestRequest } from './ingest/index.ts';
import { known, wherePaused } from './known-source.ts';
import type {
  BesidePreview,
  BlockPreview,
  ChangingLine,
  RewriteHow,
  Rewritten,
} from './rewrite-operations.ts';
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
  requireIdle(isReading, sources());
  await thread.call('beginRewrite', how);
  try {
    const all = sources();
    const touched: SourceRow[] = [];
    for (const [done, source] of all.entries()) {
      if (signal.aborted) throw cancelled();
      tell({ phase: 'looking', done, total: all.length });
      if (isRead(source) && (await thread.call('rewriteTouches', { sourceId: source.id }))) {
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

const isRead = ({ records, bytes }: SourceRow): boolean => records > 0 || bytes > 0;

function requireIdle(isReading: () => boolean, sources: readonly SourceRow[]): void {
  if (isReading() || sources.some(({ state }) => state === 'reading' || state === 'following')) {
    throw new Failure(
      'REWRITE_BUSY',
      'Sources are being read or followed. Wait until they are done, or stop them, then try again.',
    );
  }
}

/** What a rewriting would do; see `Rewritten`. */
export interface RewritePreview extends Omit<BesidePreview, 'originals'> {
  readonly places: number;
  /** Sources with something in them that would change. */
  readonly sources: readonly {
    readonly id: number;
    readonly places: number;
    readonly lines: number;
    /** Its original is kept in the case, and would go. */
    readonly original: boolean;
  }[];
  /** The first lines that would change, with their number in the source, from 1. */
  readonly examples: readonly (Omit<ChangingLine, 'at'> & {
    readonly sourceId: number;
    readonly line: number;
  })[];
}

/** Lines that are shown of a preview, and characters of each. */
const MOST_EXAMPLES = 100;
const LONGEST_EXAMPLE = 2_000;

/**
 * Goes through everything that a rewriting would go through, and changes nothing. `tell` hears bytes of the sources.
 * Throws REWRITE_BUSY, REWRITE_RUNS, CANCELLED.
 */
export async function previewRewrite(
  thread: ThreadClient<CaseOperations>,
  { sources, isReading }: Pick<Surroundings, 'sources' | 'isReading'>,
  how: RewriteHow,
  signal: AbortSignal,
  tell: (done: number, total: number) => void,
): Promise<RewritePreview> {
  requireIdle(isReading, sources());
  await thread.call('beginRewrite', how);
  try {
    const all = sources().filter(isRead);
    const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
    const touched: { id: number; places: number; lines: number }[] = [];
    const examples: RewritePreview['examples'][number][] = [];
    let done = 0;
    for (const { id: sourceId, bytes } of all) {
      const sum = { id: sourceId, places: 0, lines: 0 };
      let firstLine = 1;
      for (let after: number | null = null; ;) {
        if (signal.aborted) throw cancelled();
        const block: BlockPreview | null = await thread.call('previewBlock', { sourceId, after });
        if (block === null) break;
        after = block.blockId;
        sum.places += block.places;
        sum.lines += block.lines.length;
        for (const line of block.lines.slice(0, MOST_EXAMPLES - examples.length)) {
          examples.push({
            sourceId,
            line: firstLine + line.at,
            before: line.before.slice(0, LONGEST_EXAMPLE),
            after: line.after.slice(0, LONGEST_EXAMPLE),
          });
        }
        firstLine += block.lineEnds;
      }
      if (sum.places > 0) touched.push(sum);
      done += bytes;
      tell(done, total);
    }
    const { originals, entries, remembered } = await thread.call('previewBeside', {
      sourceIds: touched.map(({ id }) => id),
    });
    return {
      places: touched.reduce((sum, { places }) => sum + places, 0),
      sources: touched.map((sum) => ({ ...sum, original: originals.includes(sum.id) })),
      entries,
      remembered,
      examples,
    };
  } finally {
    await thread.call('cancelRewrite', null).catch(() => {});
  }
}
