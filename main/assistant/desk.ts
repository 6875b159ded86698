import { randomUUID } from 'node:crypto';
import type { Exchange } from '#shared/model/answer.ts';
import { Failure } from '#shared/model/failure.ts';
import type { ModelTask } from '#shared/model/provider.ts';
import type { OpenCase } from '../open-case.ts';
import { draft, type DraftAnswer } from './draft.ts';
import { exchangeAsFinding } from './exchange-finding.ts';
import { findAnswer } from './find-answer.ts';
import type { ModelService } from './model-service.ts';
import { answerOffline } from './offline/analyst.ts';
import { readQuestion } from './offline/read-question.ts';
import type { AnswerEvent } from './telling.ts';
import type { Toolbox } from './tools/toolbox.ts';

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
  /** Finds an answer. Every statement is checked before it is told; nothing is kept. Throws CANCELLED. */
  async function answer(
    { question, replaces, provider }: Asked,
    id: string,
    signal: AbortSignal,
    tell: (event: AnswerEvent) => void = () => {},
  ): Promise<Exchange> {
    const task = taskOf(question, open.info().zone);
    const earlier = async () => (await open.exchanges()).filter((one) => one.id !== replaces);
    const offline = async (toolbox: Toolbox, note: string | null): Promise<DraftAnswer> => {
      const drafted = await answerOffline(question, toolbox);
      const first = note === null ? [] : [draft('answer', note)];
      return { ...drafted, statements: [...first, ...drafted.statements] };
    };
    const search = { id, question, task, provider, earlier, offline };
    const found = await findAnswer(open, models, search, signal, tell);
    return { id, question, replaces, ...found };
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
      return open.keepFinding(exchangeAsFinding(exchange));
    },
    /** Takes a question and its answer out of the history; the journal keeps that they were there. */
    async remove(id: string): Promise<void> {
      await open.append({ kind: 'assistant.removed', payload: { id } });
    },
  };
}
