import type { Encoding } from '#shared/model/source.ts';
import type { CaseOperations, SourceRow } from './case-operations.ts';
import type { AskedRun, IngestRequest, KnownSource } from './ingest/index.ts';
import { goOn, isStopped, isUnfinished, known } from './known-source.ts';
import type { ThreadClient } from './thread-call.ts';

/** How a source is to be read; null: as it is found to be. */
export interface SetReading {
  readonly format: string | null;
  readonly zone: string | null;
  readonly encoding: Encoding | null;
}

interface Dependencies {
  readonly thread: ThreadClient<CaseOperations>;
  sources(): readonly SourceRow[];
  isReading(): boolean;
  /** `before`: the request was asked for earlier, and is gone on with. */
  read(request: IngestRequest, before?: AskedRun): Promise<void>;
}

/** What the analyst asked for is kept in the case until it is at its end, and gone on with after a crash or a stop. */
export function createGoingOn({ thread, sources, isReading, read }: Dependencies) {
  async function readKnown(list: readonly KnownSource[]): Promise<void> {
    if (list.length > 0) await read({ kind: 'known', sources: list });
  }

  /** Goes on with requests, first with what of each was stopped. Gives the sources that are of none of them. */
  async function goOnWithAsked(): Promise<readonly SourceRow[]> {
    let stopped = sources().filter(isStopped);
    for (const { id, request } of await thread.call('asked', null)) {
      const found = new Set((await thread.call('foundFor', { id })).map((its) => its.id));
      const its = stopped.filter((source) => found.has(source.id));
      stopped = stopped.filter((source) => !found.has(source.id));
      const set = request.kind === 'paths' ? request.set : undefined;
      await read(request, { id, stopped: its.map((source) => goOn(source, set)) });
    }
    return stopped;
  }

  return {
    readKnown,
    /** Reads a source again as the analyst sets it. */
    async override(source: SourceRow, set: SetReading): Promise<void> {
      const { id, key, bytes, definition, encodingOverride } = source;
      // The case holds the whole text, so only another encoding needs the original.
      const isHeld = bytes > 0 && set.encoding === encodingOverride;
      const from = isHeld ? 'stored' : 'original';
      const again = { ...set, definition, yearHint: null, from } as const;
      await thread.call('override', { id, key, set, again });
      await readKnown([known(source, again)]);
    },
    /** Remembers a request that can be gone on with after this process ended; null: it cannot. */
    async note(request: IngestRequest): Promise<AskedRun | null> {
      if (request.kind !== 'paths' && request.kind !== 'sample') return null;
      return { id: await thread.call('ask', { request }), stopped: [] };
    },
    /** Notes of the sources that were taken in for a request what was said of them beforehand. */
    async keepSet(
      askedId: number,
      set: { readonly format: string | null; readonly encoding: Encoding | null },
    ): Promise<void> {
      const found = new Set((await thread.call('foundFor', { id: askedId })).map(({ id }) => id));
      for (const source of await thread.call('sources', null)) {
        const { id, key, formatOverride, encodingOverride } = source;
        const isKept = formatOverride === set.format && encodingOverride === set.encoding;
        if (isKept || !found.has(id)) continue;
        await thread.call('change', { entity: 'source', id: key, set });
      }
    },
    /** Whether there is something to go on with; not what failed, which may fail again. */
    isUnfinished: async (): Promise<boolean> =>
      !isReading() &&
      (sources().some(isUnfinished) || (await thread.call('asked', null)).length > 0),
    /** Goes on with what was stopped: sources half read, sources not yet come to, sources to be read again. */
    async resume(): Promise<void> {
      if (isReading()) return;
      const others = await goOnWithAsked();
      await readKnown(others.map((source) => goOn(source)));
      await readKnown(
        sources().flatMap((row) => (row.again === null ? [] : [known(row, row.again)])),
      );
    },
  };
}
