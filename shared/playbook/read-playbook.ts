import type { z } from 'zod';
import { Failure } from '../model/failure.ts';
import { isName, namesIn, parseExpression, type Expression } from './expression.ts';
import {
  DEEPEST_STEP,
  STEP_KINDS,
  type Playbook,
  type PlaybookProblem,
  type Step,
  type StepKind,
} from './playbook.ts';
import { playbookHead, STEP_BODIES, stepFacts } from './playbook-schemas.ts';
import { parseTemplate } from './template.ts';

type Path = readonly (string | number)[];

/** A playbook that was read, and what is wrong with it; null: it cannot be run. */
export interface ReadPlaybook {
  readonly playbook: Playbook | null;
  readonly problems: readonly PlaybookProblem[];
  /** Line of each step, by its id. */
  readonly lines: ReadonlyMap<string, number>;
}

/** What a step may use a tool for: the members of its input, by the tool's name. */
export type KnownTools = Readonly<Record<string, readonly string[]>>;

/**
 * Reads a playbook out of what YAML or JSON gave, and checks all that can be known before it runs: shapes, expressions,
 * and that each name stands for something that came before. `lineOf` gives the line of a member. Never throws.
 */
export function readPlaybook(
  value: unknown,
  tools: KnownTools,
  lineOf: (path: Path) => number = () => 1,
): ReadPlaybook {
  return new Reader(tools, lineOf).read(value);
}

class Reader {
  private readonly problems: PlaybookProblem[] = [];
  private readonly lines = new Map<string, number>();
  private readonly tools: KnownTools;
  private readonly lineOf: (path: Path) => number;

  constructor(tools: KnownTools, lineOf: (path: Path) => number) {
    this.tools = tools;
    this.lineOf = lineOf;
  }

  read(value: unknown): ReadPlaybook {
    const head = this.shaped(playbookHead, value, [], null);
    const { problems, lines } = this;
    if (head === null) return { playbook: null, problems, lines };
    const { playbook: id, title, about, inputs, outputs } = head;
    for (const [name, input] of Object.entries(inputs)) {
      const path = ['inputs', name];
      if (!isName(name)) this.say(path, null, `"${name}" cannot be the name of an input.`);
      if (input.type === 'choice' && input.options === undefined) {
        this.say(path, null, `The input "${name}" is a choice and has no options.`);
      }
    }
    const known = new Set(['inputs']);
    const steps = this.steps(head.steps, ['steps'], known, 1);
    for (const [name, { value: expression }] of Object.entries(outputs)) {
      this.expression(expression, ['outputs', name, 'value'], null, known);
    }
    const playbook = { id, title, about, inputs, steps, outputs };
    return { playbook: problems.length === 0 ? playbook : null, problems, lines };
  }

  private say(path: Path, step: string | null, message: string): void {
    this.problems.push({ line: this.lineOf(path), step, message });
  }

  private shaped<S extends z.ZodType>(
    schema: S,
    value: unknown,
    path: Path,
    step: string | null,
  ): z.output<S> | null {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const { path: within, message } of parsed.error.issues) {
      const at = within.map((part) => (typeof part === 'symbol' ? String(part) : part));
      const name = at.length === 0 ? '' : `${at.join('.')}: `;
      this.say([...path, ...at], step, `${name}${message}`);
    }
    return null;
  }

  /** Reads a list of steps; `known` gets the names of those that were read. */
  private steps(list: readonly unknown[], path: Path, known: Set<string>, depth: number): Step[] {
    return list.flatMap((item, at) => this.step(item, [...path, at], known, depth) ?? []);
  }

  private step(value: unknown, path: Path, known: Set<string>, depth: number): Step | null {
    if (depth > DEEPEST_STEP) {
      this.say(path, null, `Steps are nested more than ${DEEPEST_STEP} deep.`);
      return null;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.say(path, null, 'A step is a list of members: an id, and what it does.');
      return null;
    }
    const members = Object.entries(value);
    const kinds = STEP_KINDS.filter((kind) => Object.hasOwn(value, kind));
    const own = members.find(([name]) => name === 'id')?.[1];
    const id = typeof own === 'string' ? own : null;
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1) {
      const what = kind === undefined ? 'does nothing' : `does ${kinds.join(' and ')} at once`;
      this.say(path, id, `The step ${what}. It has one of: ${STEP_KINDS.join(', ')}.`);
      return null;
    }
    const rest = Object.fromEntries(members.filter(([name]) => name !== kind));
    const facts = this.shaped(stepFacts, rest, path, id);
    if (facts === null) return null;
    if (!isName(facts.id)) this.say(path, id, `"${facts.id}" cannot be the name of a step.`);
    if (this.lines.has(facts.id)) this.say(path, id, `Another step is named "${facts.id}" too.`);
    this.lines.set(facts.id, this.lineOf(path));
    if (facts.when !== undefined) this.expression(facts.when, [...path, 'when'], id, known);
    const at = [...path, kind];
    const body = this.shaped(STEP_BODIES[kind], Object.fromEntries(members)[kind], at, id);
    if (body === null) return null;
    const inner = this.inner(kind, facts.id, body, at, known, depth);
    known.add(facts.id);
    // Kind and body belong together; they are only known apart.
    return { ...facts, kind, body: { ...body, ...inner } } as Step;
  }

  /** Checks what a step says, and reads the steps within it. */
  private inner(
    kind: StepKind,
    id: string,
    body: Readonly<Record<string, unknown>>,
    path: Path,
    known: Set<string>,
    depth: number,
  ): Readonly<Record<string, Step[]>> {
    const check = (member: string, source = body[member]): void => {
      if (typeof source === 'string') this.expression(source, [...path, member], id, known);
    };
    switch (kind) {
      case 'if': {
        check('condition');
        const lists = ['do', 'else'].flatMap((member) => {
          const list = body[member];
          return Array.isArray(list)
            ? [[member, this.steps(list, [...path, member], known, depth + 1)] as const]
            : [];
        });
        return Object.fromEntries(lists);
      }
      case 'each': {
        check('in');
        const as = String(body['as']);
        if (!isName(as)) this.say([...path, 'as'], id, `"${as}" cannot name the one of a loop.`);
        const within = new Set([...known, as, 'round']);
        return { steps: this.steps(listIn(body), [...path, 'steps'], within, depth + 1) };
      }
      case 'parallel': {
        const ways = listIn(body).map((item, at) => {
          // What runs beside it is not known to it.
          const names = new Set(known);
          return { step: this.step(item, [...path, 'steps', at], names, depth + 1), names };
        });
        for (const { names } of ways) for (const name of names) known.add(name);
        return { steps: ways.flatMap(({ step }) => step ?? []) };
      }
      case 'set':
        check('value');
        return {};
      case 'tool':
        this.tool(id, body, path, known);
        return {};
      default:
        check('time');
        for (const [at, source] of citesIn(body).entries()) {
          this.expression(source, [...path, 'cites', at], id, known);
        }
        this.templates(withoutExpressions(body), path, id, known);
        return {};
    }
  }

  private tool(
    id: string,
    { name, input }: Readonly<Record<string, unknown>>,
    path: Path,
    known: Set<string>,
  ): void {
    const members = Object.hasOwn(this.tools, String(name)) ? this.tools[String(name)] : undefined;
    if (members === undefined) {
      const all = Object.keys(this.tools).join(', ');
      this.say([...path, 'name'], id, `There is no tool "${String(name)}". There are: ${all}.`);
      return;
    }
    for (const member of Object.keys(Object(input ?? {}))) {
      if (members.includes(member)) continue;
      this.say([...path, 'input', member], id, `The tool "${String(name)}" takes no "${member}".`);
    }
    this.templates(input ?? {}, [...path, 'input'], id, known);
  }

  /** Checks every text of a value as one that may have expressions in it. */
  private templates(value: unknown, path: Path, step: string, known: Set<string>): void {
    if (typeof value === 'string') {
      this.tried(path, step, () => {
        for (const part of parseTemplate(value)) {
          if (typeof part !== 'string') this.names(part, path, step, known);
        }
      });
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) {
        this.templates(item, [...path, Array.isArray(value) ? Number(name) : name], step, known);
      }
    }
  }

  private expression(source: string, path: Path, step: string | null, known: Set<string>): void {
    this.tried(path, step, () => this.names(parseExpression(source), path, step, known));
  }

  private names(expression: Expression, path: Path, step: string | null, known: Set<string>): void {
    for (const { name } of namesIn(expression)) {
      if (known.has(name)) continue;
      this.say(
        path,
        step,
        `"${name}" is no step before this one, and no name of a loop around it.`,
      );
    }
  }

  private tried(path: Path, step: string | null, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { at } = error.details;
      this.say(path, step, `Expression, at character ${Number(at ?? 0) + 1}: ${error.message}`);
    }
  }
}

const listIn = ({ steps }: Readonly<Record<string, unknown>>): readonly unknown[] =>
  Array.isArray(steps) ? steps : [];

const citesIn = ({ cites }: Readonly<Record<string, unknown>>): readonly string[] =>
  Array.isArray(cites) ? cites : [];

/** The members of a body that are texts with slots: all but those that are expressions as a whole. */
function withoutExpressions(body: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(body).filter(([name]) => name !== 'cites' && name !== 'time'),
  );
}
