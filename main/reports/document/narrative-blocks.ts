import type { ReportData } from '../data/report-data.ts';
import { timeText } from '../data/value-text.ts';
import type { Block } from './document.ts';
import { proseBlocks } from './prose.ts';

/** The story as the analysts told it, with the numbers of the records that it cites. */
export function narrativeBlocks({ narrative }: ReportData): Block[] {
  if (narrative === null) return [];
  const { text, author, at } = narrative;
  return [
    { kind: 'heading', level: 1, id: 'narrative', text: 'Narrative' },
    ...proseBlocks(text),
    {
      kind: 'paragraph',
      clings: true,
      line: [{ dim: `Last changed by ${author}, ${timeText(at)}.` }],
    },
  ];
}
