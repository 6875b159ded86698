import type { JournalKind } from '#shared/model/journal-entry.ts';
import type { ReportData } from '../data/report-data.ts';
import { numberText, timeText } from '../data/value-text.ts';
import type { Block, Line, Row } from './document.ts';

/** Kinds of entries in the words that the app has for them. */
export const KIND_WORDS: Readonly<Record<JournalKind, string>> = {
  'case.created': 'Case created',
  'copy.opened': 'Copy opened for work',
  'case.changed': 'Case changed',
  'case.exported': 'Records exported',
  'source.added': 'Source added',
  'source.read': 'Source read',
  'source.duplicate': 'Duplicate of a source noted',
  'source.counted': 'Duplicate counted anyway',
  'source.followed': 'Source followed',
  'source.sealed': 'Records sealed',
  'source.changed': 'Way of reading a source changed',
  'source.removed': 'Source removed',
  'pin.added': 'Record pinned',
  'pin.removed': 'Pin removed',
  'issue.changed': 'Issue changed',
  'issuePart.changed': 'Issue split',
  'grouping.changed': 'Grouping of issues changed',
  'templateRule.changed': 'Template corrected',
  'finding.added': 'Finding added',
  'finding.changed': 'Finding changed',
  'finding.removed': 'Finding removed',
  'note.added': 'Note added',
  'note.removed': 'Note removed',
  'tag.added': 'Tag added',
  'tag.removed': 'Tag removed',
  'incident.changed': 'Incident time set',
  'narrative.changed': 'Narrative written',
  'place.changed': 'Timeline entry moved',
  'report.changed': 'Report field answered',
  'report.submitted': 'Report submitted',
  'assistant.changed': 'Assistant set',
  'assistant.sent': 'Sent to a model',
  'assistant.took': 'Answer of a model received',
  'toolkit.called': 'Tool of a toolkit called',
  'assistant.served': 'Given to another program',
  'data.erased': 'Data erased or masked',
  'assistant.answered': 'Question answered',
  'assistant.removed': 'Answer removed',
  'marker.added': 'Deployment marked',
  'marker.removed': 'Deployment mark removed',
  'playbook.begun': 'Playbook begun',
  'playbook.ended': 'Playbook run',
  'custody.intake': 'Evidence taken in',
  'custody.checked': 'Evidence hashed again',
  'custody.left': 'Evidence left the app',
  'custody.noted': 'Custody noted',
  'label.overridden': 'Left in spite of its label',
  'conflict.settled': 'Conflict settled',
  'entry.undone': 'Entry taken back',
};

/** Of a kind that a later version may have had, `Template rule changed` for `templateRule.changed`. */
function kindWords(kind: string): string {
  if (Object.hasOwn(KIND_WORDS, kind)) return KIND_WORDS[kind as JournalKind];
  const words = kind.replace('.', ' ').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `1,234 entries`. */
export const entriesText = (count: number): string =>
  `${numberText(count)} ${count === 1 ? 'entry' : 'entries'}`;

const text = (value: string): Line[] => [[{ text: value }]];

/** The history that this report rests on. */
export function journalBlocks({ journal }: ReportData): Block[] {
  const rows = Object.entries(journal.kinds)
    .map(([kind, count]) => ({ words: kindWords(kind), count }))
    .sort((a, b) => (a.words < b.words ? -1 : 1))
    .map(({ words, count }): Row => ({ cells: [text(words), text(numberText(count))] }));
  const by = journal.authors.length === 0 ? '' : ` by ${journal.authors.join(', ')}`;
  return [
    { kind: 'heading', level: 1, id: 'journal', text: 'Journal' },
    {
      kind: 'paragraph',
      leads: true,
      line: [
        {
          text: `Every change to the case is an entry of its journal: signed, and chained to the one before by its hash. This report speaks of the case after ${entriesText(journal.entries)}${by}, the last of ${timeText(journal.at)}. The digest of its head is`,
        },
      ],
    },
    { kind: 'paragraph', line: [{ mono: journal.head }] },
    {
      kind: 'table',
      id: 'journal-table',
      caption: 'Entries of the journal',
      style: 'list',
      columns: [
        { title: 'Kind of entry', share: 80 },
        { title: 'Entries', share: 20, align: 'end' },
      ],
      rows,
    },
  ];
}
