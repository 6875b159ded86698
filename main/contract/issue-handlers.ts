import type { Output } from '#shared/contract/index.ts';
import { Failure } from '#shared/model/failure.ts';
import { JOURNAL_PAYLOADS } from '#shared/model/journal-entry.ts';
import { issueMark } from '#shared/model/issue-mark.ts';
import { groupingFolderOf, readProfileGrouping, writeProfileGrouping } from '../iq/index.ts';
import {
  createIssueDesk,
  sourceAround,
  type IssueMemory,
  type IssueNow,
  type Told,
} from '../issues/index.ts';
import type { JournalEntry } from '../journal/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

type IssueOutput = Output<'issues.list'>[number];
type Activity = Output<'issues.show'>['activity'];

const SHOWN_VALUES = 50;
const JOURNAL_PAGE = 500;
const MOST_JOURNAL_PAGES = 20;

/** Calls about issues. */
export function issueHandlers(session: Session, memory: IssueMemory, dataFolder: string) {
  const desk = () => createIssueDesk(session.current());
  const profileFolder = groupingFolderOf(dataFolder);
  return {
    'issues.list': async () => {
      const open = session.current();
      const issues = await desk().list();
      // Not the sample: it would be known from itself for ever.
      if (!session.isSample(open.path)) {
        const label = await open.labelOf(null);
        const of = { path: open.path, name: open.info().name, label };
        // The list does not wait for the memory; the page of an issue says what is wrong with it.
        attempted(() => memory.remember(of, issues));
      }
      return issues.map(describe);
    },
    'issues.show': async ({ key }) => {
      const page = await desk().show(key);
      const { now, query, samples, trace, over, told: surroundings, related } = page;
      return {
        issue: describe(now),
        query,
        samples: [...samples],
        trace:
          trace === null
            ? null
            : {
                language: trace.language,
                exceptions: trace.exceptions.map((one) => ({ ...one, frames: [...one.frames] })),
              },
        over: over === null ? null : { ...over, counts: [...over.counts] },
        told: {
          host: toldOutput(surroundings.host),
          release: toldOutput(surroundings.release),
          user: toldOutput(surroundings.user),
          service: toldOutput(surroundings.service),
        },
        related: related.map((one) => ({ issue: describe(one.now), because: one.because })),
        parts: [...now.issue.parts],
        decided:
          now.decided === null
            ? null
            : {
                mark: issueMark.parse(now.decided.mark),
                note: now.decided.note,
                author: now.decided.author,
                at: now.decided.at,
              },
        activity: await activityOf(now.issue.key),
        ...recalled(now.issue),
      };
    },
    'issues.decide': async ({ keys, decision, note }) => {
      await desk().decide(keys, decision, note);
      return {};
    },
    'issues.merge': async ({ keys }) => {
      await desk().merge(keys);
      return {};
    },
    'issues.unmerge': async ({ keys }) => {
      await desk().unmerge(keys);
      return {};
    },
    'issues.split': async ({ key, parts }) => ({ key: await desk().split(key, parts) }),
    'issues.grouping': async () => {
      const open = session.current();
      return {
        case: await open.issueGrouping(),
        profile: await readProfileGrouping(profileFolder),
        problems: [...open.groupingProblems()],
      };
    },
    'issues.setGrouping': async ({ where, fingerprint, stackTrace }) => {
      const open = session.current();
      if (where === 'profile') {
        await writeProfileGrouping(profileFolder, { fingerprint, stackTrace });
        await open.analyze();
      } else await open.change('grouping', 'grouping', { fingerprint, stackTrace });
      return {};
    },
    'issues.source': async ({ folder, path, line, column }) => {
      const found = await sourceAround(folder, { path, line, column });
      return { ...found, lines: [...found.lines] };
    },
  } satisfies Partial<Handlers>;

  function recalled(issue: IssueNow['issue']) {
    const { value, failure } = attempted(() => memory.recall(issue, session.current().path));
    const remembered = (value ?? []).map(
      ({ path, case: name, title, lastUs, decided, note, likeness }) => ({
        path,
        case: name,
        title,
        lastUs,
        decided,
        note,
        likeness,
      }),
    );
    return { remembered, memoryFailure: failure };
  }

  async function activityOf(key: string): Promise<Activity> {
    const found: Activity = [];
    let before: number | null = null;
    for (let pages = 0; pages < MOST_JOURNAL_PAGES; pages++) {
      const entries: JournalEntry[] = await session.current().journalList(before, JOURNAL_PAGE);
      for (const entry of entries) {
        const one = activityIn(entry, key);
        if (one !== null) found.push(one);
      }
      const last = entries.at(-1);
      if (last === undefined || entries.length < JOURNAL_PAGE) break;
      before = last.seq;
    }
    return found;
  }
}

/** What work gives, or why it failed. */
function attempted<T>(work: () => T): { value: T | null; failure: string | null } {
  try {
    return { value: work(), failure: null };
  } catch (error) {
    if (error instanceof Failure) return { value: null, failure: error.message };
    throw error;
  }
}

/** What a journal entry says of an issue; null: nothing. */
function activityIn(
  { at, author, kind, payload }: JournalEntry,
  key: string,
): Activity[number] | null {
  if (kind !== 'issue.changed') return null;
  const read = JOURNAL_PAYLOADS['issue.changed'].safeParse(payload);
  if (!read.success) return null;
  const { id, set } = read.data;
  const facts = { at, author, note: set.note ?? '' };
  if (set.into === key) return { ...facts, what: 'merged', decision: null };
  if (id !== key) return null;
  if (set.mark !== undefined) return { ...facts, what: 'decided', decision: set.mark.decision };
  if (set.into !== undefined)
    return { ...facts, what: set.into === null ? 'unmerged' : 'merged', decision: null };
  return { ...facts, what: 'changed', decision: null };
}

function toldOutput({ field, values, distinct, silent }: Told) {
  return { field, values: values.slice(0, SHOWN_VALUES), distinct, silent };
}

function describe({ issue, state, priority, reasons, merged }: IssueNow): IssueOutput {
  const { frames, trend, sources, templateIds, skeletonIds: _, parts, ...rest } = issue;
  return {
    ...rest,
    frames: [...frames],
    trend: [...trend],
    sources: [...sources.keys()],
    templateIds: [...templateIds],
    state,
    priority,
    reasons: [...reasons],
    parts: parts.length,
    merged: [...merged],
  };
}
