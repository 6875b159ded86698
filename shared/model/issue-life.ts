import { compareReleases } from './release-order.ts';

/** Where an issue stands. */
export const ISSUE_STATES = [
  'new',
  'ongoing',
  'escalating',
  'regressed',
  'resolved',
  'ignored',
] as const;

export type IssueState = (typeof ISSUE_STATES)[number];

/** What an analyst decided about an issue. */
export type IssueDecision =
  | { readonly kind: 'reopen' }
  /** Resolved as of what the case has seen, in the release named, or in the one after those seen. */
  | { readonly kind: 'resolve'; readonly in: 'now' | 'next' | { readonly release: string } }
  | { readonly kind: 'ignore'; readonly until: IgnoreUntil };

export type IgnoreUntil =
  | { readonly kind: 'ever' }
  | { readonly kind: 'escalating' }
  | { readonly kind: 'time'; readonly us: number }
  /** So many more than when it was decided. */
  | { readonly kind: 'events'; readonly count: number }
  | { readonly kind: 'users'; readonly count: number };

/** What the evidence says of an issue. */
export interface IssueEvidence {
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  readonly count: number;
  /** Distinct users that its records name. */
  readonly users: number;
  /** Time of the last record of each release that its records name; null: of those that name none. */
  readonly lastByRelease: ReadonlyMap<string | null, number>;
}

/** A decision with what was known when it was made: what came later is measured against it. */
export interface IssueMark {
  readonly decision: IssueDecision;
  /** Time of the newest evidence in the case; null: nothing has a time. */
  readonly nowUs: number | null;
  readonly count: number;
  readonly users: number;
  /** Releases that the case's records had named. */
  readonly releases: readonly string[];
  readonly firstUs: number | null;
}

/** An issue is new while it began within this long before the case's now. */
export const NEW_FOR_US = 7 * 86_400_000_000;

/** So many times as frequent as before, and so many records at least, is escalating. */
const ESCALATES_BY = 2;
const ESCALATES_FROM = 10;

/**
 * State of an issue. It follows from the evidence and the last decision alone, so it changes by itself when the
 * evidence does, whatever order the evidence came in. `nowUs` is the case's now: the time of its newest evidence,
 * not the wall clock, because a case from last year is read as of last year. `rising`: its trend alone shows that it
 * escalates.
 */
export function issueState(
  evidence: IssueEvidence,
  mark: IssueMark | null,
  nowUs: number | null,
  rising = false,
): IssueState {
  if (mark !== null && mark.decision.kind === 'resolve') {
    return hasRegressed(evidence, mark, mark.decision.in) ? 'regressed' : 'resolved';
  }
  if (mark !== null && mark.decision.kind === 'ignore') {
    const { until } = mark.decision;
    if (!isOver(evidence, mark, until, nowUs)) return 'ignored';
    if (until.kind === 'escalating') return 'escalating';
  }
  const { firstUs } = evidence;
  if (firstUs !== null && nowUs !== null && nowUs - firstUs < NEW_FOR_US) return 'new';
  return rising ? 'escalating' : 'ongoing';
}

/** Whether it was seen after it was resolved, in a release that was to be without it. */
function hasRegressed(
  evidence: IssueEvidence,
  mark: IssueMark,
  resolved: 'now' | 'next' | { release: string },
): boolean {
  for (const [release, lastUs] of evidence.lastByRelease) {
    const later = mark.nowUs === null || lastUs > mark.nowUs;
    if (!later) continue;
    if (resolved === 'now') {
      // What an older installation still logs is no sign that it came back.
      if (release === null || !isOlder(release, mark.releases)) return true;
    } else if (release !== null) {
      if (resolved === 'next' ? isNewer(release, mark.releases) : isIn(release, resolved.release))
        return true;
    }
  }
  return false;
}

const isIn = (release: string, resolved: string): boolean =>
  release === resolved || compareReleases(release, resolved) > 0;

/** Older than the newest of them. */
const isOlder = (release: string, seen: readonly string[]): boolean =>
  seen.some((other) => compareReleases(release, other) < 0);

/** Newer than all of them; one that cannot be compared is newer when it was not seen. */
const isNewer = (release: string, seen: readonly string[]): boolean =>
  !seen.includes(release) && seen.every((other) => compareReleases(release, other) >= 0);

function isOver(
  evidence: IssueEvidence,
  mark: IssueMark,
  until: IgnoreUntil,
  nowUs: number | null,
): boolean {
  switch (until.kind) {
    case 'ever':
      return false;
    case 'time':
      return nowUs !== null && nowUs >= until.us;
    case 'events':
      return evidence.count - mark.count >= until.count;
    case 'users':
      return evidence.users - mark.users >= until.count;
    default:
      return hasEscalated(evidence, mark, nowUs);
  }
}

/** More than twice as frequent since it was ignored as it was before. */
function hasEscalated(evidence: IssueEvidence, mark: IssueMark, nowUs: number | null): boolean {
  const more = evidence.count - mark.count;
  if (more < ESCALATES_FROM || mark.nowUs === null || mark.firstUs === null || nowUs === null)
    return false;
  const before = Math.max(1, mark.nowUs - mark.firstUs);
  const after = nowUs - mark.nowUs;
  if (after <= 0) return false;
  return more / after > (ESCALATES_BY * mark.count) / before;
}

/**
 * Whether a trend rises at its end, of the time since it began: what a case has of the years before an issue's first record says
 * nothing of its pace. The last tenth of its slices holds at least ten records and more than twice
 * as many as a tenth of the time before did, by more than chance (three standard deviations of a Poisson count).
 */
export function isRising(all: readonly number[]): boolean {
  const trend = all.slice(
    Math.max(
      0,
      all.findIndex((count) => count > 0),
    ),
  );
  const recent = Math.max(1, Math.floor(trend.length / 10));
  const cut = trend.length - recent;
  if (cut <= 0) return false;
  const sum = (slices: readonly number[]): number =>
    slices.reduce((total, count) => total + count, 0);
  const expected = (sum(trend.slice(0, cut)) / cut) * recent;
  const found = sum(trend.slice(cut));
  return (
    found >= ESCALATES_FROM &&
    found > ESCALATES_BY * expected &&
    found > expected + 3 * Math.sqrt(expected)
  );
}

/** A decision with what is known now. */
export function makeMark(
  decision: IssueDecision,
  evidence: IssueEvidence,
  nowUs: number | null,
  releases: readonly string[],
): IssueMark {
  const { count, users, firstUs } = evidence;
  return { decision, nowUs, count, users, releases: [...releases], firstUs };
}

/** The decision that a mere state stood for, before decisions were kept: nothing is later than it. */
export function markOfState(state: string): IssueMark {
  const decision: IssueDecision =
    state === 'resolved'
      ? { kind: 'resolve', in: 'now' }
      : state === 'ignored'
        ? { kind: 'ignore', until: { kind: 'ever' } }
        : { kind: 'reopen' };
  return {
    decision,
    nowUs: Number.MAX_SAFE_INTEGER,
    count: 0,
    users: 0,
    releases: [],
    firstUs: null,
  };
}
