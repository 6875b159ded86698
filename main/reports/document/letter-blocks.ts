import type { ReportData } from '../data/report-data.ts';
import { dayText, dayTimeText } from '../data/value-text.ts';
import { answerLines, isShown } from './answer-blocks.ts';
import type { Block, LetterHead, Line } from './document.ts';
import { proseBlocks } from './prose.ts';

type Answer = ReportData['answers'][number];

/** The answers as a letter: each a short chapter in plain words, between a salutation and room to sign. */
export function letterBlocks(data: ReportData): Block[] {
  const { salutation, closing } = data.stage;
  return [
    ...(salutation === null ? [] : [paragraph([{ text: salutation }])]),
    ...chapters(data),
    ...(closing === null
      ? []
      : [
          {
            kind: 'signature' as const,
            closing,
            lines: [...partLines(data, 'signatory'), ...partLines(data, 'sender')],
          },
        ]),
  ];
}

/** Who writes it, when, to whom; the reference under which the case is kept. */
export function letterHead(data: ReportData): LetterHead {
  const [day = ''] = partLines(data, 'date');
  return {
    sender: partLines(data, 'sender').join(', '),
    date: day === '' ? '' : dayText(day),
    addressee: partLines(data, 'addressee'),
    reference: data.case.reference ?? '',
  };
}

const paragraph = (line: Line): Block => ({ kind: 'paragraph', line });

function partLines({ answers }: ReportData, part: string): string[] {
  const answer = answers.find(({ letter }) => letter?.part === part);
  return (answer?.text ?? '').split('\n').filter((line) => line.trim() !== '');
}

function chapters({ answers, case: { zone } }: ReportData): Block[] {
  const said = answers
    .flatMap((answer) =>
      answer.letter === null || answer.letter.part !== null || !isShown(answer)
        ? []
        : [{ ...answer.letter, answer }],
    )
    .sort((a, b) => a.place - b.place);
  return said.flatMap(({ heading, answer }, at): Block[] => {
    const blocks = saidBlocks(answer, zone);
    if (said[at - 1]?.heading === heading) return blocks;
    return [{ kind: 'heading', level: 2, id: `field-${answer.id}`, text: heading }, ...blocks];
  });
}

/** An answer as people write it to each other: days by their month's name, numbers that are about right as such. */
function saidBlocks(answer: Answer, zone: string): Block[] {
  const { type, text, value } = answer;
  if (text !== '' && answer.justified === null) {
    if (type === 'prose') return proseBlocks(text);
    if (type === 'choices') return proseBlocks(text.replaceAll(/^/gm, '- '));
    if (type === 'count') return [paragraph([{ text: `About ${text}` }])];
    if (type === 'date' && typeof value === 'string')
      return [paragraph([{ text: dayText(value) }])];
    if (type === 'datetime' && typeof value === 'string') {
      return [paragraph([{ text: dayTimeText(value, zone) }])];
    }
  }
  return answerLines(answer).map((line) => paragraph(line));
}
