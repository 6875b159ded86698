import { OFFLINE, type Answer, type Answerer, type Exchange } from '#shared/model/answer.ts';
import { cancelled } from '#shared/model/failure.ts';
import type { ModelTask, TaskRoute } from '#shared/model/provider.ts';
import type { OpenCase } from '../open-case.ts';
import { createTelling, type AnswerEvent, type Telling } from './telling.ts';
import { draft, type DraftAnswer } from './draft.ts';
import { behindGate } from './gate/behind-gate.ts';
import { isAnsweredOffline, routesFor, type ModelService } from './model-service.ts';
import { createToolbox, type Toolbox } from './tools/toolbox.ts';

/** What is to be found out, and by whom. */
export interface Search {
  /** Under which what leaves is noted. */
  readonly id: string;
  readonly question: string;
  readonly task: ModelTask;
  /** `offline`, a provider, or `PROVIDER/MODEL`; null: whoever is set for the task. */
  readonly provider: string | null;
  /** What was asked before, which a model is told of. */
  readonly earlier: () => Promise<readonly Exchange[]>;
  /** The answer without a model. `note`: why it is asked for although a model was to answer; null: none was. */
  readonly offline: (toolbox: Toolbox, note: string | null) => Promise<DraftAnswer>;
}

/** An answer and who gave it. */
export interface FoundAnswer {
  readonly answer: Answer;
  readonly answerer: Answerer;
}

/**
 * Finds an answer, by a model where one is to be asked and without it where that fails. Every statement is checked before
 * it is told; nothing is kept. Throws PROVIDER_UNKNOWN, CANCELLED.
 */
export async function findAnswer(
  open: OpenCase,
  models: ModelService | null,
  search: Search,
  signal: AbortSignal,
  tell: (event: AnswerEvent) => void = () => {},
): Promise<FoundAnswer> {
  const toolbox = createToolbox({ open, signal, past: models?.past ?? null }, (step) => {
    if (signal.aborted) throw cancelled();
    tell({ type: 'step', step });
  });
  const routes = routesFor(models, search.provider, search.task);
  const offline = async (note: string | null) => ({
    drafted: await search.offline(toolbox, note),
    answerer: OFFLINE,
  });
  const asked = models !== null && routes.length > 0;
  const telling = createTelling(toolbox.context, tell);
  const found = !asked
    ? await offline(null)
    : await byModel(search, routes, models, toolbox, telling).catch((error: unknown) => {
        if (signal.aborted) throw cancelled();
        if (!isAnsweredOffline(error)) throw error;
        return offline(`${error.message} The built-in analysis answers instead.`);
      });
  const strict = found.answerer !== OFFLINE;
  const { topic, known, statements: drafts } = found.drafted;
  const { statements, citations } = await telling.whole(drafts, { strict, known });
  const answer = { topic, known, statements, citations, steps: toolbox.steps };
  return { answer, answerer: found.answerer };
}

async function byModel(
  { id, question, task, earlier }: Search,
  routes: readonly TaskRoute[],
  service: ModelService,
  toolbox: Toolbox,
  telling: Telling,
): Promise<{ drafted: DraftAnswer; answerer: Answerer }> {
  const { open, signal } = toolbox.context;
  const gated = await behindGate(open, service, { id, task, routes, signal });
  const { model, masking, decide, answerer } = gated;
  const [{ answerByModel }, { findingTool }, { outsideTools }] = await Promise.all([
    import('./model/model-analyst.ts'),
    import('./model/finding-tool.ts'),
    import('./toolkits/outside-tools.ts'),
  ]);
  const policy = service.providers.shelf.policy();
  const given = { question: id, masking, policy, decide, toolbox };
  const outside = await outsideTools(service.toolkits, given);
  try {
    const keeping = task === 'report' ? {} : findingTool(toolbox, { masking, decide, answerer });
    const tools = { ...outside.tools, ...keeping };
    const work = { masking, toolbox, outside: tools, saying: telling.saying, early: telling.early };
    const drafted = await answerByModel(question, await earlier(), model, work);
    const notes = outside.notes.map((note) => draft('next', note));
    const statements = [...drafted.statements, ...notes];
    return { drafted: { ...drafted, statements }, answerer: gated.answerer() };
  } finally {
    await outside.close();
    await gated.noted();
  }
}
