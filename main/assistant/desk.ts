import { createHash, randomUUID } from 'node:crypto';
import {
  OFFLINE,
  type Answer,
  type Answerer,
  type AnswerStep,
  type Exchange,
  type Statement,
} from '#shared/model/answer.ts';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { TaskRoute } from '#shared/model/provider.ts';
import type { OpenCase } from '../open-case.ts';
import { checkAnswer } from './check-answer.ts';
import { draft, type DraftAnswer } from './draft.ts';
import { exchangeAsFinding } from './exchange-finding.ts';
import { createCaseMasking } from './gate/case-masking.ts';
import { leaveDecisions, type AskToLeave } from './gate/leave-decisions.ts';
import { createLeaveGate } from './gate/leave-gate.ts';
import { answerOffline } from './offline/analyst.ts';
import type { TokensUsed } from './providers/budget.ts';
import type { ProviderDesk } from './providers/provider-desk.ts';
import type { ToolkitDesk } from './toolkits/toolkit-desk.ts';
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

/** What it takes to ask a model. */
export interface ModelService {
  readonly providers: ProviderDesk;
  readonly toolkits: ToolkitDesk;
  readonly askToLeave: AskToLeave;
  /** Told what each call of a model took. */
  readonly took?: (used: TokensUsed, money: number) => void;
}

/** Failures of a model after which the built-in analysis answers. What was asked for wrongly is not among them. */
const ANSWERED_OFFLINE = /^(?:PROVIDER_(?!UNKNOWN)|BUDGET_SPENT$|LEAVING_|MODEL_)/;

/** Under which name the ledger knows a case: the same for all its copies. */
export const ledgerName = (open: OpenCase): string =>
  createHash('sha256').update(`case ${open.info().created}`).digest('hex').slice(0, 16);

/** Answers questions about an open case. Each question and answer is an entry of its journal. */
export function createAssistantDesk(open: OpenCase, models: ModelService | null = null) {
  /** Who is to be asked, the wanted one first; empty: no model. Throws PROVIDER_UNKNOWN. */
  function routesOf(provider: string | null): readonly TaskRoute[] {
    if (models === null || provider === OFFLINE.provider) return [];
    const { shelf } = models.providers;
    if (provider === null) return shelf.routes().answer;
    const at = provider.indexOf('/');
    const id = at < 0 ? provider : provider.slice(0, at);
    const known = shelf.provider(id);
    const model = at < 0 ? (known.models[0]?.id ?? '') : provider.slice(at + 1);
    return [{ provider: id, model }];
  }

  async function byModel(
    id: string,
    { question, replaces }: Asked,
    routes: readonly TaskRoute[],
    { providers, toolkits, askToLeave, took }: ModelService,
    toolbox: Toolbox,
  ): Promise<{ drafted: DraftAnswer; answerer: Answerer }> {
    const { signal } = toolbox.context;
    const masking = createCaseMasking(open);
    const decide = leaveDecisions(open, askToLeave, signal);
    const gate = createLeaveGate(open, masking, id, decide);
    const [{ guardedModel }, { redaction }, { answerByModel }, { outsideTools }] =
      await Promise.all([
        import('./providers/guarded-model.ts'),
        import('./gate/redaction.ts'),
        import('./model/model-analyst.ts'),
        import('./toolkits/outside-tools.ts'),
      ]);
    let answerer: Answerer = OFFLINE;
    const noted: Promise<void>[] = [];
    const guard = {
      redaction: redaction(masking),
      check: gate.check,
      settled: (...[call, used, money]: Parameters<typeof gate.took>) => {
        took?.(used, money);
        noted.push(gate.took(call, used, money));
      },
      answering: ({ provider, model }: Parameters<typeof gate.took>[0]) => {
        answerer = { provider: provider.id, model: model.id };
      },
    };
    const purpose = {
      task: 'answer' as const,
      caseId: ledgerName(open),
      label: await open.labelOf(null),
      routes,
    };
    const model = guardedModel(providers.access, guard, purpose);
    const earlier = (await open.exchanges()).filter((one) => one.id !== replaces);
    const policy = providers.shelf.policy();
    const outside = await outsideTools(toolkits, {
      question: id,
      masking,
      policy,
      decide,
      toolbox,
    });
    try {
      const work = { masking, toolbox, outside: outside.tools };
      const drafted = await answerByModel(question, earlier, model, work);
      const notes = outside.notes.map((note) => draft('next', note));
      return { drafted: { ...drafted, statements: [...drafted.statements, ...notes] }, answerer };
    } finally {
      await outside.close();
      await Promise.allSettled(noted);
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
    const routes = routesOf(asked.provider);
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
        : await byModel(id, asked, routes, models, toolbox).catch((error: unknown) => {
            if (signal.aborted) throw cancelled();
            if (!(error instanceof Failure) || !ANSWERED_OFFLINE.test(error.code)) throw error;
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
