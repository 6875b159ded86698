import type { Deployment, Gate, Phase, Policy } from './deployment-model.ts';

/** What of a deployment goes on; who, where and what it is stays. */
export type Course = Pick<
  Deployment,
  | 'kind'
  | 'phase'
  | 'requestedBy'
  | 'previousId'
  | 'approvals'
  | 'gates'
  | 'appliedAt'
  | 'observeUntil'
  | 'endedAt'
  | 'failedChecks'
  | 'tries'
  | 'why'
>;

/** What happens to a deployment. */
export type Happening =
  | { readonly is: 'judged'; readonly memberId: string; readonly approves: boolean }
  | { readonly is: 'cancelled'; readonly why: string }
  | { readonly is: 'taken-back'; readonly why: string }
  /** Its gates before it goes in force were looked at. */
  | { readonly is: 'looked'; readonly gates: readonly Gate[] }
  | { readonly is: 'applied' }
  | { readonly is: 'not-applied'; readonly why: string }
  /** It was looked at while it is watched. */
  | { readonly is: 'watched'; readonly gates: readonly Gate[] }
  | { readonly is: 'back' }
  | { readonly is: 'not-back'; readonly why: string };

/** What a happening makes of the environment. */
export interface Outcome {
  readonly course: Course;
  /** Which release is in force from now on; null: the same as before. */
  readonly inForce: 'release' | 'previous' | null;
  /** Promotion stops, and what is in force is pinned, for this reason; null: no. */
  readonly hold: string | null;
}

/** Tries to put a release in force, or to go back, before it is given up. */
export const MOST_TRIES = 3;

/** Phases of a deployment that goes on; an environment has at most one such. */
export const ACTIVE_PHASES = ['waiting', 'applying', 'observing', 'rolling-back'] as const;

const ACTIVE: ReadonlySet<Phase> = new Set(ACTIVE_PHASES);

/** Whether a deployment goes on. */
export function isActive(phase: Phase): boolean {
  return ACTIVE.has(phase);
}

/** A deployment as it begins. A rollback goes at once: what is broken does not wait. */
export function begun(
  kind: Deployment['kind'],
  requestedBy: string,
  previousId: string | null,
  why: string | null,
): Course {
  return {
    kind,
    phase: kind === 'rollback' ? 'applying' : 'waiting',
    requestedBy,
    previousId,
    approvals: [],
    gates: [],
    appliedAt: null,
    observeUntil: null,
    endedAt: null,
    failedChecks: 0,
    tries: 0,
    why,
  };
}

/** What becomes of a deployment. Null: it is in no phase in which that can happen, and stays as it is. */
export function follow(
  course: Course,
  happening: Happening,
  policy: Policy,
  now: Date,
): Outcome | null {
  const at = now.toISOString();
  switch (course.phase) {
    case 'waiting':
      return whileWaiting(course, happening, at);
    case 'applying':
      return whileApplying(course, happening, policy, now);
    case 'observing':
      return whileObserving(course, happening, policy, now);
    case 'rolling-back':
      return whileRollingBack(course, happening, at);
    default:
      return null;
  }
}

const goesOn = (course: Course, inForce: Outcome['inForce'] = null): Outcome => ({
  course,
  inForce,
  hold: null,
});

function whileWaiting(course: Course, happening: Happening, at: string): Outcome | null {
  switch (happening.is) {
    case 'judged': {
      const { memberId, approves } = happening;
      if (memberId === course.requestedBy) return null;
      const approvals = [...course.approvals, { memberId, approves, at }];
      if (approves) return goesOn({ ...course, approvals });
      return goesOn({ ...course, approvals, phase: 'cancelled', endedAt: at, why: 'declined' });
    }
    case 'cancelled':
    case 'taken-back':
      return goesOn({ ...course, phase: 'cancelled', endedAt: at, why: happening.why });
    case 'looked': {
      const gates = [...happening.gates];
      const isFree = gates.length > 0 && gates.every(({ is }) => is === 'open');
      return goesOn({ ...course, gates, phase: isFree ? 'applying' : 'waiting' });
    }
    default:
      return null;
  }
}

function whileApplying(
  course: Course,
  happening: Happening,
  { observeSeconds }: Policy,
  now: Date,
): Outcome | null {
  const at = now.toISOString();
  switch (happening.is) {
    case 'applied': {
      const applied = { ...course, appliedAt: at, tries: 0 };
      if (course.kind === 'rollback') {
        const done: Course = { ...applied, phase: 'succeeded', endedAt: at };
        return { course: done, inForce: 'release', hold: course.why ?? 'rolled back' };
      }
      const observeUntil = new Date(now.getTime() + observeSeconds * 1000).toISOString();
      return goesOn({ ...applied, phase: 'observing', gates: [], observeUntil }, 'release');
    }
    case 'not-applied': {
      const tries = course.tries + 1;
      if (course.kind === 'rollback') return goesOn({ ...course, tries });
      if (tries < MOST_TRIES) return goesOn({ ...course, tries });
      // Whether something of it came in force is not known, so it is gone back from in any case.
      return goingBack({ ...course, tries }, `It could not be put in force: ${happening.why}`, at);
    }
    case 'taken-back':
      return course.kind === 'rollback' ? null : goingBack(course, happening.why, at);
    case 'cancelled':
      return course.kind === 'rollback' ? givenUp(course, happening.why, at) : null;
    default:
      return null;
  }
}

function whileObserving(
  course: Course,
  happening: Happening,
  policy: Policy,
  now: Date,
): Outcome | null {
  const at = now.toISOString();
  switch (happening.is) {
    case 'watched': {
      const gates = [...happening.gates];
      const closed = gates.filter(({ is }) => is === 'closed');
      const failedChecks = closed.length === 0 ? 0 : course.failedChecks + 1;
      const watched: Course = { ...course, gates, failedChecks };
      if (failedChecks >= policy.failedChecks) {
        return goingBack(watched, closed.map(({ said }) => said).join(' '), at);
      }
      const isOver = now.getTime() >= Date.parse(course.observeUntil ?? at);
      if (!isOver || closed.length > 0) return goesOn(watched);
      return goesOn({ ...watched, phase: 'succeeded', endedAt: at });
    }
    case 'taken-back':
      return goingBack(course, happening.why, at);
    default:
      return null;
  }
}

/** A way back that cannot be gone ends when a person says so; promotion stays paused. */
function givenUp(course: Course, why: string, at: string): Outcome {
  const ended: Course = { ...course, phase: 'failed', endedAt: at, why: `Given up: ${why}` };
  return { course: ended, inForce: null, hold: ended.why };
}

/** Back to what was there. Where nothing was, it is held where it is: there is nothing to go back to. */
function goingBack(course: Course, why: string, at: string): Outcome {
  if (course.previousId === null) {
    const ended: Course = { ...course, phase: 'failed', endedAt: at, why };
    return { course: ended, inForce: null, hold: why };
  }
  // Held from here on, not only when it is back: nothing else may come in between.
  return { course: { ...course, phase: 'rolling-back', tries: 0, why }, inForce: null, hold: why };
}

function whileRollingBack(course: Course, happening: Happening, at: string): Outcome | null {
  switch (happening.is) {
    case 'back': {
      const back: Course = { ...course, phase: 'rolled-back', endedAt: at };
      return { course: back, inForce: 'previous', hold: course.why };
    }
    case 'not-back': {
      const why = `${course.why ?? ''} It could not be gone back from yet: ${happening.why}`;
      // Tried until it works or a person gives it up: nobody else can say what runs there then.
      return goesOn({
        ...course,
        tries: course.tries + 1,
        why: course.tries === 0 ? why : course.why,
      });
    }
    case 'cancelled':
      return givenUp(course, happening.why, at);
    default:
      return null;
  }
}
