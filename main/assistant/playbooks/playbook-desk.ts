import { createHash, randomUUID } from 'node:crypto';
import type { AnswerCitation, Answerer, Statement } from '#shared/model/answer.ts';
import type { Json } from '#shared/model/canonical-json.ts';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { JournalPayload } from '#shared/model/journal-entry.ts';
import {
  NO_COST,
  type PlaybookRun,
  type RunCost,
  type RunStep,
} from '#shared/model/playbook-run.ts';
import { evaluate, parseExpression } from '#shared/playbook/expression.ts';
import type { OutputType, Playbook } from '#shared/playbook/playbook.ts';
import type { OpenCase } from '../../open-case.ts';
import type { ModelService } from '../model-service.ts';
import type { KnownPlaybook } from './playbook-library.ts';
import { playbookOf, problemText } from './playbook-yaml.ts';
import { readInputs } from './read-inputs.ts';
import { runSteps, StepFailure, type StepState, type Trace } from './run-steps.ts';
import { act, type StepContext } from './step-actions.ts';
import { readResult, resultOf, type StepResult } from './step-result.ts';

/** What is said while a playbook runs. */
export type PlaybookEvent =
  | { readonly type: 'begun'; readonly run: string }
  | {
      readonly type: 'step';
      readonly step: RunStep;
      readonly state: StepState;
      readonly statements: readonly Statement[];
    };

/** A run that has not ended: it goes on now, or its process ended in the middle of it. */
export interface BegunRun {
  readonly run: string;
  readonly playbook: string;
  readonly title: string;
  readonly sha256: string;
  readonly inputs: Readonly<Record<string, Json>>;
  /** RFC 3339 UTC. */
  readonly begun: string;
  /** Steps that are done. */
  readonly done: number;
}

/** Who may be asked while playbooks run. */
export interface PlaybookWays {
  readonly models: ModelService | null;
  readonly ask: StepContext['ask'];
}

type Header = JournalPayload<'playbook.begun'>;

/** Signals why a run was stopped: it was cancelled, or only its process ends and it can go on. */
export interface RunSignals {
  readonly cancel: AbortSignal;
  readonly interrupt: AbortSignal;
}

/** Runs playbooks on an open case. What a run did is an entry of the case's journal. */
export function createPlaybookDesk(open: OpenCase, { models, ask }: PlaybookWays) {
  async function run(
    header: Header,
    text: string,
    known: ReadonlyMap<string, StepResult>,
    { cancel, interrupt }: RunSignals,
    tell: (event: PlaybookEvent) => void,
  ): Promise<PlaybookRun> {
    const { playbook, lines } = playbookOf(text, `${header.playbook}.yaml`);
    const signal = AbortSignal.any([cancel, interrupt]);
    const past = models?.past ?? null;
    const context: StepContext = { open, signal, past, playbook: playbook.id, models, ask };
    const scope = new Map<string, Json>([['inputs', header.inputs]]);
    const trace: Trace = [];
    tell({ type: 'begun', run: header.run });
    const told = new Map<string, readonly Statement[]>();
    const ended = async (
      outcome: PlaybookRun['outcome'],
      failure: PlaybookRun['failure'],
      outputs: PlaybookRun['outputs'] = {},
    ): Promise<PlaybookRun> => {
      const whole = { ...header, ...summed(trace), outcome, failure, outputs };
      await open.endPlaybook(whole);
      return whole;
    };
    try {
      await runSteps(playbook.steps, scope, trace, {
        signal,
        known: (path) => known.get(path) ?? null,
        async perform(step, path, names) {
          const started = performance.now();
          const acted = await act(step, names, context);
          const result = resultOf(step, path, acted, performance.now() - started);
          await open.keepStep(header.run, path, JSON.stringify(result), acted.entry ?? null);
          told.set(path, result.statements);
          return result;
        },
        tell(step, state) {
          const statements = told.get(step.path) ?? known.get(step.path)?.statements ?? [];
          tell({ type: 'step', step, state, statements });
        },
      });
      return await ended('done', null, outputsOf(playbook, scope));
    } catch (error) {
      if (cancel.aborted) {
        await ended('cancelled', null);
        throw cancelled();
      }
      // Only its process ends: it goes on from here when the case is open again.
      if (interrupt.aborted) throw cancelled();
      const failure = failureOf(error, `${header.playbook}.yaml`, lines);
      await ended('failed', { code: failure.code, message: failure.message });
      throw failure;
    }
  }

  async function begunRun(run: string) {
    const found = (await open.begunPlaybooks()).find(({ id }) => id === run);
    if (found !== undefined) return found;
    throw new Failure('PLAYBOOK_ENDED', 'This run of a playbook has ended already.', { run });
  }

  return {
    /** Runs a playbook. Throws what reading its inputs throws, and what a step fails with, naming file, line and step. */
    async run(
      known: Pick<KnownPlaybook, 'playbook' | 'text'>,
      given: Readonly<Record<string, Json>>,
      signals: RunSignals,
      tell: (event: PlaybookEvent) => void = () => {},
    ): Promise<PlaybookRun> {
      const inputs = readInputs(known.playbook.inputs, given, open.info().zone);
      const header = headerOf(randomUUID(), known, inputs);
      await open.beginPlaybook(known.text, header);
      return run(header, known.text, new Map(), signals, tell);
    },
    /** Goes on with a run whose process ended. What it had done is not done again. Throws PLAYBOOK_ENDED. */
    async resume(
      id: string,
      signals: RunSignals,
      tell: (event: PlaybookEvent) => void = () => {},
    ): Promise<PlaybookRun> {
      const { header, playbook, steps } = await begunRun(id);
      const known = Object.entries(steps).map(
        ([path, result]) => [path, readResult(result)] as const,
      );
      return run(header, playbook, new Map(known), signals, tell);
    },
    /** Ends a run that does not go on any more. Throws PLAYBOOK_ENDED. */
    async giveUp(id: string): Promise<void> {
      const { header, steps } = await begunRun(id);
      const trace = Object.values(steps).map(readResult);
      const rest = { outcome: 'cancelled', failure: null, outputs: {} } as const;
      await open.endPlaybook({ ...header, ...summed(trace), ...rest });
    },
    /** Runs that have not ended, oldest first. */
    begun: async (): Promise<BegunRun[]> =>
      (await open.begunPlaybooks()).map(({ header, begun, steps }) => ({
        ...header,
        begun,
        done: Object.keys(steps).length,
      })),
    /** Runs that have ended, the latest first. */
    ended: () => open.endedPlaybooks(),
  };
}

/** What the journal says of the beginning of a run. */
function headerOf(
  run: string,
  { playbook, text }: Pick<KnownPlaybook, 'playbook' | 'text'>,
  inputs: Record<string, Json>,
): Header {
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { run, playbook: playbook.id, title: playbook.title, sha256, inputs };
}

/** The failure of a run with the place in the playbook that it comes from. What nobody expected may say what no one should read. */
function failureOf(error: unknown, file: string, lines: ReadonlyMap<string, number>): Failure {
  if (error instanceof Failure) return error;
  const inside = new Failure('INTERNAL', 'Something went wrong inside.', {}, { cause: error });
  if (!(error instanceof StepFailure)) return inside;
  const { step } = error;
  const failure = error.failure instanceof Failure ? error.failure : inside;
  const line = lines.get(step.id) ?? 1;
  const message = problemText(file, line, step.id, failure.message);
  const details = { ...failure.details, file, line, step: step.id };
  return new Failure(failure.code, message, details, { cause: error.failure });
}

/** The outputs of a run. Throws OUTPUT_INVALID for one that is not of its type. */
function outputsOf({ outputs, id }: Playbook, scope: Map<string, Json>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { type, value: source }]) => {
      const value = evaluate(parseExpression(source), scope);
      if (value === null || IS_OF[type](value)) return [name, value];
      throw new Failure('OUTPUT_INVALID', `${id}.yaml: the output "${name}" is no ${type}.`, {
        output: name,
      });
    }),
  );
}

const IS_OF: Readonly<Record<OutputType, (value: Json) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  time: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  list: (value) => Array.isArray(value),
};

/** What all steps that were done gave together. */
function summed(trace: Trace) {
  const results = flat(trace);
  const citations: AnswerCitation[] = [];
  const positions = new Map<string, number>();
  const position = (citation: AnswerCitation): number => {
    const name = JSON.stringify(citation);
    const before = positions.get(name);
    if (before !== undefined) return before;
    const at = citations.push(citation) - 1;
    positions.set(name, at);
    return at;
  };
  const statements = results.flatMap((result) =>
    result.statements.map((statement): Statement => {
      const cited = statement.cites.flatMap((at) => result.citations[at] ?? []);
      return { ...statement, cites: cited.map(position) };
    }),
  );
  return {
    statements,
    citations,
    steps: results.map(({ step }) => step),
    findings: results.flatMap(({ finding }) => finding ?? []),
    cost: results.reduce((all, { cost }) => added(all, cost), NO_COST),
    answerers: uniqueAnswerers(results.flatMap(({ answerer }) => answerer ?? [])),
  };
}

const flat = (trace: Trace): StepResult[] =>
  trace.flatMap((part) => (Array.isArray(part) ? flat(part) : [part]));

const added = (a: RunCost, b: RunCost): RunCost => ({
  calls: a.calls + b.calls,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  money: a.money + b.money,
});

const uniqueAnswerers = (all: readonly Answerer[]): Answerer[] => [
  ...new Map(all.map((one) => [`${one.provider} ${one.model}`, one])).values(),
];
