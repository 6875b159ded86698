import type { IssueState } from './issue-life.ts';
import { LEVEL_CODE, type Level } from './level.ts';

/** How soon an issue deserves to be looked at. */
export const PRIORITIES = ['high', 'medium', 'low'] as const;

export type Priority = (typeof PRIORITIES)[number];

/** What speaks for or against an issue's priority; `points` add up. */
export interface PriorityReason {
  readonly reason:
    | 'fatal'
    | 'error'
    | 'minor'
    | 'exception'
    | 'regressed'
    | 'escalating'
    | 'new'
    | 'frequent'
    | 'rare'
    | 'widespread'
    | 'rising'
    | 'settled';
  readonly points: number;
}

export interface PriorityFacts {
  readonly level: Level;
  readonly kind: 'exception' | 'template';
  readonly state: IssueState;
  readonly count: number;
  readonly sources: number;
  /** Sources of the case. */
  readonly allSources: number;
  /** Records of all issues of level error and above. */
  readonly allCount: number;
  readonly rising: boolean;
}

const HIGH_FROM = 5;
const MEDIUM_FROM = 3;

/** Priority of an issue with its reasons, weightiest first: what was resolved or ignored is low, whatever else is said. */
export function issuePriority(facts: PriorityFacts): {
  priority: Priority;
  reasons: PriorityReason[];
} {
  const reasons = reasonsOf(facts).toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points));
  const points = reasons.reduce((sum, reason) => sum + reason.points, 0);
  if (facts.state === 'resolved' || facts.state === 'ignored') return { priority: 'low', reasons };
  return {
    priority: points >= HIGH_FROM ? 'high' : points >= MEDIUM_FROM ? 'medium' : 'low',
    reasons,
  };
}

function reasonsOf(facts: PriorityFacts): PriorityReason[] {
  const { level, kind, state, count, sources, allSources, allCount, rising } = facts;
  const code = LEVEL_CODE[level];
  const reasons: (PriorityReason | false)[] = [
    code >= LEVEL_CODE.fatal && { reason: 'fatal', points: 4 },
    code === LEVEL_CODE.error && { reason: 'error', points: 2 },
    code < LEVEL_CODE.error && { reason: 'minor', points: 1 },
    kind === 'exception' && { reason: 'exception', points: 1 },
    state === 'regressed' && { reason: 'regressed', points: 3 },
    state === 'escalating' && { reason: 'escalating', points: 3 },
    state === 'new' && { reason: 'new', points: 1 },
    (state === 'resolved' || state === 'ignored') && { reason: 'settled', points: -9 },
    count >= 10 && count * 10 >= allCount && { reason: 'frequent', points: 2 },
    count <= 2 && { reason: 'rare', points: -1 },
    sources > 1 && sources * 2 >= allSources && { reason: 'widespread', points: 1 },
    rising && state !== 'escalating' && { reason: 'rising', points: 1 },
  ];
  return reasons.filter((reason): reason is PriorityReason => reason !== false);
}
