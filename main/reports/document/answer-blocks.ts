import type { ReportData } from '../data/report-data.ts';
import type { Block, Line, Row } from './document.ts';
import { proseLines } from './prose.ts';

type Answer = ReportData['answers'][number];

/** Whether an answer has a place on paper. */
export const isShown = ({ form, text, justified, mandatory }: Answer): boolean =>
  form && (mandatory || text !== '' || justified !== null);

/** The answers in the groups of their framework; what was left empty is named at the end. */
export function answerBlocks({ groups, answers }: ReportData): Block[] {
  // Where every question rests on the same, the head of the report says so once.
  const lawful = new Set(answers.map(({ law }) => law)).size > 1;
  const blocks = groups.flatMap((group) => {
    const own = answers.filter((answer) => answer.group === group.id && isShown(answer));
    if (own.length === 0) return [];
    const heading: Block = {
      kind: 'heading',
      level: 1,
      id: `group-${group.id}`,
      text: group.title,
    };
    const form: Block = {
      kind: 'table',
      id: `answers-${group.id}`,
      caption: group.title,
      style: 'form',
      columns: [
        { title: 'Field', share: 34 },
        { title: 'Answer', share: 66 },
      ],
      rows: own.map((answer) => answerRow(answer, lawful)),
    };
    return [heading, form];
  });
  const empty = answers.filter((answer) => answer.form && !isShown(answer));
  // Where nothing is mandatory, nothing is missing either.
  const asks = answers.some(({ mandatory }) => mandatory);
  return [...blocks, ...(asks ? emptyNote(empty) : [])];
}

function answerRow(answer: Answer, lawful: boolean): Row {
  const number = /^\d+\.\d+$/.test(answer.id) ? `${answer.id}  ` : '';
  const label: Line[] = [
    [{ strong: `${number}${answer.label}` }],
    ...(lawful ? [[{ dim: answer.law }]] : []),
  ];
  return { cells: [label, answerLines(answer)], id: `field-${answer.id}` };
}

/** An answer as lines of a cell. */
export function answerLines(answer: Answer): Line[] {
  if (answer.justified !== null) {
    return [
      [{ strong: 'Not provided. ' }, { text: `Reason: ${answer.justified.replaceAll('\n', ' ')}` }],
    ];
  }
  if (answer.text === '') return [[{ strong: 'Missing: this field is mandatory.' }]];
  if (answer.type === 'prose') return proseLines(answer.text);
  return answer.text.split('\n').map((line) => [{ text: line }]);
}

function emptyNote(empty: readonly Answer[]): Block[] {
  if (empty.length === 0) return [];
  const names = empty.map(({ id, label }) => (/^\d+\.\d+$/.test(id) ? `${id} ${label}` : label));
  return [
    {
      kind: 'paragraph',
      line: [
        { dim: `Not applicable or left empty, none of them mandatory here: ${names.join('; ')}.` },
      ],
    },
  ];
}
