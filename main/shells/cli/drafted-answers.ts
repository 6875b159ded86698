import { OFFLINE } from '#shared/model/answer.ts';
import { draftSection, writtenSentences } from '../../assistant/index.ts';
import { citedRecords } from '../../evidence/index.ts';
import type { OpenCase } from '../../open-case.ts';
import { isNarrative, narrativeQuestion, type PreparedReport } from '../../reports/index.ts';
import type { CaseChoice } from './command-case.ts';
import { commandModels, type ModelOptions } from './command-models.ts';

/** A draft for a question that nobody has answered. */
export interface DraftedAnswer {
  readonly field: string;
  readonly label: string;
  /** What stands in the report; null: the records tell nothing of it. */
  readonly text: string | null;
  /** Sentences in it, and those that were left out because no record shows them. */
  readonly sentences: number;
  readonly leftOut: number;
  readonly provider: string;
  /** Why there is none, or why another wrote it than was asked; null: neither. */
  readonly note: string | null;
}

/** Stands behind a draft that nobody has looked at. */
const NOT_REVIEWED = '(Drafted from the records; not reviewed by anybody.)';

/**
 * Drafts the narrative questions of a report that are empty. Only sentences that the records show stand in it. Throws what
 * opening a profile throws, PROVIDER_UNKNOWN, CANCELLED.
 */
export async function draftedAnswers(
  open: OpenCase,
  { assessment: { framework, stage, asked }, sheet }: PreparedReport,
  choice: CaseChoice,
  options: ModelOptions,
): Promise<DraftedAnswer[]> {
  const { models, lock } = await commandModels(options, choice);
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  try {
    const drafts: DraftedAnswer[] = [];
    for (const { field } of asked) {
      if (!isNarrative(field) || sheet.answers.has(field.id)) continue;
      const question = narrativeQuestion(framework.id, stage.id, field.id);
      const section = { ...question, provider: options.provider ?? OFFLINE.provider };
      const drafted = await draftSection(open, models, section, stop.signal);
      const records = drafted.citations.map(({ record }) => record);
      const written = writtenSentences(drafted, await citedRecords(open, records), question.reader);
      const shown = written.filter((_, at) => drafted.sentences[at]?.standing === 'supported');
      drafts.push({
        field: field.id,
        label: field.label,
        text: shown.length === 0 ? null : [...shown, NOT_REVIEWED].join(' '),
        sentences: shown.length,
        leftOut: written.length - shown.length,
        provider: drafted.answerer.provider,
        note: drafted.unknown ?? drafted.note,
      });
    }
    return drafts;
  } finally {
    process.off('SIGINT', onInterrupt);
    lock();
  }
}

/** Which questions were drafted, as `--json` has it; nothing where nothing was to be. */
export const draftsDocument = (drafts: readonly DraftedAnswer[]) =>
  drafts.length === 0 ? {} : { drafted: drafts };

/** Which questions were drafted, a line each. */
export function draftsText(drafts: readonly DraftedAnswer[]): string {
  return drafts.map((one) => `${one.field}: ${one.label}: ${outcome(one)}\n`).join('');
}

function outcome({ text, sentences, leftOut, note }: DraftedAnswer): string {
  const out = leftOut === 0 ? '' : `, ${leftOut} left out that no record shows`;
  const why = note === null ? '' : ` ${note}`;
  return text === null
    ? `not drafted${out}.${why}`
    : `drafted, ${sentences} ${sentences === 1 ? 'sentence' : 'sentences'} with records${out}.${why}`;
}
