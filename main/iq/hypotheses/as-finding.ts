import type { FindingContent } from '#shared/model/finding.ts';
import type { Event, Evidence, Hypothesis } from '#shared/model/hypothesis.ts';
import type { RecordRef } from '#shared/model/record.ts';

const LONGEST_TITLE = 500;
const MOST_CITED = 60;

/** A hypothesis as a finding says it, and the records that it is to cite: those of its steps, in order of time. */
export function asFinding(hypothesis: Hypothesis): {
  content: Omit<FindingContent, 'citations'>;
  refs: RecordRef[];
} {
  const { title, score, steps, evidence, against, next } = hypothesis;
  const [cause] = steps;
  const units = steps.flatMap(({ event }) =>
    event.kind === 'signal' ? [event.signal.unit] : [event.marker.unit],
  );
  const ends = steps.flatMap(({ untilUs }) => (untilUs === null ? [] : [untilUs]));
  const text = [
    '## What happened, in order of time',
    ...steps.map(({ event, us }) => `- ${utc(us)}: ${wordsOf(event)}`),
    '',
    '## What speaks for it',
    ...evidence.map(line),
    '',
    '## What speaks against it',
    ...against.map(line),
    '',
    '## What to look at next',
    ...next.map((check) => `- ${check.text}`),
  ].join('\n');
  return {
    content: {
      kind: 'hypothesis',
      title: title.slice(0, LONGEST_TITLE),
      text,
      confidence: score >= 0.8 ? 'high' : score >= 0.4 ? 'medium' : 'low',
      figures: [
        { name: 'probability among the hypotheses', value: Math.round(score * 100), unit: '%' },
        { name: 'changes that followed', value: steps.length - 1, unit: null },
      ],
      assets: [...new Set(units.filter((unit) => unit !== null))],
      techniques: [],
      issues: steps.flatMap(({ event }) =>
        event.kind === 'signal' && event.signal.subject.kind === 'issue'
          ? [event.signal.subject.id]
          : [],
      ),
      time:
        cause === undefined
          ? null
          : { fromUs: cause.us, toUs: ends.length === 0 ? null : Math.max(...ends) },
      origin: { by: 'analysis', name: hypothesis.id.slice(0, 300) },
    },
    refs: steps.flatMap(({ refs }) => refs.slice(0, 4)).slice(0, MOST_CITED),
  };
}

const utc = (us: number): string => `${new Date(us / 1000).toISOString().slice(0, 19)}Z`;
const wordsOf = (event: Event): string =>
  event.kind === 'signal' ? event.signal.sentence : event.marker.text;
const line = ({ text, query }: Evidence): string =>
  query === null ? `- ${text}` : `- ${text} (\`${query.replaceAll('`', "'")}\`)`;
