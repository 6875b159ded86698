import type { SummaryReader } from '#shared/model/answer.ts';
import type { DraftedSection } from '#shared/model/drafted-section.ts';
import { lastName } from '#shared/model/last-name.ts';
import type { CitedRecord } from '#shared/model/timeline.ts';

/** Places named behind one sentence, at most. */
const MOST_NAMED = 3;

/**
 * The sentences of a draft as they stand in a report, each with the places of the records that show it:
 * `It began at 14:06. [payment.log:17]`. Customers are told nothing of logs. `cited`: of the draft's citations, in their order.
 */
export function writtenSentences(
  { sentences }: DraftedSection,
  cited: readonly CitedRecord[],
  reader: SummaryReader,
): string[] {
  return sentences.map(({ text, cites }) => {
    if (reader === 'customer') return text;
    const places = cites.slice(0, MOST_NAMED).flatMap((at) => {
      const { source = null, citation } = cited[at] ?? {};
      return source === null || citation === undefined
        ? []
        : [`${lastName(source)}:${citation.line}`];
    });
    return places.length === 0 ? text : `${text} [${[...new Set(places)].join(', ')}]`;
  });
}
