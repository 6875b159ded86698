import { replaceNarrativeLinks } from '../../evidence/index.ts';
import type { OpenCase } from '../../open-case.ts';
import type { CitedRecords } from './cited-records.ts';
import type { ReportNarrative } from './report-case.ts';

/**
 * The story as the analysts told it, with numbers of cited records in place of its links; null: nobody told one. A link that
 * names no record says so: a reader must not take it for evidence.
 */
export async function narrativeFacts(
  open: OpenCase,
  cited: CitedRecords,
): Promise<ReportNarrative | null> {
  const { text, author, at } = await open.narrative();
  if (text.trim() === '' || author === null || at === null) return null;
  const numbered = replaceNarrativeLinks(text, (words, citation) =>
    citation === null
      ? `${words} (cites no record of the case)`
      : `[${words}](#record-${cited.number(citation)})`,
  );
  return { text: numbered, author, at };
}
