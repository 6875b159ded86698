import type { Output } from '#shared/contract/index.ts';
import type { SummaryReader } from '#shared/model/answer.ts';
import type { DraftedSection } from '#shared/model/drafted-section.ts';
import { writtenSentences } from '../assistant/index.ts';
import { citedRecords } from '../evidence/index.ts';
import type { OpenCase } from '../open-case.ts';
import { plainCited } from './assistant-handlers.ts';

/** A draft as the page shows it: with where each cited record is now, and each sentence as it would stand in the report. */
export async function shownDraft(
  open: OpenCase,
  reader: SummaryReader,
  drafted: DraftedSection,
): Promise<Output<'reports.draft'>> {
  const { sentences, citations, unknown, answerer, note } = drafted;
  const cited = await citedRecords(
    open,
    citations.map(({ record }) => record),
  );
  const written = writtenSentences(drafted, cited, reader);
  return {
    sentences: sentences.map((sentence, at) => ({
      ...sentence,
      cites: [...sentence.cites],
      figures: sentence.figures.map((figure) => ({ ...figure })),
      look: sentence.look === null ? null : { ...sentence.look },
      written: written[at] ?? sentence.text,
    })),
    cited: cited.map(plainCited),
    unknown,
    answerer: { ...answerer },
    note,
  };
}
