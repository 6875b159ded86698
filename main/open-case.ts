import { availableParallelism } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { Failure } from '#shared/model/failure.ts';
import type { FormatDefinition } from '#shared/model/format.ts';
import type { Comparison, Side } from '#shared/model/comparison.ts';
import type { Diagnosis } from '#shared/model/hypothesis.ts';
import type { Issue } from '#shared/model/issue.ts';
import { placedInLogs, type RotatedSet } from '#shared/model/rotated-set.ts';
import type { PolicyInForce } from '#shared/model/team-policy.ts';
import type { Template } from '#shared/model/template.ts';
import { knowledgeOf, namedDuplicate, NO_ANALYSIS, regroups, setsOf } from './case-knowledge.ts';
import type { CaseOperations, CaseThreadData, SourceRow } from './case-operations.ts';
import { lockCase } from './cases/index.ts';
import {
  createIngest,
  yearsToSetRight,
  type AskedRun,
  type IngestProgress,
  type IngestRequest,
} from './ingest/index.ts';
import { createAnalyst, NO_PROFILE_RULES, runComparison, type ProfileRules } from './iq/index.ts';
import { createLogStore, createSearchPool, type Knowledge } from './logstore/index.ts';
import { createRefreshPace } from './refresh-pace.ts';
import { createRefreshes, type RefreshKind } from './refreshes.ts';
import { afterFirst } from './after-first.ts';
import { createGoingOn, type SetReading } from './going-on.ts';
import { createHeldTemplates } from './held-templates.ts';
import { goOn, inRightYears, isSetAlike, known } from './known-source.ts';
import { createSourceCopies } from './source-copies.ts';
import { createLiveSources } from './live-sources.ts';
import { createOpenClocks } from './open-clocks.ts';
import { createOpenDiagnosis } from './open-diagnosis.ts';
import { createOpenPlaybooks } from './open-playbooks.ts';
import { createOpenReadings } from './open-readings.ts';
import { createOpenPrivacy } from './open-privacy.ts';
import { createOpenCopies } from './open-copies.ts';
import { createOpenSync } from './open-sync.ts';
import { createOpenEvidence, eventsOf, type EvidenceEvent } from './open-evidence.ts';
import type { KeptRuleResults } from './rule-result-operations.ts';
import { createSourceBytes } from './source-bytes.ts';
import { createThreadClient, failureThatEnded } from './thread-call.ts';
import { startThread } from './thread-start.ts';

/** What about an open case has changed. */
export type CaseEvent =
  | { readonly type: 'sources' | 'records' | 'analysis' | EvidenceEvent }
  | { readonly type: 'ingest'; readonly progress: IngestProgress }
  | { readonly type: 'failure'; readonly failure: Pick<Failure, 'code' | 'message' | 'details'> };

const MOST_SEARCHERS = 6;

type CaseThread = CaseOperations & { connect(input: { port: MessagePort }): void };

export type OpenCase = Awaited<ReturnType<typeof openCase>>;

/**
 * Opens a case for this process: takes its lock and starts its threads. Throws CASE_IN_USE and what
 * opening the file throws; then nothing is left running. `ownFormats` is asked before each
 * reading, `ownRules` before each analysis, `teamPolicy` before anything leaves.
 */
export async function openCase(
  data: CaseThreadData,
  onEvent: (event: CaseEvent) => void,
  ownFormats: () => Promise<readonly FormatDefinition[]> = () => Promise.resolve([]),
  ownRules: () => Promise<ProfileRules> = () => Promise.resolve(NO_PROFILE_RULES),
  onFailure: (error: unknown) => void = () => {},
  teamPolicy: () => PolicyInForce | null = () => null,
) {
  const lock = lockCase(data.path);
  const { path, key } = data;
  const worker = startThread('case-thread', data);
  const thread = createThreadClient<CaseThread>(worker);
  const died = new Failure(
    'CASE_THREAD_DIED',
    `${path} cannot be written any more: its thread ended. Close the case and open it again.`,
    { path },
  );
  worker.on('error', (cause) => thread.abandon(failureThatEnded(cause) ?? died));
  worker.on('exit', () => thread.abandon(died));
  const searchers = Math.min(MOST_SEARCHERS, Math.max(1, availableParallelism()));
  // Beside the case thread: it loads its code meanwhile, and opens the file when it is first asked.
  const store = createLogStore(createSearchPool(searchers, { path, key }));
  const analyst = createAnalyst({ path, key });
  let progress: IngestProgress | null = null;
  const readings = createOpenReadings();
  /** Sources that grew since the case was opened. */
  const grown = new Set<number>();

  const ingest = createIngest(
    // It fails with the thread, which whatever is read then is told anyway.
    (port) => void thread.call('connect', { port }, [port]).catch(() => {}),
    (next) => {
      progress = next;
      if (!next.running) readings.atEnd();
      onEvent({ type: 'ingest', progress: next });
      pace.read();
    },
    (sourceId) => {
      grown.add(sourceId);
      pace.grew();
    },
  );
  const pace = createRefreshPace((analyze) => refresh({ reload: false, analyze }));

  // A new case is made to be read into: what that takes starts while the case thread does.
  if (data.created !== null) ingest.prepare();
  try {
    await thread.call('settle', null);
  } catch (error) {
    await Promise.all([worker.terminate(), store.close(), ingest.close()]);
    lock.release();
    throw error;
  }
  if (data.created !== null) analyst.prepare();

  let info = await thread.call('info', null);
  let sources: SourceRow[] = [];
  let sets: readonly RotatedSet[] = [];
  let analysis = NO_ANALYSIS;
  const diagnosis = createOpenDiagnosis(thread, analyst, async () => ({
    knowledge: knowledge(),
    profile: await ownRules(),
  }));
  /** Blocks were replaced, and the search threads have not taken it in yet: a refresh that failed leaves it to the next. */
  let isReloadDue = false;
  let areRowsShown = false;
  const closing = new AbortController();

  const refreshes = createRefreshes(refreshNow, ({ code, message, details }) => {
    if (!closing.signal.aborted) onEvent({ type: 'failure', failure: { code, message, details } });
  });
  const refresh = refreshes.run;

  /** Brings everything that is derived up to date. */
  async function refreshNow({ reload, analyze }: RefreshKind): Promise<void> {
    const rows = await thread.call('sources', null);
    // Where a full disk kept it from being noted, or the reading thread died: nothing reads them now.
    sources = rows.map((row) =>
      row.state === 'reading' && !readings.isAny() ? { ...row, state: 'cancelled' } : row,
    );
    sets = setsOf(sources);
    await store.know(knowledge(), info.zone);
    isReloadDue ||= reload;
    await store.refresh(isReloadDue, [...grown]);
    isReloadDue = false;
    // Where nobody searches, a reading needs the cores that other search threads would start on.
    if (areRowsShown && !readings.isAny()) store.grow();
    onEvent({ type: 'sources' });
    onEvent({ type: 'records' });
    if (!analyze) return;
    const started = performance.now();
    analysis = await analyst.analyze({ exact: !readings.isAny(), profile: await ownRules() });
    pace.folded(performance.now() - started);
    diagnosis.forget();
    await store.know(knowledge(), info.zone);
    onEvent({ type: 'analysis' });
  }

  const goingOn = createGoingOn({
    thread,
    sources: () => sources,
    isReading: readings.isAny,
    read,
  });

  const held = createHeldTemplates({
    thread,
    ingest,
    ownFormats,
    ownRules,
    sources: () => sources,
    templates: () => analysis.templates,
    readKnown: goingOn.readKnown,
  });

  const knowledge = (): Knowledge => knowledgeOf(sources, sets, analysis);

  async function read(request: IngestRequest, before: AskedRun | null = null): Promise<void> {
    readings.begin();
    // Re-read blocks take the place of old ones, so everything is taken in anew; so it is where reading broke off.
    let reload = true;
    try {
      const asked = before ?? (await goingOn.note(request));
      const formats = await held.formats();
      const { isWhole, replaced } = await ingest.run(request, asked, info.zone, formats);
      if (request.kind === 'paths' && request.set !== undefined && asked !== null) {
        await goingOn.keepSet(asked.id, request.set);
      }
      // Looks at all sources, so of many readings the last one does.
      reload = (readings.isLast() && (await setYearsRight())) || replaced;
      if (isWhole && asked !== null) await thread.call('answered', { id: asked.id });
    } finally {
      await readings.end((isLast) =>
        isLast || reload ? refresh({ reload, analyze: isLast }) : shownInTime(),
      );
    }
  }

  /** Among many readings each is shown when it is its turn, and folded with those beside it. */
  function shownInTime(): Promise<void> {
    const shown = refreshes.next();
    pace.read();
    return shown;
  }

  /** Reads sources again whose dates lack a year that fits their place in a rotated log. */
  async function setYearsRight(): Promise<boolean> {
    const rows = await thread.call('sources', null);
    const request = inRightYears(rows, yearsToSetRight(rows, setsOf(rows)));
    if (request === null) return false;
    await ingest.run(request, null, info.zone, await held.formats());
    return true;
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
    await goingOn.readKnown(otherwise);
  }

  function sourceById(id: number): SourceRow {
    const source = sources.find((candidate) => candidate.id === id);
    if (source !== undefined) return source;
    throw new Failure('SOURCE_GONE', 'This source is not in the case any more.', { id });
  }

  const copies = createSourceCopies({
    thread,
    sources: () => sources,
    sourceById,
    read: (request) => read(request),
    refresh,
    removed: () => onEvent({ type: 'pins' }),
  });

  const following = createLiveSources({
    thread,
    ingest,
    sources: () => sources,
    readFiles: (paths) => read({ kind: 'paths', paths }),
    goOn: (source) => goingOn.readKnown([goOn(source)]),
    countAnyway: copies.countAnyway,
    remove: copies.removeSource,
    refresh: () => refresh({ reload: false, analyze: false }),
    ownFormats: held.formats,
    zone: () => info.zone,
    onFailure,
  });

  /** Shows what entries of other copies made of the case. */
  async function tookIn(): Promise<void> {
    info = await thread.call('info', null);
    await readAsSet();
    for (const type of ['case', 'evidence', 'pins', 'issues'] as const) onEvent({ type });
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
      if (kinds.some((kind) => kind.startsWith('marker.'))) diagnosis.forget();
      if (kinds.includes('templateRule.changed')) await held.changed();
      if (regroups(kinds)) await refresh({ reload: false, analyze: true });
      for (const type of eventsOf(kinds)) onEvent({ type });
    },
  });

  await refresh({ reload: false, analyze: false });
  // Folding a large case anew, and the other search threads, would take the cores that the first rows are made on.
  const folding = afterFirst(store.shown, () => {
    areRowsShown = true;
    return refresh({ reload: false, analyze: true });
  });

  return {
    path,
    store,
    /** Throws SOURCE_GONE. */
    sourceById,
    ...evidence,
    ...createOpenSync(thread, tookIn),
    ...createOpenCopies(thread, tookIn),
    ...createOpenPlaybooks(thread, onEvent),
    ...createSourceBytes(thread, ingest, sourceById),
    ...createOpenClocks(thread, store, sourceById, () => refresh({ reload: true, analyze: true })),
    ...createOpenPrivacy(thread, key, {
      ...evidence,
      teamPolicy,
      sources: () => sources,
      isReading: readings.isAny,
      read,
      labelled: () => onEvent({ type: 'evidence' }),
      changed: async () => {
        info = await thread.call('info', null);
        await refresh({ reload: true, analyze: true });
        for (const type of ['case', 'evidence', 'pins', 'issues'] as const) onEvent({ type });
      },
    }),
    /** Aborted when the case begins to close: nothing of it may leave after that. */
    closing: closing.signal,
    info: () => info,
    sources: (): readonly SourceRow[] => sources,
    /** The sources as they are shown: the files of a rotated log together, oldest first, each with its log. */
    orderedSources: () =>
      placedInLogs(sources, sets).map(({ source, log }) => ({
        source,
        log,
        duplicate: namedDuplicate(source.duplicate, sources),
      })),
    async templates(): Promise<readonly Template[]> {
      await folding.now();
      refreshes.throwUnfolded();
      return analysis.templates;
    },
    /** Why a template is one; null: it is not there any more. */
    explainTemplate: async (id: number) => analyst.explain({ id, profile: await ownRules() }),
    async issues(): Promise<readonly Issue[]> {
      await folding.now();
      refreshes.throwUnfolded();
      return analysis.issues;
    },
    /** What changed and what may have caused it; found when it is first asked for, and again when what decides it changed. */
    async diagnosis(): Promise<Diagnosis> {
      await folding.now();
      await readings.folded();
      await refreshes.done();
      return diagnosis.get();
    },
    /** What differs between two sides. Throws QUERY_INVALID, CANCELLED. */
    async compare(a: Side, b: Side, signal: AbortSignal): Promise<Comparison> {
      await folding.now();
      return runComparison(store, { a, b }, analysis, signal);
    },
    progress: () => progress,
    /** Resolves when everything that was written so far is shown and folded. */
    settled: () => refresh({ reload: false, analyze: true }),
    isReading: readings.isAny,
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
    /** Sources that grow, and folders in which new ones appear. */
    following,
    isUnfinished: goingOn.isUnfinished,
    /** Goes on with what was stopped: sources half read, sources not yet come to, sources to be read again. */
    resume: goingOn.resume,
    override: (id: number, set: SetReading) => goingOn.override(sourceById(id), set),
    /** What rules found when they last ran, kept in the case. */
    keepRuleResults: (results: KeptRuleResults) => thread.call('keepRuleResults', results),
    ruleResults: () => thread.call('ruleResults', null),
    ...copies,
    async close(): Promise<void> {
      closing.abort();
      await following.close().catch(() => {});
      pace.close();
      folding.cancel();
      await ingest.cancel().catch(() => {});
      await ingest.close();
      await refreshes.done();
      await store.close();
      await analyst.close();
      await thread.call('close', null).catch(() => {});
      await worker.terminate();
      lock.release();
    },
  };
}
