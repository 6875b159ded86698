import type { CaseOperations, SourceRow } from './case-operations.ts';
import type { IngestRequest } from './ingest/index.ts';
import { known, wherePaused } from './known-source.ts';
import type { RefreshKind } from './refreshes.ts';
import type { ThreadClient } from './thread-call.ts';

interface Dependencies {
  readonly thread: ThreadClient<CaseOperations>;
  sources(): readonly SourceRow[];
  /** Throws SOURCE_GONE. */
  sourceById(id: number): SourceRow;
  read(request: IngestRequest): Promise<void>;
  refresh(kind: RefreshKind): Promise<void>;
  /** A source is not in the case any more. */
  removed(): void;
}

/** Sources whose content stands in others too: which of them is counted. */
export function createSourceCopies(deps: Dependencies) {
  const { thread } = deps;

  /** @param onlyOnce those that are copies of each other are still counted once */
  async function countAgain(copies: readonly SourceRow[], onlyOnce: boolean): Promise<void> {
    const unread: SourceRow[] = [];
    for (const copy of copies) {
      const shown = await thread.call('showHidden', { sourceId: copy.id });
      if (!shown) unread.push(copy);
    }
    await deps.read({
      kind: 'known',
      sources: unread.map((source) =>
        source.duplicate?.kind === 'overlap'
          ? known(source, { ...wherePaused(source), skipBytes: 0, overlap: null, from: 'stored' })
          : known(source, { onlyOnce }),
      ),
    });
  }

  return {
    /** Counts what was left out of a source as a duplicate. Resolves when it is read. Throws SOURCE_GONE. */
    async countAnyway(id: number): Promise<void> {
      const source = deps.sourceById(id);
      if (source.duplicate === null) return;
      await thread.call('countAnyway', { sourceId: id });
      await countAgain([source], false);
    },
    /** Takes a source out of the case; what was left out for its sake is counted then. Throws SOURCE_GONE. */
    async removeSource(id: number): Promise<void> {
      deps.sourceById(id);
      const copies = deps.sources().filter(({ duplicate }) => duplicate?.of === id);
      await thread.call('removeSource', { id });
      await deps.refresh({ reload: true, analyze: copies.length === 0 });
      deps.removed();
      // What was left out for its sake is now counted nowhere.
      if (copies.length > 0) await countAgain(copies, true);
    },
  };
}
