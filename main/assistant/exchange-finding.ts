import type { AnswerTopic, Exchange, StatementPart } from '#shared/model/answer.ts';
import { plainFinding, type FindingContent, type FindingKind } from '#shared/model/finding.ts';
import { timeText } from './case-time.ts';

const LONGEST_TITLE = 500;

const KINDS: Readonly<Record<AnswerTopic, FindingKind>> = {
  summary: 'observation',
  changed: 'observation',
  why: 'hypothesis',
  when: 'observation',
  who: 'impact',
  next: 'action',
};

const HEADINGS: readonly (readonly [StatementPart, string | null])[] = [
  ['answer', null],
  ['evidence', 'What speaks for it'],
  ['against', 'What speaks against it'],
  ['next', 'What to do next'],
];

/** An answer as a finding says it. What was not borne out by the case is named as such. */
export function exchangeAsFinding({ question, answerer, answer }: Exchange): FindingContent {
  const { topic, statements, citations } = answer;
  const [first] = statements.filter(({ part }) => part === 'answer');
  const text = [
    `*${question}*`,
    ...HEADINGS.flatMap(([part, heading]) => {
      const own = statements.filter((statement) => statement.part === part);
      if (own.length === 0) return [];
      const lines = own.map(({ text: said, us, cites, standing }) => {
        const when = us === null ? '' : `${timeText(us, 'UTC')} UTC: `;
        const marks = cites.map((at) => ` [${at + 1}]`).join('');
        return `- ${when}${said}${marks}${standing === 'unsupported' ? ' **(not borne out by the records)**' : ''}`;
      });
      return [heading === null ? '' : `## ${heading}`, ...lines];
    }),
  ].join('\n');
  const offline = answerer.provider === 'offline';
  const unique = new Map(citations.map(({ record }) => [JSON.stringify(record), record]));
  return {
    ...plainFinding(
      topic === null ? 'observation' : KINDS[topic],
      (first?.text ?? question).slice(0, LONGEST_TITLE),
    ),
    text,
    confidence: offline && topic !== 'why' ? 'medium' : 'low',
    citations: [...unique.values()],
    origin: {
      by: offline ? 'analysis' : 'assistant',
      name: [answerer.provider, answerer.model ?? ''].filter((part) => part !== '').join(' '),
    },
  };
}
