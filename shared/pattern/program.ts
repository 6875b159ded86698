import { testOf, type Chars, type CodeTest } from './character-set.ts';
import { PatternRefused, type Pattern } from './syntax.ts';

/** One step of a pattern that is walked through with all ways remembered. */
export type Step =
  | { readonly do: 'read'; readonly test: CodeTest; readonly node: Chars }
  /** Try `first`, then `second`. */
  | { readonly do: 'split'; first: number; second: number }
  | { readonly do: 'jump'; to: number }
  | { readonly do: 'save'; readonly slot: number }
  | { readonly do: 'assert'; readonly text: '^' | '$' | '\\b' | '\\B' }
  | {
      readonly do: 'look';
      readonly behind: boolean;
      readonly not: boolean;
      readonly inner: Program;
    }
  | { readonly do: 'atomic'; readonly inner: Program }
  | { readonly do: 'end' };

export interface Program {
  readonly steps: readonly Step[];
  /** Names of the groups; group n writes the slots 2n and 2n + 1. */
  readonly names: readonly string[];
}

const MOST_STEPS = 8000;

/** @throws PatternRefused when counted repetitions make it too long. */
export function compileProgram(pattern: Pattern, names: string[] = []): Program {
  const steps: Step[] = [];
  emit(pattern, steps, names);
  steps.push({ do: 'end' });
  return { steps, names };
}

function emit(pattern: Pattern, steps: Step[], names: string[]): void {
  if (steps.length > MOST_STEPS)
    throw new PatternRefused('repetitions that multiply to thousands of characters');
  switch (pattern.kind) {
    case 'chars':
      steps.push({ do: 'read', test: testOf(pattern), node: pattern });
      return;
    case 'assert':
      steps.push({ do: 'assert', text: pattern.text });
      return;
    case 'sequence':
      for (const item of pattern.items) emit(item, steps, names);
      return;
    case 'choice':
      emitChoice(pattern.options, steps, names);
      return;
    case 'group':
      emitGroup(pattern.name, pattern.body, steps, names);
      return;
    case 'atomic':
      steps.push({ do: 'atomic', inner: compileProgram(pattern.body, names) });
      return;
    case 'look':
      steps.push({
        do: 'look',
        behind: pattern.behind,
        not: pattern.not,
        inner: compileProgram(pattern.body, names),
      });
      return;
    case 'repeat':
      emitRepeat(pattern, steps, names);
  }
}

function emitGroup(name: string | null, body: Pattern, steps: Step[], names: string[]): void {
  if (name === null) {
    emit(body, steps, names);
    return;
  }
  if (!names.includes(name)) names.push(name);
  const slot = names.indexOf(name) * 2;
  steps.push({ do: 'save', slot });
  emit(body, steps, names);
  steps.push({ do: 'save', slot: slot + 1 });
}

function emitChoice(options: readonly Pattern[], steps: Step[], names: string[]): void {
  const jumps: { do: 'jump'; to: number }[] = [];
  for (const [index, option] of options.entries()) {
    if (index === options.length - 1) {
      emit(option, steps, names);
      break;
    }
    const split = { do: 'split' as const, first: steps.length + 1, second: 0 };
    steps.push(split);
    emit(option, steps, names);
    const jump = { do: 'jump' as const, to: 0 };
    jumps.push(jump);
    steps.push(jump);
    split.second = steps.length;
  }
  for (const jump of jumps) jump.to = steps.length;
}

function emitRepeat(
  { body, min, max, lazy }: Extract<Pattern, { kind: 'repeat' }>,
  steps: Step[],
  names: string[],
): void {
  for (let copy = 0; copy < min; copy++) emit(body, steps, names);
  if (max === Number.POSITIVE_INFINITY) {
    const start = steps.length;
    const split = branch(steps);
    emit(body, steps, names);
    steps.push({ do: 'jump', to: start });
    aim(split, steps.length, lazy);
    return;
  }
  const splits = [];
  for (let copy = min; copy < max; copy++) {
    splits.push(branch(steps));
    emit(body, steps, names);
  }
  for (const split of splits) aim(split, steps.length, lazy);
}

function branch(steps: Step[]) {
  const split = { do: 'split' as const, first: steps.length + 1, second: 0 };
  steps.push(split);
  return split;
}

/** Into the body first, or past it first. */
function aim(split: { first: number; second: number }, past: number, lazy: boolean): void {
  split.second = past;
  if (!lazy) return;
  split.second = split.first;
  split.first = past;
}

/** What a step leads to without reading: the steps that read next, and whether the pattern may be over. Assertions and looks are passed. */
export interface Reached {
  readonly reads: readonly number[];
  readonly isOver: boolean;
}

/** What some steps lead to without reading, in no order. */
export function reachedFrom(steps: readonly Step[], from: readonly number[]): Reached {
  const seen = new Set<number>();
  const open = [...from];
  const reads: number[] = [];
  let isOver = false;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const step = steps[at];
    if (step === undefined || step.do === 'end') isOver = true;
    else if (step.do === 'read') reads.push(at);
    else if (step.do === 'jump') open.push(step.to);
    else if (step.do === 'split') open.push(step.first, step.second);
    else open.push(at + 1);
  }
  return { reads, isOver };
}
