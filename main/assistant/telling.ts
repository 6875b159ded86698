import { isDeepStrictEqual } from 'node:util';
import type { AnswerStep, Statement } from '#shared/model/answer.ts';
import { cancelled } from '#shared/model/failure.ts';
import { checkAnswer, type AnswerCheck } from './check-answer.ts';
import type { DraftAnswer, DraftStatement } from './draft.ts';
import type { ToolContext } from './tools/tool.ts';

/** What is said while an answer is being found. */
export type AnswerEvent =
  | { readonly type: 'step'; readonly step: AnswerStep }
  /** Words of a model while it works: a piece, not checked, and not of the answer. */
  | { readonly type: 'saying'; readonly words: string }
  | { readonly type: 'statement'; readonly statement: Statement }
  /** The statements so far are not those of the answer: it begins anew. */
  | { readonly type: 'again' };

/** How an answer is judged, see `checkAnswer`. */
interface Judging {
  readonly strict: boolean;
  readonly known: boolean;
}

export type Telling = ReturnType<typeof createTelling>;

/**
 * Tells of an answer while it is found: nothing of it before it was checked against the case. What was told early and is
 * not how the answer turns out, because the model went on otherwise or broke off, is taken back.
 */
export function createTelling(context: ToolContext, tell: (event: AnswerEvent) => void) {
  let judged:
    | (Judging & { readonly check: AnswerCheck; readonly drafts: DraftStatement[] })
    | null = null;

  async function add(drafts: readonly DraftStatement[], how: Judging): Promise<AnswerCheck> {
    const goesOn =
      judged !== null &&
      judged.strict === how.strict &&
      judged.known === how.known &&
      isDeepStrictEqual(judged.drafts, drafts.slice(0, judged.drafts.length));
    if (judged === null || !goesOn) {
      if (judged !== null && judged.drafts.length > 0) tell({ type: 'again' });
      judged = { ...how, check: checkAnswer(context, how), drafts: [] };
    }
    const { check, drafts: before } = judged;
    for (const drafted of drafts.slice(before.length)) {
      if (context.signal.aborted) throw cancelled();
      before.push(drafted);
      tell({ type: 'statement', statement: await check.add(drafted) });
    }
    return check;
  }

  return {
    /** Words of a model that are no answer yet. */
    saying(words: string): void {
      if (!context.signal.aborted) tell({ type: 'saying', words });
    },
    /** What of a model's answer is there while it is still being written. */
    async early({ known, statements }: DraftAnswer): Promise<void> {
      await add(statements, { strict: true, known });
    },
    /** The whole answer. */
    whole: (drafts: readonly DraftStatement[], how: Judging): Promise<AnswerCheck> =>
      add(drafts, how),
  };
}
