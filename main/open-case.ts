import { availableParallelism } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { Failure } from '#shared/model/failure.ts';
import type { FormatDefinition } from '#shared/model/format.ts';
import type { Comparison, Side } from '#shared/model/comparison.ts';
import type { Diagnosis } from '#shared/model/hypothesis.ts';
import type { Issue } from '#shared/model/issue.ts';
import { placedInLogs, type RotatedSet } from '#shared/model/rotated-set.ts';
import type { JournalKind } from '#shared/model/journal-entry.ts';
import type { Encoding } from '#shared/model/source.ts';
import type { Template } from '#shared/model/template.ts';
import type { CaseOperations, CaseThreadData, SourceRow } from './case-operations.ts';
import { lockCase } from './cases/index.ts';
import {
  createIngest,
  yearsToSetRight,
  type IngestProgress,
  type IngestRequest,
  type KnownSource,
} from './ingest/index.ts';
import {
  createAnalyst,
  keptDiagnosis,
  NO_GROUPING,
  runComparison,
  type Analysis,
  type GroupingText,
} from './iq/index.ts';
import { createLogStore, createSearchPool, type Knowledge } from './logstore/index.ts';
import type { CopyMerge, OtherCopy } from './merge-copy.ts';
import { createOpenEvidence, eventsOf, type EvidenceEvent } from './open-evidence.ts';
import { createSourceBytes } from './source-bytes.ts';
import { knowledgeOf, setsOf } from './case-knowledge.ts';
import { createThreadClient } from './thread-call.ts';
import { startThread } from './thread-start.ts';

/** What about an open case has changed. */
export type CaseEvent =
  | { readonly type: 'sources' | 'records' | 'analysis' | EvidenceEvent }
  | { readonly type: 'ingest'; readonly progress: IngestProgress };

/** Goes on exactly as the reading that was stopped: with what it found, from where it came to. */
function wherePaused(source: SourceRow): Partial<KnownSource> {
  const { format, definition, zone, encoding, yearHint, bytes } = source;
  return { format, definition, zone, encoding, yearHint, skipBytes: bytes };
}

function isSetAlike(a: SourceRow, b: SourceRow): boolean {
  return (
    a.formatOverride === b.formatOverride &&
    a.zoneOverride === b.zoneOverride &&
    a.encodingOverride === b.encodingOverride
  );
}

/** Whether records are folded into other issues after entries of these kinds. Who merges issues asks for it. */
const regroups = (kinds: readonly JournalKind[]): boolean =>
  kinds.includes('issuePart.changed') ||
  kinds.includes('grouping.changed') ||
  (kinds.includes('issue.changed') && kinds.includes('entry.undone'));

/** How often results are brought up to date while sources are read. */
const REFRESH_EVERY_MS = 400;
const ANALYZE_EVERY_MS = 3000;
const MOST_SEARCHERS = 6;

const NO_ANALYSIS: Analysis = {
  templates: [],
  issues: [],
  groupingProblems: [],
  templateBySkeleton: new Uint32Array(),
  issueBySkeleton: new Uint32Array(),
};

type CaseThread = CaseOperations & { connect(input: { port: MessagePort }): void };

export type OpenCase = Awaited<ReturnType<typeof openCase>>;

/**
 * Opens a case for this process: takes its lock and starts its threads. Throws CASE_IN_USE and what
 * opening the file throws; then nothing is left running. `ownFormats` is asked before each
 * reading, `ownGrouping` before each analysis.
 */
export async function openCase(
  data: CaseThreadData,
  onEvent: (event: CaseEvent) => void,
  ownFormats: () => Promise<readonly FormatDefinition[]> = () => Promise.resolve([]),
  ownGrouping: () => Promise<GroupingText> = () => Promise.resolve(NO_GROUPING),
) {
  const lock = lockCase(data.path);
  const { path, key } = data;
  const worker = startThread('case-thread', data);
  const thread = createThreadClient<CaseThread>(worker);
  const gone = (): void =>
    thread.abandon(
      new Failure(
        'CASE_THREAD_DIED',
        `${path} cannot be written any more: its thread ended. Close the case and open it again.`,
        { path },
      ),
    );
  worker.on('error', gone);
  worker.on('exit', gone);
  try {
    await thread.call('settle', null);
  } catch (error) {
    await worker.terminate();
    lock.release();
    throw error;
  }
  const searchers = Math.min(MOST_SEARCHERS, Math.max(1, availableParallelism()));
  const store = createLogStore(createSearchPool(searchers, { path, key }));
  const analyst = createAnalyst({ path, key });

  let info = await thread.call('info', null);
  let sources: SourceRow[] = [];
  let sets: readonly RotatedSet[] = [];
  let analysis = NO_ANALYSIS;
  const diagnosis = keptDiagnosis(async () =>
    analyst.diagnose({ knowledge: knowledge(), profile: await ownGrouping() }),
  );
  let progress: IngestProgress | null = null;
  let refreshedMs = 0;
  let analyzedMs = 0;
  let refreshing: Promise<void> = Promise.resolve();
  let reading = 0;
  const closing = new AbortController();

  const ingest = createIngest(
    (port) => void thread.call('connect', { port }, [port]),
    (next) => {
      progress = next;
      onEvent({ type: 'ingest', progress: next });
      const now = performance.now();
      if (now - refreshedMs < REFRESH_EVERY_MS) return;
      refreshedMs = now;
      const analyze = now - analyzedMs > ANALYZE_EVERY_MS;
      if (analyze) analyzedMs = now;
      void refresh({ reload: false, analyze });
    },
  );

  /** Brings everything that is derived up to date, one refresh after the other. */
  function refresh(what: { reload: boolean; analyze: boolean }): Promise<void> {
    refreshing = refreshing.then(() => refreshNow(what)).catch(() => {});
    return refreshing;
  }

  async function refreshNow({
    reload,
    analyze,
  }: {
    reload: boolean;
    analyze: boolean;
  }): Promise<void> {
    sources = await thread.call('sources', null);
    sets = setsOf(sources);
    await store.know(knowledge(), info.zone);
    await store.refresh(reload);
    onEvent({ type: 'sources' });
    onEvent({ type: 'records' });
    if (!analyze) return;
    analysis = await analyst.analyze({ exact: reading === 0, profile: await ownGrouping() });
    diagnosis.forget();
    await store.know(knowledge(), info.zone);
    onEvent({ type: 'analysis' });
  }

  const knowledge = (): Knowledge => knowledgeOf(sources, sets, analysis);

  async function read(request: IngestRequest): Promise<void> {
    reading++;
    // Re-read blocks take the place of old ones, so everything is taken in anew.
    let reload = request.kind === 'known';
    try {
      await ingest.run(request, info.zone, await ownFormats());
      reload = (await setYearsRight()) || reload;
    } finally {
      reading--;
      await refresh({ reload, analyze: true });
    }
  }

  /** Reads sources again whose dates lack a year that fits their place in a rotated log. */
  async function setYearsRight(): Promise<boolean> {
    const rows = await thread.call('sources', null);
    const years = new Map(yearsToSetRight(rows, setsOf(rows)).map(({ id, year }) => [id, year]));
    const wrong = rows.filter(({ id, state }) => years.has(id) && state === 'done');
    if (wrong.length === 0) return false;
    const request: IngestRequest = {
      kind: 'known',
      sources: wrong.map((row) =>
        known(row, {
          ...wherePaused(row),
          skipBytes: 0,
          yearHint: years.get(row.id) ?? null,
          from: 'stored',
        }),
      ),
    };
    await ingest.run(request, info.zone, await ownFormats());
    return true;
  }

  function known(source: SourceRow, change: Partial<KnownSource>): KnownSource {
    return {
      sourceId: source.id,
      path: source.path,
      origin: JSON.parse(source.origin),
      size: source.size,
      mtimeUs: source.mtimeUs,
      format: source.formatOverride,
      definition: source.definition,
      zone: source.zoneOverride,
      encoding: source.encodingOverride,
      yearHint: null,
      begun: source.state !== 'waiting',
      skipBytes: 0,
      from: 'original',
      ...change,
    };
  }

  /** Reads sources again that are set to be read otherwise than they were; clocks need no reading. */
  async function readAsSet(): Promise<void> {
    const before = new Map(sources.map((source) => [source.id, source]));
    await refresh({ reload: true, analyze: true });
    const otherwise = sources.flatMap((source) => {
      const was = before.get(source.id);
      if (was === undefined || source.state === 'waiting' || isSetAlike(was, source)) return [];
      const reencode = was.encodingOverride !== source.encodingOverride;
      return [known(source, { from: reencode ? 'original' : 'stored' })];
    });
    if (otherwise.length > 0) await read({ kind: 'known', sources: otherwise });
  }

  function sourceById(id: number): SourceRow {
    const source = sources.find((candidate) => candidate.id === id);
    if (source !== undefined) return source;
    throw new Failure('SOURCE_GONE', 'This source is not in the case any more.', { id });
  }

  const evidence = createOpenEvidence(thread, store, {
    sources: () => sources,
    /** The case itself may be named otherwise, or its sources be read with other clocks. */
    async changed(kinds) {
      if (kinds.some((kind) => kind.startsWith('case.') && kind !== 'case.exported')) {
        info = await thread.call('info', null);
        await store.know(knowledge(), info.zone);
      }
      if (kinds.includes('source.changed')) await readAsSet();
      if (regroups(kinds)) await refresh({ reload: false, analyze: true });
      for (const type of eventsOf(kinds)) onEvent({ type });
    },
  });

  await refresh({ reload: false, analyze: false });
  // Not waited for: the first rows are on the screen before a large case is folded anew.
  const analysed = refresh({ reload: false, analyze: true });

  return {
    path,
    store,
    ...evidence,
    ...createSourceBytes(thread, ingest, sourceById),
    /** Aborted when the case begins to close: nothing of it may leave after that. */
    closing: closing.signal,
    info: () => info,
    sources: (): readonly SourceRow[] => sources,
    /** The sources as they are shown: the files of a rotated log together, oldest first, each with its log. */
    orderedSources: () => placedInLogs(sources, sets),
    async templates(): Promise<readonly Template[]> {
      await analysed;
      return analysis.templates;
    },
    async issues(): Promise<readonly Issue[]> {
      await analysed;
      return analysis.issues;
    },
    /** What changed and what may have caused it; found when it is first asked for, and again when records changed. */
    async diagnosis(): Promise<Diagnosis> {
      await analysed;
      return diagnosis.get();
    },
    /** What differs between two sides. Throws QUERY_INVALID, CANCELLED. */
    async compare(a: Side, b: Side, signal: AbortSignal): Promise<Comparison> {
      await analysed;
      return runComparison(store, { a, b }, analysis, signal);
    },
    progress: () => progress,
    isReading: (): boolean => reading > 0,
    skipped: () => thread.call('skipped', null),
    dismissSkipped: () => thread.call('dismissSkipped', null),
    /** Lines of grouping rules that are none. */
    groupingProblems: () => analysis.groupingProblems,
    /** Folds records anew, as after a change of the profile's grouping rules. */
    analyze: () => refresh({ reload: false, analyze: true }),
    viewGet: (name: string) => thread.call('viewGet', { key: name }),
    viewSet: (name: string, value: string) => thread.call('viewSet', { key: name, value }),
    /** Reads paths, an upload or the sample into the case. Resolves when it is all committed or cancelled. */
    read,
    cancelReading: () => ingest.cancel(),
    /** Goes on with sources that were stopped. */
    async resume(): Promise<void> {
      // `waiting`: the process ended between taking the source in and beginning to read it.
      const stopped = sources.filter(({ state }) =>
        ['waiting', 'cancelled', 'failed'].includes(state),
      );
      if (stopped.length === 0) return;
      await read({
        kind: 'known',
        sources: stopped.map((source) =>
          source.state === 'waiting' ? known(source, {}) : known(source, wherePaused(source)),
        ),
      });
    },
    async override(
      id: number,
      change: { format: string | null; zone: string | null; encoding: Encoding | null },
    ): Promise<void> {
      const source = sourceById(id);
      await thread.call('change', { entity: 'source', id: source.key, set: change });
      // The case holds the whole text, so only another encoding needs the original.
      const reencode = change.encoding !== source.encodingOverride;
      await read({
        kind: 'known',
        sources: [known(source, { ...change, from: reencode ? 'original' : 'stored' })],
      });
    },
    /** Sets the clocks of sources right by so many microseconds; nothing is read again. */
    async shift(changes: readonly { id: number; shiftUs: number }[]): Promise<void> {
      for (const { id, shiftUs } of changes) {
        const source = sourceById(id);
        await thread.call('change', { entity: 'source', id: source.key, set: { shiftUs } });
      }
      await refresh({ reload: true, analyze: true });
    },
    /** Proposes a shift for a source, from the ids that it and another log; null: they share none. */
    async fitClock(id: number, otherId: number, signal: AbortSignal) {
      const { shiftUs } = sourceById(id);
      sourceById(otherId);
      const fit = await store.clockFit(id, otherId, signal);
      return fit === null ? null : { ...fit, shiftUs: shiftUs + fit.medianUs };
    },
    /** Takes in another copy of this case; nothing of it, or all. Throws what `mergeCopy` throws. */
    async merge(other: OtherCopy): Promise<CopyMerge> {
      const merged = await thread.call('mergeCopy', other);
      info = await thread.call('info', null);
      await readAsSet();
      for (const type of ['case', 'evidence', 'pins', 'issues'] as const) onEvent({ type });
      return merged;
    },
    async removeSource(id: number): Promise<void> {
      sourceById(id);
      await thread.call('removeSource', { id });
      await refresh({ reload: true, analyze: true });
      onEvent({ type: 'pins' });
    },
    async close(): Promise<void> {
      closing.abort();
      await ingest.cancel().catch(() => {});
      await ingest.close();
      await refreshing;
      await store.close();
      await analyst.close();
      await thread.call('close', null).catch(() => {});
      await worker.terminate();
      lock.release();
    },
  };
}
