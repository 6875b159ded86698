import type { Output } from '#shared/contract/index.ts';
import { issueMark } from '#shared/model/journal-entry.ts';
import { groupingFolderOf, readProfileGrouping, writeProfileGrouping } from '../iq/index.ts';
import { createIssueDesk, sourceAround, type IssueNow, type Told } from '../issues/index.ts';
import type { JournalEntry } from '../journal/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

type IssueOutput = Output<'issues.list'>[number];
type Activity = Output<'issues.show'>['activity'];

const SHOWN_VALUES = 50;
const JOURNAL_PAGE = 500;
const MOST_JOURNAL_PAGES = 20;

/** Calls about issues. */
export function issueHandlers(session: Session, dataFolder: string) {
  const desk = () => createIssueDesk(session.current());
  const profileFolder = groupingFolderOf(dataFolder);
  return {
    'issues.list': async () => (await desk().list()).map(describe),
    'issues.show': async ({ key }) => {
      const page = await desk().show(key);
      const { now, query, samples, trace, told, related } = page;
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
        told: {
          host: toldOutput(told.host),
          release: toldOutput(told.release),
          user: toldOutput(told.user),
          service: toldOutput(told.service),
        },
        related: related.map((one) => ({ issue: describe(one.now), because: one.because })),
        parts: [...now.issue.parts],
        decided:
          now.decided === null
            ? null
            : {
                mark: issueMark.parse(now.decided.mark),
                author: now.decided.author,
                at: now.decided.at,
              },
        activity: await activityOf(now.issue.key),
        remembered: [],
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
      } else await open.append({ kind: 'issue.grouping', payload: { fingerprint, stackTrace } });
      return {};
    },
    'issues.source': async ({ folder, path, line, column }) => {
      const found = await sourceAround(folder, { path, line, column });
      return { ...found, lines: [...found.lines] };
    },
  } satisfies Partial<Handlers>;

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

/** What a journal entry says of an issue; null: nothing. */
function activityIn(
  { at, author, kind, payload }: JournalEntry,
  key: string,
): Activity[number] | null {
  if (!kind.startsWith('issue.') || !JSON.stringify(payload).includes(`"${key}"`)) return null;
  const note = typeof payload['note'] === 'string' ? payload['note'] : '';
  const issues: unknown[] = Array.isArray(payload['issues']) ? payload['issues'] : [];
  const mine = issues.find((one) => isOf(one, key));
  const mark = mine === undefined ? null : issueMark.safeParse(mine.mark);
  return { at, author, kind, decision: mark?.success === true ? mark.data.decision : null, note };
}

const isOf = (one: unknown, key: string): one is { key: string; mark: unknown } =>
  typeof one === 'object' && one !== null && 'key' in one && one.key === key && 'mark' in one;

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
