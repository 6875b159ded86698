import type { ReportData } from '../data/report-data.ts';
import { localDayText, localTimeText, timeText } from '../data/value-text.ts';
import type { Block, Line } from './document.ts';

/** The deadlines of the stage: where from, until when, and whether they were kept. */
export function clockBlocks({ clocks, case: { zone } }: ReportData): Block[] {
  if (clocks.length === 0) return [];
  return [
    { kind: 'heading', level: 1, id: 'deadlines', text: 'Deadlines' },
    {
      kind: 'table',
      id: 'deadlines-table',
      caption: 'Deadlines',
      style: 'list',
      columns: [
        { title: 'Deadline', share: 23 },
        { title: 'Runs from', share: 26 },
        { title: 'Due', share: 26 },
        { title: 'Done', share: 25 },
      ],
      rows: clocks.map((clock) => ({
        cells: [
          [[{ strong: clock.title }], [{ dim: clock.law }]],
          fromLines(clock, zone),
          dueLines(clock, zone),
          doneLines(clock),
        ],
      })),
    },
  ];
}

type ClockRow = ReportData['clocks'][number];

/** A day is told as a day: its first moment, in UTC, would read as the day before. */
function fromLines({ from, fromDay }: ClockRow, zone: string): Line[] {
  if (from === null || !fromDay) return timeLines(from, 'Not known yet');
  return [[{ text: localDayText(from, zone) }]];
}

function dueLines({ due, dueDay, moved }: ClockRow, zone: string): Line[] {
  if (due !== null && dueDay) {
    return [[{ text: localDayText(due, zone) }], [{ dim: `until the end of the day (${zone})` }]];
  }
  const lines = timeLines(due, 'Not running');
  if (due !== null && zone !== 'UTC') lines.push([{ dim: localTimeText(due, zone) }]);
  if (moved) lines.push([{ dim: 'Moved to the next working day' }]);
  return lines;
}

function doneLines({ done, late }: ClockRow): Line[] {
  if (done === null) return [[{ text: 'Not recorded' }]];
  return [[{ text: timeText(done) }], [{ strong: late === true ? 'Late' : 'In time' }]];
}

function timeLines(at: string | null, otherwise: string): Line[] {
  return [[{ text: at === null ? otherwise : timeText(at) }]];
}

/** What the classifier says, and each criterion behind it. */
export function classificationBlocks({ classification }: ReportData): Block[] {
  if (classification === null) return [];
  const { title, law, rule, verdict, criteria } = classification;
  return [
    { kind: 'heading', level: 1, id: 'classification', text: title },
    {
      kind: 'notice',
      tone: classification.positive ? 'warning' : 'info',
      line: [{ strong: verdict }, { text: `. ${rule} (${law})` }],
    },
    {
      kind: 'table',
      id: 'criteria',
      caption: 'Criteria',
      style: 'list',
      columns: [
        { title: 'Criterion', share: 45 },
        { title: 'Law', share: 40 },
        { title: 'Threshold', share: 15 },
      ],
      rows: criteria.map((criterion) => ({
        cells: [
          [[{ text: criterion.title }]],
          [[{ dim: criterion.law }]],
          [[criterion.met ? { strong: 'Met' } : { text: 'Not met' }]],
        ],
      })),
    },
  ];
}
