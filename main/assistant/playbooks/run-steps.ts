import type { Json } from '#shared/model/canonical-json.ts';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { RunStep } from '#shared/model/playbook-run.ts';
import { evaluate, holds, parseExpression, type Scope } from '#shared/playbook/expression.ts';
import { MOST_STEPS_RUN, type Step, type StepOf } from '#shared/playbook/playbook.ts';
import type { Actable } from './step-actions.ts';
import { leftOut, type StepResult } from './step-result.ts';

/** What a run needs of the world. */
export interface RunPorts {
  /** What a step gave before the process that did it ended; null: it was not done. */
  known(path: string): StepResult | null;
  /** Does a step and keeps what it gave, in one. */
  perform(step: Actable, path: string, scope: Scope): Promise<StepResult>;
  /** Told of each step as it begins, and as it is done or left out. */
  tell(step: RunStep, state: StepState): void;
  readonly signal: AbortSignal;
}

export type StepState = 'running' | 'done' | 'known' | 'left out';

/** What steps gave, in the order in which they stand. */
export type Trace = (StepResult | Trace)[];

/** A failure of a step, and which one it was. */
export class StepFailure extends Error {
  readonly step: Step;
  readonly failure: unknown;

  constructor(step: Step, failure: unknown) {
    super('a step of a playbook failed');
    this.step = step;
    this.failure = failure;
  }
}

/**
 * Runs steps. Which of them are done follows from the inputs and from what the steps before gave, so that a run that goes
 * on takes the same way: what is known is taken as it is, and the rest is done. Adds to `scope` and `trace` what each
 * gave. Throws StepFailure, CANCELLED.
 */
export async function runSteps(
  steps: readonly Step[],
  scope: Map<string, Json>,
  trace: Trace,
  ports: RunPorts,
): Promise<void> {
  let count = 0;
  await list(steps, scope, trace, '', ports.signal);

  async function list(
    inner: readonly Step[],
    names: Map<string, Json>,
    into: Trace,
    prefix: string,
    signal: AbortSignal,
  ): Promise<void> {
    for (const step of inner) await one(step, names, into, prefix, signal);
  }

  async function one(
    step: Step,
    names: Map<string, Json>,
    into: Trace,
    prefix: string,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) throw cancelled();
    const path = `${prefix}${step.id}`;
    try {
      if (++count > MOST_STEPS_RUN) {
        throw new Failure(
          'PLAYBOOK_TOO_LONG',
          `It takes more than ${MOST_STEPS_RUN} steps. Let its loops go over less.`,
        );
      }
      if (step.when !== undefined && !holds(evaluate(parseExpression(step.when), names))) {
        ports.tell(leftOut(step, path), 'left out');
        names.set(step.id, null);
        return;
      }
      if (step.kind === 'if') await branch(step, names, into, prefix, signal);
      else if (step.kind === 'each') await loop(step, names, into, path, signal);
      else if (step.kind === 'parallel') await beside(step, names, into, prefix, signal);
      else names.set(step.id, await leaf(step, names, into, path));
    } catch (error) {
      if (ports.signal.aborted) throw cancelled();
      throw error instanceof StepFailure ? error : new StepFailure(step, error);
    }
  }

  async function leaf(step: Actable, names: Scope, into: Trace, path: string): Promise<Json> {
    const before = ports.known(path);
    if (before === null) ports.tell(leftOut(step, path), 'running');
    const result = before ?? (await ports.perform(step, path, names));
    ports.tell(result.step, before === null ? 'done' : 'known');
    into.push(result);
    return result.value;
  }

  async function branch(
    { id, body }: StepOf<'if'>,
    names: Map<string, Json>,
    into: Trace,
    prefix: string,
    signal: AbortSignal,
  ): Promise<void> {
    const isSo = holds(evaluate(parseExpression(body.condition), names));
    names.set(id, isSo);
    await list(isSo ? body.do : (body.else ?? []), names, into, prefix, signal);
  }

  async function loop(
    { id, body }: StepOf<'each'>,
    names: Map<string, Json>,
    into: Trace,
    path: string,
    signal: AbortSignal,
  ): Promise<void> {
    const over = evaluate(parseExpression(body.in), names);
    const items = (Array.isArray(over) ? (over as Json[]) : []).slice(0, body.most);
    const rounds: Json[] = [];
    for (const [round, item] of items.entries()) {
      const inner = new Map(names).set(body.as, item).set('round', round + 1);
      const outer = new Set(inner.keys());
      await list(body.steps, inner, into, `${path}[${round}].`, signal);
      const own = [...inner].filter(([name]) => !outer.has(name));
      rounds.push({ [body.as]: item, ...Object.fromEntries(own) });
    }
    names.set(id, rounds);
  }

  /** Steps that do not know of each other; the first that fails stops the others. */
  async function beside(
    { id, body }: StepOf<'parallel'>,
    names: Map<string, Json>,
    into: Trace,
    prefix: string,
    signal: AbortSignal,
  ): Promise<void> {
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const before = new Map(names);
    const ways = body.steps.map(async (step) => {
      const [own, part] = [new Map(before), [] as Trace];
      into.push(part);
      try {
        await one(step, own, part, prefix, both);
      } catch (error) {
        stop.abort();
        throw error;
      }
      return own;
    });
    const ended = await Promise.allSettled(ways);
    const failures = ended.flatMap((way) => (way.status === 'rejected' ? [way.reason] : []));
    // Those that were stopped say only that they were.
    const cause = failures.find((error) => error instanceof StepFailure && !isStop(error.failure));
    if (failures.length > 0) throw cause ?? failures[0];
    for (const way of ended) {
      if (way.status !== 'fulfilled') continue;
      for (const [name, value] of way.value) if (!before.has(name)) names.set(name, value);
    }
    names.set(id, null);
  }
}

const isStop = (error: unknown): boolean => error instanceof Failure && error.code === 'CANCELLED';
