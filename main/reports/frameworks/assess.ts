import { clockState, type ClockState } from '../clocks/due.ts';
import { valueOf, type Answers } from './answer.ts';
import { holds } from './condition.ts';
import type { Clock, Field, Framework, Stage } from './framework.ts';

/** A field at a stage: whether it must be answered there, given the other answers and the clocks. */
export interface AskedField {
  readonly field: Field;
  readonly mandatory: boolean;
  /** It became mandatory because a deadline has passed. */
  readonly late: boolean;
  /** What would fit, where its answer contradicts another; null: it contradicts none. */
  readonly contradicted: string | null;
}

export interface StageClock {
  readonly clock: Clock;
  readonly state: ClockState;
}

export interface Criterion {
  readonly title: string;
  readonly law: string;
  readonly met: boolean;
}

/** What a classifier says: its verdict and the criteria behind it. */
export interface Verdict {
  readonly title: string;
  readonly law: string;
  readonly rule: string;
  readonly positive: boolean;
  readonly verdict: string;
  readonly criteria: readonly Criterion[];
}

/** A stage held against its answers. */
export interface Assessment {
  readonly framework: Framework;
  readonly stage: Stage;
  readonly asked: readonly AskedField[];
  /** Mandatory fields with neither a value nor a reason why there is none. */
  readonly missing: readonly Field[];
  /** Clocks of this stage that are for this case. */
  readonly clocks: readonly StageClock[];
  readonly verdict: Verdict | null;
}

/** Holds a stage against its answers at `now` (UTC, ISO 8601). */
export function assess(
  framework: Framework,
  stage: Stage,
  answers: Answers,
  zone: string,
  now: string,
): Assessment {
  const clocks = framework.clocks
    .filter((clock) => clock.stage === stage.id)
    .map((clock) => ({ clock, state: clockState(clock, answers, zone, now) }))
    .filter(({ state }) => state.kind !== 'off');
  const lateReasons = new Set(
    clocks.flatMap(({ clock, state }) =>
      state.kind === 'running' && state.late ? [clock.lateReason] : [],
    ),
  );
  const asked = framework.fields
    .filter((field) => field.stages[stage.id] !== undefined)
    .map((field) => {
      const late = lateReasons.has(field.id);
      const mandatory = late || isMandatory(field, stage, answers);
      const wrong = field.contradicted?.find(({ when }) => holds(when, answers));
      return { field, late, mandatory, contradicted: wrong?.expected ?? null };
    });
  const missing = asked
    .filter(({ field, mandatory }) => mandatory && !answers.has(field.id))
    .map(({ field }) => field);
  return { framework, stage, asked, missing, clocks, verdict: classify(framework, stage, answers) };
}

function isMandatory(field: Field, stage: Stage, answers: Answers): boolean {
  const need = field.stages[stage.id];
  if (need === 'mandatory') return true;
  if (need !== 'conditional' || field.mandatoryWhen === undefined) return false;
  return holds(field.mandatoryWhen, answers);
}

function classify(framework: Framework, stage: Stage, answers: Answers): Verdict | null {
  const { classifier } = framework;
  if (classifier === undefined || classifier.stage !== stage.id) return null;
  // With questions open a "no" would be a guess.
  const open = framework.fields.some(
    (field) => field.stages[stage.id] === 'mandatory' && valueOf(answers, field.id) === null,
  );
  const positive = holds(classifier.verdict, answers);
  const { title, law, rule } = classifier;
  const negative = open ? 'Not decided: answers are missing' : classifier.negative;
  return {
    title,
    law,
    rule,
    positive,
    verdict: positive ? classifier.positive : negative,
    criteria: classifier.criteria.map((criterion) => ({
      title: criterion.title,
      law: criterion.law,
      met: holds(criterion.when, answers),
    })),
  };
}
