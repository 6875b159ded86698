import { Failure } from '#shared/model/failure.ts';
import type { Issue } from '#shared/model/issue.ts';
import {
  isRising,
  issueState,
  makeMark,
  markOfState,
  type IssueDecision,
  type IssueEvidence,
  type IssueMark,
  type IssueState,
} from '#shared/model/issue-life.ts';
import { issuePriority, type Priority, type PriorityReason } from '#shared/model/issue-priority.ts';
import { LEVEL_CODE, LEVELS } from '#shared/model/level.ts';
import type { RecordRow } from '#shared/model/record.ts';
import { readTrace, type Trace } from '../ingest/traces/index.ts';
import { keyOf } from '../iq/index.ts';
import type { OpenCase } from '../open-case.ts';
import { countTold, toldFields, type Told, type ToldBy } from './told-fields.ts';

/** A decision, and who made it. */
export interface Decided {
  readonly mark: IssueMark;
  readonly note: string;
  readonly author: string;
  readonly at: string;
}

/** An issue as it stands. */
export interface IssueNow {
  readonly issue: Issue;
  readonly state: IssueState;
  readonly priority: Priority;
  readonly reasons: readonly PriorityReason[];
  readonly rising: boolean;
  /** The last decision about it; null: none was made. */
  readonly decided: Decided | null;
  /** Issues that were merged into it. */
  readonly merged: readonly string[];
}

/** Everything about one issue. */
export interface IssuePage {
  readonly now: IssueNow;
  /** Finds its records. */
  readonly query: string;
  readonly samples: readonly RecordRow[];
  /** Stack trace of the newest sample that has one. */
  readonly trace: Trace | null;
  readonly told: Readonly<Record<ToldBy, Told>>;
  /** Its records over the time from its first to its last; null: none has a time, or all have the same. */
  readonly over: IssueOver | null;
  /** Nearest first. */
  readonly related: readonly {
    readonly now: IssueNow;
    readonly because: 'type' | 'culprit' | 'template' | 'frames';
  }[];
}

/** Records of an issue in equal slices of time, exactly. */
export interface IssueOver {
  readonly fromUs: number;
  readonly widthUs: number;
  readonly counts: readonly number[];
}

/** Slices of an issue's own time. */
const OVER = 60;
const SAMPLES = 20;
const MOST_RELATED = 8;

export type IssueDesk = ReturnType<typeof createIssueDesk>;

/** Where an analyst works on the issues of an open case. Every change is an entry of its journal. */
export function createIssueDesk(open: OpenCase) {
  const { store } = open;
  /** Whether any record names a user, as of the last list. */
  let namesUsers: Promise<boolean> | null = null;

  async function list(): Promise<IssueNow[]> {
    namesUsers = null;
    const issues = await open.issues();
    const marks = new Map<string, Decided>();
    const merged = new Map<string, string[]>();
    for (const { key, state, mark, note, into, author, at } of await open.issueValues()) {
      const made = mark ?? (state === null ? null : markOfState(state));
      if (made !== null) marks.set(key, { mark: made, note, author, at });
      if (into !== null) merged.set(into, [...(merged.get(into) ?? []), key]);
    }
    const { toUs: nowUs } = store.timeRange();
    const allCount = issues.reduce(
      (sum, issue) => sum + (LEVEL_CODE[issue.level] >= LEVEL_CODE.error ? issue.count : 0),
      0,
    );
    const allSources = open.sources().length;
    const now: IssueNow[] = [];
    for (const issue of issues) {
      const decided = marks.get(issue.key) ?? null;
      const rising = isRising(issue.trend);
      const evidence = await evidenceOf(issue, decided?.mark ?? null);
      const state = issueState(evidence, decided?.mark ?? null, nowUs, rising);
      const { level, kind, count, sources } = issue;
      const facts = {
        level,
        kind,
        state,
        count,
        sources: sources.size,
        allSources,
        allCount,
        rising,
      };
      now.push({
        issue,
        state,
        ...issuePriority(facts),
        rising,
        decided,
        merged: merged.get(issue.key) ?? [],
      });
    }
    return now;
  }

  /** What the decision asks for: counting users and releases means a search, so only where it matters. */
  async function evidenceOf(issue: Issue, mark: IssueMark | null): Promise<IssueEvidence> {
    const { firstUs, lastUs, count } = issue;
    const plain = {
      firstUs,
      lastUs,
      count,
      users: 0,
      lastByRelease: new Map<string | null, number>(),
    };
    if (mark === null || lastUs === null) return plain;
    const { decision, nowUs } = mark;
    if (decision.kind === 'ignore' && decision.until.kind === 'users') {
      return { ...plain, users: await usersOf(issue) };
    }
    if (decision.kind !== 'resolve' || (nowUs !== null && lastUs <= nowUs)) return plain;
    const releases = await told(issue, 'release', nowUs === null ? null : nowUs + 1);
    // All that were counted are later than the decision, which is all that matters.
    const lastByRelease = new Map<string | null, number>(
      releases.values.map(({ value }) => [value, lastUs]),
    );
    if (releases.silent > 0) lastByRelease.set(null, lastUs);
    return { ...plain, lastByRelease };
  }

  async function inView<T>(
    query: string,
    fromUs: number | null,
    work: (viewId: string) => Promise<T>,
  ): Promise<T> {
    const { viewId } = await store.search(
      { query, fromUs, toUs: null },
      new AbortController().signal,
      () => {},
    );
    try {
      return await work(viewId);
    } finally {
      await store.forget(viewId);
    }
  }

  function told(issue: Issue, what: ToldBy, fromUs: number | null): Promise<Told> {
    return inView(issueQuery(issue), fromUs, async (viewId) =>
      countTold(store, viewId, (await toldFields(store, viewId))[what]),
    );
  }

  /** Distinct users of an issue. Where no record of the case names one, no issue is searched for it. */
  async function usersOf(issue: Issue): Promise<number> {
    namesUsers ??= inView(
      '',
      null,
      async (viewId) => (await toldFields(store, viewId)).user !== null,
    );
    return (await namesUsers) ? (await told(issue, 'user', null)).distinct : 0;
  }

  async function named(keys: readonly string[]): Promise<IssueNow[]> {
    const issues = await list();
    return keys.map((key) => issueNamed(issues, key));
  }

  async function show(key: string): Promise<IssuePage> {
    const issues = await list();
    const now = issueNamed(issues, key);
    const query = issueQuery(now.issue);
    return inView(query, null, async (viewId) => {
      const { rows: samples } = await store.rows(viewId, 'desc', 0, SAMPLES);
      const fields = await toldFields(store, viewId);
      const count = (what: ToldBy): Promise<Told> => countTold(store, viewId, fields[what]);
      return {
        now,
        query,
        samples,
        trace: await traceOf(samples),
        over: await overTime(viewId, now.issue),
        told: {
          host: await count('host'),
          release: await count('release'),
          user: await count('user'),
          service: await count('service'),
        },
        related: relatedTo(now.issue, issues),
      };
    });
  }

  /** The trend in the list is over all of the case, in which an issue of some minutes is one bar. */
  async function overTime(viewId: string, { firstUs, lastUs }: Issue): Promise<IssueOver | null> {
    if (firstUs === null || lastUs === null || lastUs <= firstUs) return null;
    const { slices, counts } = await store.histogram(viewId, firstUs, lastUs, OVER);
    const sums = Array.from({ length: slices.buckets }, (_, at) =>
      counts
        .subarray(at * LEVELS.length, (at + 1) * LEVELS.length)
        .reduce((sum, count) => sum + count, 0),
    );
    return { fromUs: slices.fromUs, widthUs: slices.widthUs, counts: sums };
  }

  async function traceOf(samples: readonly RecordRow[]): Promise<Trace | null> {
    for (const { ref, lines } of samples) {
      if (lines < 2 && samples.length > 1) continue;
      const trace = readTrace((await store.record(ref)).message);
      if (trace !== null) return trace;
    }
    const [first] = samples;
    return first === undefined ? null : readTrace((await store.record(first.ref)).message);
  }

  /** Releases that the case's records name. */
  function releasesSeen(): Promise<string[]> {
    return inView('', null, async (viewId) => {
      const { release } = await toldFields(store, viewId);
      return (await countTold(store, viewId, release)).values.map(({ value }) => value);
    });
  }

  return {
    list,
    show,
    /** Decides about issues. Throws ISSUE_GONE. */
    async decide(keys: readonly string[], decision: IssueDecision, note = ''): Promise<void> {
      const issues = await named(keys);
      const { toUs: nowUs } = store.timeRange();
      const releases = decision.kind === 'resolve' ? await releasesSeen() : [];
      const countsUsers = decision.kind === 'ignore' && decision.until.kind === 'users';
      const changes = [];
      for (const { issue } of issues) {
        const users = countsUsers ? await usersOf(issue) : 0;
        const { key, firstUs, lastUs, count } = issue;
        const lastByRelease = new Map<string | null, number>();
        const mark = makeMark(
          decision,
          { firstUs, lastUs, count, users, lastByRelease },
          nowUs,
          releases,
        );
        const set = { state: STATE_OF[decision.kind], mark: written(mark), note };
        changes.push({ id: key, set });
      }
      await open.changeAll('issue', changes);
    },
    /** Makes issues one; the first gives it its name. Throws ISSUE_GONE. */
    async merge(keys: readonly string[]): Promise<void> {
      const [into, ...others] = await named(keys);
      if (into === undefined || others.length === 0) {
        throw new Failure(
          'MERGE_NEEDS_TWO',
          'Choose at least two issues to merge. Nothing was changed.',
        );
      }
      const name = into.issue.key;
      // What others are merged into stands for itself.
      const changes = others.map(({ issue }) => ({ id: issue.key, set: { into: name } }));
      await open.changeAll('issue', [{ id: name, set: { into: null } }, ...changes]);
      await open.analyze();
    },
    /** Takes issues out of what they were merged into. */
    async unmerge(keys: readonly string[]): Promise<void> {
      await open.changeAll(
        'issue',
        keys.map((id) => ({ id, set: { into: null } })),
      );
      await open.analyze();
    },
    /** Makes some parts of an issue one of their own. Throws ISSUE_GONE, PART_GONE. */
    async split(key: string, parts: readonly string[]): Promise<string> {
      const [now] = await named([key]);
      const present = now?.issue.parts.map((part) => part.key) ?? [];
      if (
        parts.length === 0 ||
        parts.length >= present.length ||
        !parts.every((part) => present.includes(part))
      ) {
        throw new Failure(
          'PART_GONE',
          'Choose some parts of the issue, not all of them. Nothing was changed.',
          { key },
        );
      }
      const own = keyOf(['split', ...parts].join('\n'));
      await open.changeAll(
        'issuePart',
        parts.map((id) => ({ id, set: { own } })),
      );
      return own;
    },
  };
}

/** What a decision is to readers that know only states. */
const STATE_OF = { reopen: 'ongoing', resolve: 'resolved', ignore: 'ignored' } as const;

const written = (mark: IssueMark) => ({ ...mark, releases: [...mark.releases] });

/** The issue of that key, or of the only one that begins so. Throws ISSUE_GONE. */
export function issueNamed(issues: readonly IssueNow[], key: string): IssueNow {
  const found = issues.filter(({ issue }) => issue.key.startsWith(key));
  const exact =
    found.find(({ issue }) => issue.key === key) ?? (found.length === 1 ? found[0] : undefined);
  if (exact === undefined || key === '') {
    throw new Failure('ISSUE_GONE', `There is no issue ${key} in the case, or no longer.`, { key });
  }
  return exact;
}

/** Finds an issue's records. Of a template that is logged at several levels only the failures are. */
export function issueQuery({ key, kind }: Pick<Issue, 'key' | 'kind'>): string {
  return kind === 'template' ? `issue:${key} AND level:>=error` : `issue:${key}`;
}

function relatedTo(issue: Issue, issues: readonly IssueNow[]): IssuePage['related'] {
  const templates = new Set(issue.templateIds);
  const frames = new Set(issue.frames);
  const found: (IssuePage['related'][number] & { rank: number })[] = [];
  for (const now of issues) {
    const other = now.issue;
    if (other.key === issue.key) continue;
    const shared = other.frames.filter((frame) => frames.has(frame)).length;
    if (issue.culprit !== null && other.culprit === issue.culprit)
      found.push({ now, because: 'culprit', rank: 4 });
    else if (other.templateIds.some((id) => templates.has(id)))
      found.push({ now, because: 'template', rank: 3 });
    else if (shared > 0) found.push({ now, because: 'frames', rank: 1 + shared / 10 });
    else if (issue.exceptionType !== null && other.exceptionType === issue.exceptionType)
      found.push({ now, because: 'type', rank: 2 });
  }
  return found
    .toSorted((a, b) => b.rank - a.rank || b.now.issue.count - a.now.issue.count)
    .slice(0, MOST_RELATED)
    .map(({ now, because }) => ({ now, because }));
}
