import { randomUUID } from 'node:crypto';
import {
  OFFLINE,
  type Answer,
  type AnswerStep,
  type Exchange,
  type Statement,
} from '#shared/model/answer.ts';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { OpenCase } from '../open-case.ts';
import { exchangeAsFinding } from './exchange-finding.ts';
import { checkAnswer } from './check-answer.ts';
import { answerOffline } from './offline/analyst.ts';
import { createToolbox } from './tools/toolbox.ts';

/** What is said while an answer is being found. */
export type AnswerEvent =
  | { readonly type: 'step'; readonly step: AnswerStep }
  | { readonly type: 'statement'; readonly statement: Statement };

export interface Asked {
  readonly question: string;
  /** The exchange that is asked again, or whose question was edited. */
  readonly replaces: string | null;
}

/** Answers questions about an open case. Each question and answer is an entry of its journal. */
export function createAssistantDesk(open: OpenCase) {
  return {
    /** Answers a question. Every statement is checked before it is told. Throws CANCELLED; then nothing is kept. */
    async ask(
      { question, replaces }: Asked,
      signal: AbortSignal,
      tell: (event: AnswerEvent) => void = () => {},
    ): Promise<Exchange> {
      const toolbox = createToolbox({ open, signal }, (step) => {
        if (signal.aborted) throw cancelled();
        tell({ type: 'step', step });
      });
      const { topic, known, statements } = await answerOffline(question, toolbox);
      const check = checkAnswer(toolbox.context);
      for (const drafted of statements) {
        if (signal.aborted) throw cancelled();
        tell({ type: 'statement', statement: await check.add(drafted) });
      }
      const answer: Answer = {
        topic,
        known,
        statements: check.statements,
        citations: check.citations,
        steps: toolbox.steps,
      };
      const exchange = { id: randomUUID(), question, replaces, answerer: OFFLINE, answer };
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
