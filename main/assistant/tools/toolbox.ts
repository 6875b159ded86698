import type { z } from 'zod';
import type { AnswerStep } from '#shared/model/answer.ts';
import { changes, compare, hypotheses, timeline } from './analysis-tools.ts';
import { issue, issues, templates } from './issue-tools.ts';
import { library } from './library-tool.ts';
import { record } from './record-tool.ts';
import { affected, count, fields, histogram, search, values } from './search-tools.ts';
import type { Tool, ToolContext } from './tool.ts';

/** Every tool that reads a case, by name. None of them changes anything. */
export const TOOLS = {
  search,
  count,
  histogram,
  fields,
  values,
  affected,
  record,
  templates,
  issues,
  issue,
  changes,
  hypotheses,
  compare,
  timeline,
  library,
} as const;

export type ToolName = keyof typeof TOOLS;
export const TOOL_NAMES = Object.keys(TOOLS) as readonly ToolName[];
type ToolInput<N extends ToolName> = z.input<(typeof TOOLS)[N]['input']>;
type Found<N extends ToolName> = Awaited<ReturnType<(typeof TOOLS)[N]['find']>>;

/** Characters of an input and of what was found that a step keeps. */
const LONGEST_INPUT = 4000;
const LONGEST_FOUND = 500;

/** Tools over one open case, and a note of everything that was done with them. */
export interface Toolbox {
  readonly context: ToolContext;
  readonly steps: readonly AnswerStep[];
  /** Runs a tool and notes it as a step. Throws what the tool throws; that is noted too. */
  use<N extends ToolName>(name: N, input: ToolInput<N>): Promise<Found<N>>;
  /** Notes some other work as a step. Throws what the work throws; that is noted too. */
  note<T>(
    name: string,
    input: unknown,
    work: () => Promise<T>,
    told: (found: T) => string,
  ): Promise<T>;
}

/** A toolbox over a case; `onStep` is told of each step as it is done. */
export function createToolbox(context: ToolContext, onStep: (step: AnswerStep) => void): Toolbox {
  const steps: AnswerStep[] = [];
  const note: Toolbox['note'] = async (name, input, work, told) => {
    const started = performance.now();
    const done = (found: string): void => {
      const step = {
        tool: name,
        input: JSON.stringify(input).slice(0, LONGEST_INPUT),
        found: found.slice(0, LONGEST_FOUND),
        ms: Math.round((performance.now() - started) * 10) / 10,
      };
      steps.push(step);
      onStep(step);
    };
    try {
      const found = await work();
      done(told(found));
      return found;
    } catch (error) {
      done(error instanceof Error ? error.message : 'failed');
      throw error;
    }
  };
  return {
    context,
    steps,
    note,
    use(name, input) {
      // Name, input and result fit by the type of TOOLS; here they are only known apart.
      const tool = TOOLS[name] as unknown as Tool<unknown, never>;
      const work = () => tool.find(tool.input.parse(input), context);
      return note(name, input, work, (found) => tool.told(found));
    },
  };
}
