import { randomUUID } from 'node:crypto';
import {
  OFFLINE,
  type Answer,
  type Answerer,
  type AnswerStep,
  type Exchange,
  type Statement,
} from '#shared/model/answer.ts';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { ModelTask, TaskRoute } from '#shared/model/provider.ts';
import type { OpenCase } from '../open-case.ts';
import { checkAnswer } from './check-answer.ts';
import { draft, type DraftAnswer } from './draft.ts';
import { exchangeAsFinding } from './exchange-finding.ts';
import { behindGate } from './gate/behind-gate.ts';
import { isAnsweredOffline, routesFor, type ModelService } from './model-service.ts';
import { answerOffline } from './offline/analyst.ts';
import { readQuestion } from './offline/read-question.ts';
import { createToolbox, type Toolbox } from './tools/toolbox.ts';

/** What is said while an answer is being found. */
export type AnswerEvent =
  | { readonly type: 'step'; readonly step: AnswerStep }
  | { readonly type: 'statement'; readonly statement: Statement };

export interface Asked {
  readonly question: string;
  /** The exchange that is asked again, or whose question was edited. */
  readonly replaces: string | null;
  /** `offline`; a provider, or one of its models as `PROVIDER/MODEL`; null: whoever is set for questions. */
  readonly provider: string | null;
}

/** Whom a question is for among the models: a summary and a search for the cause may each have their own. */
function taskOf(question: string, zone: string): ModelTask {
  const { topic } = readQuestion(question, zone, null);
  return topic === 'summary' ? 'summary' : topic === 'why' ? 'hypotheses' : 'answer';
}

/** Answers questions about an open case. Each question and answer is an entry of its journal. */
export function createAssistantDesk(open: OpenCase, models: ModelService | null = null) {
  async function byModel(
    id: string,
    { question, replaces }: Asked,
    task: ModelTask,
    routes: readonly TaskRoute[],
    service: ModelService,
    toolbox: Toolbox,
  ): Promise<{ drafted: DraftAnswer; answerer: Answerer }> {
    const { signal } = toolbox.context;
    const gated = await behindGate(open, service, { id, task, routes, signal });
    const { model, masking, decide } = gated;
    const [{ answerByModel }, { outsideTools }] = await Promise.all([
      import('./model/model-analyst.ts'),
      import('./toolkits/outside-tools.ts'),
    ]);
    const earlier = (await open.exchanges()).filter((one) => one.id !== replaces);
    const policy = service.providers.shelf.policy();
    const given = { question: id, masking, policy, decide, toolbox };
    const outside = await outsideTools(service.toolkits, given);
    try {
      const work = { masking, toolbox, outside: outside.tools };
      const drafted = await answerByModel(question, earlier, model, work);
      const notes = outside.notes.map((note) => draft('next', note));
      const statements = [...drafted.statements, ...notes];
      return { drafted: { ...drafted, statements }, answerer: gated.answerer() };
    } finally {
      await outside.close();
      await gated.noted();
    }
  }

  /** Finds an answer. Every statement is checked before it is told; nothing is kept. Throws CANCELLED. */
  async function answer(
    asked: Asked,
    id: string,
    signal: AbortSignal,
    tell: (event: AnswerEvent) => void = () => {},
  ): Promise<Exchange> {
    const { question, replaces } = asked;
    const toolbox = createToolbox({ open, signal }, (step) => {
      if (signal.aborted) throw cancelled();
      tell({ type: 'step', step });
    });
    const task = taskOf(question, open.info().zone);
    const routes = routesFor(models, asked.provider, task);
    const offline = async (note: string | null) => {
      const drafted = await answerOffline(question, toolbox);
      const first = note === null ? [] : [draft('answer', note)];
      return {
        drafted: { ...drafted, statements: [...first, ...drafted.statements] },
        answerer: OFFLINE,
      };
    };
    const found =
      models === null || routes.length === 0
        ? await offline(null)
        : await byModel(id, asked, task, routes, models, toolbox).catch((error: unknown) => {
            if (signal.aborted) throw cancelled();
            if (!isAnsweredOffline(error)) throw error;
            return offline(`${error.message} The built-in analysis answers instead.`);
          });
    const strict = found.answerer !== OFFLINE;
    const check = checkAnswer(toolbox.context, { strict, known: found.drafted.known });
    for (const drafted of found.drafted.statements) {
      if (signal.aborted) throw cancelled();
      tell({ type: 'statement', statement: await check.add(drafted) });
    }
    const { topic, known } = found.drafted;
    const { statements, citations } = check;
    const said: Answer = { topic, known, statements, citations, steps: toolbox.steps };
    return { id, question, replaces, answerer: found.answerer, answer: said };
  }

  return {
    answer,
    /** Answers a question and keeps both. Throws CANCELLED; then no answer is kept. */
    async ask(
      asked: Asked,
      signal: AbortSignal,
      tell: (event: AnswerEvent) => void = () => {},
    ): Promise<Exchange> {
      const exchange = await answer(asked, randomUUID(), signal, tell);
      await open.append({ kind: 'assistant.answered', payload: exchange });
      return exchange;
    },
    /** All that was asked, oldest first; without what was asked again or taken out since. */
    history: () => open.exchanges(),
    /** Makes an answer a finding that cites its records. Gives the finding's id. Throws EXCHANGE_GONE. */
    async keep(id: string): Promise<string> {
      const exchange = (await open.exchanges()).find((one) => one.id === id);
      if (exchange === undefined) {
        throw new Failure(
          'EXCHANGE_GONE',
          'This answer is not in the case any more. Nothing was kept.',
          { id },
        );
      }
      const finding = { id: randomUUID(), ...exchangeAsFinding(exchange) };
      await open.append({ kind: 'finding.added', payload: finding });
      return finding.id;
    },
    /** Takes a question and its answer out of the history; the journal keeps that they were there. */
    async remove(id: string): Promise<void> {
      await open.append({ kind: 'assistant.removed', payload: { id } });
    },
  };
}
