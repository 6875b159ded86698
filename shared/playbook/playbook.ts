import type { Json } from '../model/canonical-json.ts';
import type { StatementPart } from '../model/answer.ts';
import type { Confidence, FindingKind } from '../model/finding.ts';

/** What an input of a playbook is; `choice`: one of its options. */
export const INPUT_TYPES = ['text', 'query', 'time', 'number', 'boolean', 'choice'] as const;
export type InputType = (typeof INPUT_TYPES)[number];

/** What an output is. A time is text in RFC 3339. */
export const OUTPUT_TYPES = ['text', 'number', 'boolean', 'time', 'list'] as const;
export type OutputType = (typeof OUTPUT_TYPES)[number];

export interface PlaybookInput {
  readonly type: InputType;
  readonly title: string;
  readonly about?: string | undefined;
  /** Taken when nothing is given; absent, and not optional: it must be given. */
  readonly default?: string | number | boolean | undefined;
  /** Nothing need be given; then it is null. */
  readonly optional?: boolean | undefined;
  readonly options?: readonly string[] | undefined;
}

export interface PlaybookOutput {
  readonly type: OutputType;
  /** An expression. */
  readonly value: string;
}

/** Records of a query in a stretch of time; each member is a text in which `{{ }}` stands for expressions. */
export interface StepSide {
  readonly query: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly outside?: boolean | undefined;
}

/** What each kind of step says. Texts may have `{{ expression }}` in them; `condition`, `value`, `in` and `cites` are expressions. */
export interface StepBodies {
  /** Finds records; gives how many there are and some of them. */
  readonly search: StepSide & {
    readonly order?: 'asc' | 'desc' | undefined;
    readonly limit?: number | undefined;
  };
  readonly count: StepSide;
  readonly compare: { readonly a: StepSide; readonly b: StepSide };
  /** Uses one of the tools that read a case. A text that is one expression gives that expression's value. */
  readonly tool: { readonly name: string; readonly input?: Readonly<Record<string, Json>> };
  /** Gives a value a name. */
  readonly set: { readonly value: string };
  /** Asks the analyst; `default` is taken where nobody can be asked. */
  readonly ask: {
    readonly question: string;
    readonly options?: readonly string[] | undefined;
    readonly default?: string | undefined;
  };
  /** Asks whoever is set for questions; without a model the built-in analysis answers. */
  readonly model: { readonly question: string };
  /** Says one sentence of what came out, with the records that it rests on. */
  readonly say: {
    readonly text: string;
    readonly part?: StatementPart | undefined;
    readonly cites?: readonly string[] | undefined;
    readonly time?: string | undefined;
  };
  /** Writes a finding into the case. */
  readonly finding: {
    readonly title: string;
    readonly text?: string | undefined;
    readonly kind?: FindingKind | undefined;
    readonly confidence?: Confidence | undefined;
    readonly cites?: readonly string[] | undefined;
    readonly techniques?: readonly string[] | undefined;
  };
  readonly if: {
    readonly condition: string;
    readonly do: readonly Step[];
    readonly else?: readonly Step[] | undefined;
  };
  /** Does its steps for each of a list, for `most` of them at the most; `as` names the one. */
  readonly each: {
    readonly in: string;
    readonly as: string;
    readonly most: number;
    readonly steps: readonly Step[];
  };
  readonly parallel: { readonly steps: readonly Step[] };
}

export type StepKind = keyof StepBodies;

export const STEP_KINDS = [
  'search',
  'count',
  'compare',
  'tool',
  'set',
  'ask',
  'model',
  'say',
  'finding',
  'if',
  'each',
  'parallel',
] as const satisfies readonly StepKind[];

/** One step. Its id names what it gives for the steps after it. */
export type Step = {
  [K in StepKind]: {
    readonly id: string;
    readonly title?: string | undefined;
    /** An expression; where it does not hold the step is left out, and gives null. */
    readonly when?: string | undefined;
    readonly kind: K;
    readonly body: StepBodies[K];
  };
}[StepKind];

export type StepOf<K extends StepKind> = Extract<Step, { readonly kind: K }>;

/** A reusable investigation. */
export interface Playbook {
  /** Its name on the command line. */
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly inputs: Readonly<Record<string, PlaybookInput>>;
  readonly steps: readonly Step[];
  readonly outputs: Readonly<Record<string, PlaybookOutput>>;
}

/** What is wrong with a playbook, and where. */
export interface PlaybookProblem {
  /** Line of its YAML, from 1. */
  readonly line: number;
  /** Id of the step; null: in none. */
  readonly step: string | null;
  readonly message: string;
}

/** Steps of a run, steps in loops counted each time: an end to what never ends. */
export const MOST_STEPS_RUN = 500;
/** Rounds of one loop. */
export const MOST_ROUNDS = 50;
/** Steps within steps. */
export const DEEPEST_STEP = 6;

/** The lists of steps within a step, by the member that holds each. */
export function innerLists(step: Step): readonly (readonly [member: string, readonly Step[]])[] {
  switch (step.kind) {
    case 'if':
      return [
        ['do', step.body.do],
        ...(step.body.else === undefined ? [] : [['else', step.body.else] as const]),
      ];
    case 'each':
    case 'parallel':
      return [['steps', step.body.steps]];
    default:
      return [];
  }
}

/** A playbook as it is written: each step with its kind as the name of what it says. */
export function plainPlaybook({ id, title, about, inputs, steps, outputs }: Playbook): Json {
  return {
    playbook: id,
    title,
    about,
    ...(Object.keys(inputs).length === 0 ? {} : { inputs: withoutAbsent(inputs) }),
    steps: steps.map(plainStep),
    ...(Object.keys(outputs).length === 0 ? {} : { outputs: withoutAbsent(outputs) }),
  };
}

/** A step as it is written. */
export function plainStep(step: Step): Json {
  const lists = Object.fromEntries(
    innerLists(step).map(([member, steps]) => [member, steps.map(plainStep)]),
  );
  const { id, title, when, kind, body } = step;
  return {
    id,
    ...(title === undefined ? {} : { title }),
    ...(when === undefined ? {} : { when }),
    [kind]: { ...Object(withoutAbsent(body)), ...lists },
  };
}

/** A value as JSON has it: members that are undefined are not there. */
function withoutAbsent(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
