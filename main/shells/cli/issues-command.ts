import { ISSUE_STATES, type IssueDecision, type IgnoreUntil } from '#shared/model/issue-life.ts';
import { parseTimeValue } from '#shared/query/index.ts';
import {
  createIssueDesk,
  createIssueMemory,
  issueNamed,
  issueQuery,
  type IssueDesk,
  type IssueNow,
  type Recollection,
  type Told,
} from '../../issues/index.ts';
import type { OpenCase } from '../../open-case.ts';
import { issueDocument, timeText } from './analysis-document.ts';
import { parseCommand, usage, wholeNumber } from './arguments.ts';
import { choiceOf, print } from './command.ts';
import { onPathOrCase } from './path-or-case.ts';

/** Issues whose hosts, users and releases are counted unless `--limit` says more: each takes a search. */
const COUNTED = 50;
const SHOWN_VALUES = 20;

/** What is merged, taken out again and split by hand. */
interface Grouping {
  readonly merged: readonly string[];
  readonly unmerged: readonly string[];
  readonly split: { readonly key: string; readonly parts: readonly string[] } | null;
}

const listed = (keys: string | undefined): string[] =>
  keys?.split(/[\s,]+/).filter((key) => key !== '') ?? [];

/** What earlier cases say of an issue. */
type Recall = (now: IssueNow) => readonly Recollection[];

/** `issues PATH_OR_CASE`: the issues, with their state and what is known of them; and what is decided about them. */
export async function issuesCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    tz: { type: 'string' },
    state: { type: 'string', multiple: true },
    limit: { type: 'string' },
    resolve: { type: 'string', multiple: true },
    in: { type: 'string' },
    ignore: { type: 'string', multiple: true },
    until: { type: 'string' },
    reopen: { type: 'string', multiple: true },
    merge: { type: 'string' },
    unmerge: { type: 'string', multiple: true },
    split: { type: 'string' },
    parts: { type: 'string' },
    note: { type: 'string' },
  });
  const states = values.state ?? [];
  const unknown = states.find((state) => !ISSUE_STATES.some((known) => known === state));
  if (unknown !== undefined)
    throw usage(`--state takes ${ISSUE_STATES.join(', ')}, not "${unknown}".`);
  const counted = wholeNumber('limit', values.limit, COUNTED);
  const choice = choiceOf(values);
  const decisions: [string[], IssueDecision][] = [
    [values.resolve ?? [], resolveIn(values.in)],
    [values.ignore ?? [], { kind: 'ignore', until: ignoreUntil(values.until, choice.zone) }],
    [values.reopen ?? [], { kind: 'reopen' }],
  ];
  // `--merge A,B`: the first gives its name.
  const grouping: Grouping = {
    merged: listed(values.merge),
    unmerged: values.unmerge ?? [],
    split: values.split === undefined ? null : { key: values.split, parts: listed(values.parts) },
  };
  if (
    (grouping.split?.parts.length ?? 1) === 0 ||
    (values.parts !== undefined && values.split === undefined)
  )
    throw usage('--split KEY takes --parts KEY,KEY: the keys under `parts` of `issues --json`.');
  const changes =
    decisions.some(([keys]) => keys.length > 0) ||
    grouping.merged.length > 0 ||
    grouping.unmerged.length > 0 ||
    grouping.split !== null;
  if (changes && !(positionals.length === 1 && (positionals[0] ?? '').endsWith('.eiq'))) {
    throw usage(
      'Decisions are kept in a case: name one, with --resolve, --ignore, --reopen, --merge, --unmerge or --split.',
    );
  }
  const isCase = positionals[0]?.endsWith('.eiq') === true;
  return onPathOrCase('issues', positionals, choice, async (open, vault) => {
    const desk = createIssueDesk(open);
    if (changes) await change(desk, decisions, grouping, values.note ?? '');
    const all = await desk.list();
    const memory = vault === null ? null : createIssueMemory(vault);
    // A temporary case is gone when the command is: nothing could lead back to it.
    if (isCase && memory !== null) {
      const label = await open.labelOf(null);
      memory.remember({ path: open.path, name: open.info().name, label }, all);
    }
    const recaller = memory?.recaller(open.path);
    const recall: Recall = ({ issue }) => recaller?.(issue) ?? [];
    const issues = all.filter(({ state }) => states.length === 0 || states.includes(state));
    for (const { where, of, line, message } of open.groupingProblems()) {
      process.stderr.write(
        `${of === 'fingerprint' ? 'fingerprint' : 'stack trace'} rules of the ${where}, line ${line}: ${message}\n`,
      );
    }
    if (values.json === true)
      print(JSON.stringify(await documents(open, desk, issues, counted, recall)));
    else print(issuesText(issues, recall));
  });
}

async function change(
  desk: IssueDesk,
  decisions: readonly [string[], IssueDecision][],
  { merged, unmerged, split }: Grouping,
  note: string,
): Promise<void> {
  const issues = await desk.list();
  const full = (keys: readonly string[]): string[] =>
    keys.map((key) => issueNamed(issues, key).issue.key);
  for (const [keys, decision] of decisions)
    if (keys.length > 0) await desk.decide(full(keys), decision, note);
  if (merged.length > 0) await desk.merge(full(merged));
  // An issue that was merged is not listed any more, so its whole key is needed.
  if (unmerged.length > 0) await desk.unmerge(unmerged);
  if (split !== null) {
    const now = issueNamed(await desk.list(), split.key);
    await desk.split(now.issue.key, partsNamed(now, split.parts));
  }
}

/** Parts of an issue by the beginnings of their keys; what is none stays as it is, and is refused as such. */
function partsNamed({ issue }: IssueNow, keys: readonly string[]): string[] {
  return keys.map((key) => {
    const found = issue.parts.filter((part) => part.key.startsWith(key));
    return found.length === 1 ? (found[0]?.key ?? key) : key;
  });
}

function resolveIn(text: string | undefined): IssueDecision {
  if (text === undefined || text === 'now') return { kind: 'resolve', in: 'now' };
  return { kind: 'resolve', in: text === 'next' ? 'next' : { release: text } };
}

/** `escalating`, `100 events`, `20 users`, or a time. */
function ignoreUntil(text: string | undefined, zone: string): IgnoreUntil {
  if (text === undefined) return { kind: 'ever' };
  if (text === 'escalating') return { kind: 'escalating' };
  const counted = /^(\d{1,9}) ?(events|users)$/.exec(text);
  if (counted !== null && Number(counted[1]) > 0) {
    return { kind: counted[2] === 'users' ? 'users' : 'events', count: Number(counted[1]) };
  }
  const time = parseTimeValue(text, zone);
  if (time === null)
    throw usage(`--until takes escalating, "100 events", "20 users" or a time, not "${text}".`);
  return { kind: 'time', us: time.fromUs };
}

async function documents(
  open: OpenCase,
  desk: IssueDesk,
  issues: readonly IssueNow[],
  counted: number,
  recall: Recall,
) {
  const paths = new Map(open.sources().map(({ id, path }) => [id, path]));
  const found = [];
  for (const [at, now] of issues.entries()) {
    const { issue, state, priority, reasons, decided, merged } = now;
    const page = at < counted ? await desk.show(issue.key) : null;
    found.push({
      ...issueDocument(issue, paths),
      state,
      priority,
      reasons: reasons.map(({ reason }) => reason),
      kind: issue.kind,
      exception: issue.exceptionType,
      culprit: issue.culprit,
      frames: issue.frames,
      trend: issue.trend.map(Math.round),
      templates: issue.templateIds,
      query: issueQuery(issue),
      merged,
      parts: issue.parts,
      remembered: recall(now),
      decided:
        decided === null
          ? null
          : { decision: decided.mark.decision, by: decided.author, at: decided.at },
      hosts: page && toldDocument(page.told.host),
      users: page && toldDocument(page.told.user),
      releases: page && toldDocument(page.told.release),
      related: page && page.related.map((one) => one.now.issue.key),
      samples:
        page &&
        page.samples.slice(0, 3).map(({ ref, line, message, time }) => ({
          source: paths.get(ref.sourceId) ?? '',
          line,
          time: timeText(time?.us ?? null),
          message: message.split('\n', 1)[0] ?? '',
        })),
    });
  }
  return found;
}

function toldDocument({ field, values, distinct }: Told) {
  return { field, distinct, values: values.slice(0, SHOWN_VALUES) };
}

function issuesText(issues: readonly IssueNow[], recall: Recall): string {
  const lines = issues.flatMap((now) => {
    const { issue, state, priority } = now;
    return [
      `${issue.key}  ${state.padEnd(10)} ${priority.padEnd(6)} ${issue.level.padEnd(7)} ${String(issue.count).padStart(8)}  ${issue.title}`,
      ...recall(now).map(rememberedText),
    ];
  });
  return [`${issues.length} issues`, ...lines].join('\n');
}

/** What an earlier case says of an issue, in a line. */
function rememberedText(seen: Recollection): string {
  const when = seen.lastUs === null ? '' : ` on ${timeText(seen.lastUs)?.slice(0, 10)}`;
  const same =
    seen.likeness === 1 ? 'seen' : `like what was seen (${Math.round(seen.likeness * 100)} %)`;
  const decided = seen.decided === null ? '' : `, ${seen.decided}`;
  const note = seen.note === '' ? '' : `: ${seen.note}`;
  return `    ${same}${when} in “${seen.case}”${decided}${note}  ${seen.path}`;
}
