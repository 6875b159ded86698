import type { Exchange } from '#shared/model/answer.ts';
import type { Json } from '#shared/model/canonical-json.ts';
import type { Playbook, Step } from '#shared/playbook/playbook.ts';
import { KNOWN_TOOLS } from './known-tools.ts';

/** Steps of an answer that are taken over. */
const MOST_TAKEN = 12;
const COUNTING = new Set(['search', 'count', 'affected', 'histogram']);

/** What was done for an answer as a playbook that does it again, on this case or another. */
export function exchangeAsPlaybook({ question, answer }: Exchange): Playbook {
  const done = new Map(
    answer.steps
      .filter(({ tool }) => Object.hasOwn(KNOWN_TOOLS, tool))
      .map(({ tool, input }) => [`${tool} ${input}`, { tool, input: inputOf(input) }]),
  );
  const taken = [...done.values()].filter(({ input }) => input !== null).slice(0, MOST_TAKEN);
  const steps = taken.flatMap(({ tool, input }, at): Step[] => {
    const id = `${tool}${at + 1}`;
    const use: Step = { id, kind: 'tool', body: { name: tool, input: input ?? {} } };
    if (!COUNTING.has(tool)) return [use];
    const text = `{{plural(${id}.total, "record", "records")}}: {{either(${id}.query, "all")}}`;
    return [use, { id: `said${at + 1}`, kind: 'say', body: { text, cites: [id] } }];
  });
  return {
    id: idOf(question),
    title: question.slice(0, LONGEST_TITLE),
    about: `What was done to answer: ${question.slice(0, LONGEST_TITLE)}`,
    inputs: {},
    steps: [...steps, { id: 'asked', kind: 'model', body: { question: literal(question) } }],
    outputs: { answer: { type: 'text', value: 'asked.answer' } },
  };
}

const LONGEST_TITLE = 200;
const LONGEST_ID = 50;

function idOf(question: string): string {
  const words = question
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_ID)
    .replaceAll(/^-+|-+$/g, '');
  return words === '' ? 'answer' : words;
}

/** A text in which braces mean themselves. */
const literal = (text: string): string => text.replaceAll('{{', '{{"{{"}}');

/** The input of a step, its braces as they are; null: it was cut where it was very long. */
function inputOf(text: string): Readonly<Record<string, Json>> | null {
  try {
    const input: unknown = JSON.parse(text, (_, value: unknown) =>
      typeof value === 'string' ? literal(value) : value,
    );
    return typeof input === 'object' && input !== null && !Array.isArray(input)
      ? (input as Readonly<Record<string, Json>>)
      : null;
  } catch {
    return null;
  }
}
