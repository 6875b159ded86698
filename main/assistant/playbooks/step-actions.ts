import { randomUUID } from 'node:crypto';
import type { AnswerFigure } from '#shared/model/answer.ts';
import { answerText } from '#shared/model/answer.ts';
import type { Json } from '#shared/model/canonical-json.ts';
import { Failure } from '#shared/model/failure.ts';
import { plainFinding } from '#shared/model/finding.ts';
import { NO_COST, type RunCost } from '#shared/model/playbook-run.ts';
import { evaluate, parseExpression, type Scope } from '#shared/playbook/expression.ts';
import { shownValue } from '#shared/playbook/functions.ts';
import type { StepKind, StepOf, StepSide } from '#shared/playbook/playbook.ts';
import { fillPlain, fillText, fillValue, parseTemplate } from '#shared/playbook/template.ts';
import { parseTimeValue } from '#shared/query/index.ts';
import { stretchOf } from '../case-time.ts';
import { checkAnswer } from '../check-answer.ts';
import { createAssistantDesk } from '../desk.ts';
import type { ModelService } from '../model-service.ts';
import { draft } from '../draft.ts';
import { counted, type Tool, type ToolContext } from '../tools/tool.ts';
import { TOOLS, type ToolName } from '../tools/toolbox.ts';
import { memberOf, supportOf } from './found-in-value.ts';
import type { Acted } from './step-result.ts';

/** A question of a playbook to the analyst. */
export interface Asking {
  readonly question: string;
  readonly options: readonly string[] | null;
  readonly default: string | null;
}

/** What steps work with. */
export interface StepContext extends ToolContext {
  /** Id and title of the playbook. */
  readonly playbook: string;
  /** Null: models are not asked, the built-in analysis answers. */
  readonly models: ModelService | null;
  /** Asks the analyst; null: nobody can be asked. */
  ask(step: string, asking: Asking, signal: AbortSignal): Promise<string | null>;
}

/** Kinds of steps that do something themselves. */
export type ActingKind = Exclude<StepKind, 'if' | 'each' | 'parallel'>;
export type Actable = StepOf<ActingKind>;
type Act<S> = (step: S, scope: Scope, context: StepContext) => Promise<Acted>;

/** Characters of what one step may give. */
const LARGEST_VALUE = 400_000;

const plainText = (text: string, scope: Scope): string => fillPlain(parseTemplate(text), scope);
const spoken = (text: string, scope: Scope): string => fillText(parseTemplate(text), scope);
const valueOf = (source: string, scope: Scope): Json => evaluate(parseExpression(source), scope);

/** A query and a stretch of time as tools take them; an end that comes out empty is open. */
function sideInput({ query, from, to }: StepSide, scope: Scope) {
  const time = (text: string | undefined): string | null => {
    const filled = text === undefined ? '' : plainText(text, scope).trim();
    return filled === '' ? null : filled;
  };
  return { query: plainText(query, scope), from: time(from), to: time(to) };
}

/** Uses a tool, and says what came back. Throws STEP_INPUT_INVALID, STEP_TOO_LARGE, and what the tool throws. */
async function useTool(name: ToolName, input: Json, context: StepContext): Promise<Acted> {
  // Name, input and result fit by the type of TOOLS; here they are only known apart.
  const tool = TOOLS[name] as unknown as Tool<unknown, never>;
  const parsed = tool.input.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Failure(
      'STEP_INPUT_INVALID',
      `The tool "${name}" does not take this: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`,
    );
  }
  const found = await tool.find(parsed.data, context);
  const shown = tool.show(found, context);
  if (JSON.stringify(shown).length > LARGEST_VALUE) {
    throw new Failure(
      'STEP_TOO_LARGE',
      `The tool "${name}" found more than a step can hold. Ask for less: a narrower query, a smaller limit.`,
    );
  }
  return {
    value: withFigure(shown, parsed.data as Json, context.open.info().zone),
    asked: input,
    found: tool.told(found),
  };
}

/** What was found, with the count that can be made again and what was searched for it. */
function withFigure(shown: Json, input: Json, zone: string): Json {
  const [total, query] = [memberOf(shown, 'total'), memberOf(input, 'query')];
  if (typeof total !== 'number' || typeof query !== 'string') return shown;
  const [from, to] = [memberOf(input, 'from'), memberOf(input, 'to')];
  const times = {
    from: typeof from === 'string' ? from : null,
    to: typeof to === 'string' ? to : null,
  };
  const figure: AnswerFigure = { value: total, query, ...stretchOf(times, zone) };
  return { ...Object(shown), query, ...times, figure: { ...figure } };
}

/** The moment that an expression names, microseconds UTC; null: none. */
function momentOf(source: string | undefined, scope: Scope, zone: string): number | null {
  const value = source === undefined ? null : valueOf(source, scope);
  return typeof value === 'string' ? (parseTimeValue(value, zone)?.fromUs ?? null) : null;
}

/** What each kind of step does. */
export const ACTIONS: { readonly [K in ActingKind]: Act<StepOf<K>> } = {
  search({ body }, scope, context) {
    const { order = 'asc', limit = 5 } = body;
    return useTool('search', { ...sideInput(body, scope), order, limit }, context);
  },
  count: ({ body }, scope, context) => useTool('count', sideInput(body, scope), context),
  compare({ body: { a, b } }, scope, context) {
    const side = (one: StepSide): Json => ({
      ...sideInput(one, scope),
      outside: one.outside === true,
    });
    return useTool('compare', { a: side(a), b: side(b) }, context);
  },
  tool: ({ body: { name, input } }, scope, context) =>
    useTool(name as ToolName, fillValue(input ?? {}, scope), context),
  set({ body }, scope) {
    const value = valueOf(body.value, scope);
    return Promise.resolve({ value, asked: body.value, found: short(shownValue(value)) });
  },
  async ask({ id, body }, scope, context) {
    const asking: Asking = {
      question: spoken(body.question, scope),
      options: body.options ?? null,
      default: body.default ?? null,
    };
    const given = (await context.ask(id, asking, context.signal)) ?? asking.default;
    if (given === null) {
      throw new Failure(
        'ANSWER_MISSING',
        `Nobody answered "${asking.question}". Give the answer with --input ${id}=ANSWER.`,
      );
    }
    if (asking.options !== null && !asking.options.includes(given)) {
      const options = asking.options.join(', ');
      throw new Failure('ANSWER_INVALID', `"${given}" is none of the answers: ${options}.`);
    }
    return { value: given, asked: asking.question, found: given };
  },
  async model({ body }, scope, { models, open, signal }) {
    const question = spoken(body.question, scope);
    let cost: RunCost = NO_COST;
    const desk = createAssistantDesk(
      open,
      models === null
        ? null
        : {
            ...models,
            took({ inputTokens, outputTokens }, money) {
              cost = {
                calls: cost.calls + 1,
                inputTokens: cost.inputTokens + inputTokens,
                outputTokens: cost.outputTokens + outputTokens,
                money: cost.money + money,
              };
            },
          },
    );
    const asked = { question, replaces: null, provider: null };
    const { answer, answerer } = await desk.answer(asked, randomUUID(), signal);
    const text = answerText(answer);
    return {
      value: { answer: text, known: answer.known, provider: answerer.provider },
      asked: question,
      found: short(text),
      statements: answer.statements,
      citations: answer.citations,
      cost,
      answerer,
    };
  },
  async say({ body }, scope, context) {
    const { text, part = 'answer', cites = [], time } = body;
    const said = spoken(text, scope);
    const support = supportOf(cites.map((source) => valueOf(source, scope)));
    const us = momentOf(time, scope, context.open.info().zone);
    const check = checkAnswer(context);
    await check.add(draft(part, said, { us, ...support }));
    const { statements, citations } = check;
    return { value: said, asked: said, found: short(said), statements, citations };
  },
  async finding({ body }, scope, context) {
    const { kind = 'observation', confidence = 'medium', cites = [], techniques = [] } = body;
    const title = spoken(body.title, scope).slice(0, LONGEST_TITLE);
    const text = spoken(body.text ?? '', scope);
    const support = supportOf(cites.map((source) => valueOf(source, scope)));
    const check = checkAnswer(context);
    const statement = await check.add(draft('answer', title, support));
    const id = randomUUID();
    const finding = {
      ...plainFinding(kind, title),
      id,
      text,
      confidence: statement.standing === 'unsupported' ? 'low' : confidence,
      techniques,
      citations: check.citations.map(({ record }) => record),
      figures: statement.figures.map(({ value, query }) => ({
        name: query.slice(0, LONGEST_NAME),
        value,
        unit: 'records',
      })),
      origin: { by: 'analysis' as const, name: `playbook ${context.playbook}` },
    };
    return {
      value: { finding: id, title },
      asked: title,
      found: `${title} (${counted(finding.citations.length)} records cited)`,
      entry: { kind: 'finding.added', payload: finding },
    };
  },
};

const LONGEST_TITLE = 500;
const LONGEST_NAME = 300;
const LONGEST_SHOWN = 300;
const short = (text: string): string =>
  text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text;

/** Does a step that does something itself. Throws what its kind throws. */
export function act(step: Actable, scope: Scope, context: StepContext): Promise<Acted> {
  // Kind and body fit by the type of Step; here they are only known apart.
  const action = ACTIONS[step.kind] as unknown as Act<Actable>;
  return action(step, scope, context);
}
