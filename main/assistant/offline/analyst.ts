import type { AnswerTopic } from '#shared/model/answer.ts';
import { draft, lookAt, type DraftAnswer, type DraftStatement } from '../draft.ts';
import { counted } from '../tools/tool.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import { answerChanged } from './answer-changed.ts';
import { answerNext } from './answer-next.ts';
import { answerSummary } from './answer-summary.ts';
import { answerWhen } from './answer-when.ts';
import { answerWho } from './answer-who.ts';
import { answerWhy } from './answer-why.ts';
import { focusOf } from './focus.ts';
import type { Inquiry, Said } from './inquiry.ts';
import { readQuestion } from './read-question.ts';

/** What the built-in analysis can be asked. */
const CAN_SAY =
  'Without a model I can say what happened, what changed (also before and after a time), why, when it began, who is affected, and what to do next; each also of something that the logs name.';

/** Answers a question from the case's own signals, without any model. Throws what the tools throw. */
export async function answerOffline(question: string, toolbox: Toolbox): Promise<DraftAnswer> {
  const { open } = toolbox.context;
  const { zone } = open.info();
  const { records, toUs } = open.store.timeRange();
  if (records === 0) {
    const text =
      'There are no records in this case yet, so there is nothing to say. Add logs to it first.';
    return {
      topic: readQuestion(question, zone, null).topic,
      known: false,
      statements: [draft('answer', text)],
    };
  }
  const reading = open.isReading()
    ? [draft('answer', 'Logs are still being read: this is what the records so far say.')]
    : [];
  const asked = readQuestion(question, zone, toUs);
  const diagnosis = await toolbox.use('hypotheses', {});
  const focus = await focusOf(asked.words, diagnosis, toolbox);
  const { topic } = asked;
  if (topic === null) {
    return {
      topic,
      known: false,
      statements: await notUnderstood(focus?.name ?? null, focus?.query ?? null, toolbox),
    };
  }
  const inquiry: Inquiry = { toolbox, question: asked, diagnosis, focus, zone };
  if (focus !== null && focus.query === null) {
    const whole = await ANSWERS[topic]({ ...inquiry, focus: null });
    const none = draft(
      'answer',
      `I do not know: nothing in this case says ${focus.name}. What can be said of the case as a whole:`,
    );
    return { topic, known: false, statements: [...reading, none, ...whole.statements] };
  }
  const { known, statements } = await ANSWERS[topic](inquiry);
  return { topic, known, statements: [...reading, ...statements] };
}

const ANSWERS: Readonly<Record<AnswerTopic, (inquiry: Inquiry) => Promise<Said>>> = {
  why: answerWhy,
  when: answerWhen,
  who: answerWho,
  changed: answerChanged,
  next: answerNext,
  summary: answerSummary,
};

/** The question is none of those that can be answered: what its words find is shown all the same. */
async function notUnderstood(
  name: string | null,
  query: string | null,
  toolbox: Toolbox,
): Promise<DraftStatement[]> {
  const statements = [draft('answer', `I do not know. ${CAN_SAY}`)];
  if (name === null) return statements;
  if (query === null) {
    statements.push(draft('answer', `Nothing in this case says ${name}.`));
    return statements;
  }
  const { total, rows } = await toolbox.use('search', { query, limit: 2 });
  statements.push(
    draft(
      'answer',
      `${counted(total)} ${total === 1 ? 'record speaks' : 'records speak'} of ${name}.`,
      {
        cites: rows.map(({ ref }) => ({ ref, quote: null })),
        figures: [{ value: total, query, fromUs: null, toUs: null }],
        look: lookAt(query),
      },
    ),
  );
  return statements;
}
