import type { SummaryReader } from '#shared/model/answer.ts';
import { draft, lookAt, type DraftStatement } from '../draft.ts';
import { answerNext, gaps } from './answer-next.ts';
import { answerWhen } from './answer-when.ts';
import { answerWho } from './answer-who.ts';
import { answerWhy } from './answer-why.ts';
import { at, citesOf, endOf, firstFailure, queryOf, type Inquiry, type Said } from './inquiry.ts';

const MOST_OF_EACH = 3;

/** What the answers to the other questions say. */
interface Parts {
  readonly why: Said;
  readonly when: Said;
  readonly who: Said;
}

/** What happened: the first things that each of the other answers says, or what a reader needs of them. */
export async function answerSummary(inquiry: Inquiry): Promise<Said> {
  const parts = {
    why: await answerWhy(inquiry),
    when: await answerWhen(inquiry),
    who: await answerWho(inquiry),
  };
  const { reader } = inquiry.question;
  const statements = reader === null ? inShort(parts) : await FOR[reader](inquiry, parts);
  return { known: parts.why.known, statements };
}

const answers = ({ statements }: Said): DraftStatement[] =>
  statements.filter(({ part }) => part === 'answer');
const beside = ({ statements }: Said): DraftStatement[] =>
  statements.filter(({ part }) => part !== 'answer');

function inShort({ why, when, who }: Parts): DraftStatement[] {
  if (!why.known) {
    return [...answers(why).slice(0, 1), ...answers(when).slice(1, 2), ...answers(who).slice(0, 2)];
  }
  // That it began with its cause is said once.
  return [
    ...answers(why).slice(0, 2),
    ...answers(when).slice(1, 1 + MOST_OF_EACH),
    ...answers(who).slice(0, MOST_OF_EACH),
    ...beside(why),
  ];
}

const FOR: Readonly<
  Record<SummaryReader, (inquiry: Inquiry, parts: Parts) => Promise<DraftStatement[]>>
> = {
  /** What it was, whether it is over, and whom it touched. */
  executive: (_inquiry, { why, when, who }) =>
    Promise.resolve([
      ...answers(why).slice(0, 2),
      ...answers(when).slice(1).slice(-1),
      ...answers(who).slice(0, 1 + MOST_OF_EACH),
    ]),
  /** The whole chain with what speaks for and against it, and where to look. */
  async engineer(inquiry, { why, when, who }) {
    const next = await answerNext(inquiry);
    return [
      ...answers(why),
      ...answers(when).slice(1),
      ...answers(who),
      ...beside(why),
      ...beside(next),
    ];
  },
  customer: (inquiry) => forCustomers(inquiry),
  /** Times, numbers, the cause as far as it is known and as what, and what speaks against it. */
  regulator: async (inquiry, { why, when, who }) => [
    ...answers(when),
    ...answers(who),
    ...answers(why).slice(0, 2),
    ...beside(why).filter(({ part }) => part === 'against'),
    // What was not read is in no number.
    ...(await gaps(inquiry)),
  ],
};

/** That and how long something failed: without names of systems and people, causes and guesses, which are not for outside. */
async function forCustomers(inquiry: Inquiry): Promise<DraftStatement[]> {
  const [likeliest] = inquiry.diagnosis.hypotheses;
  const failure = likeliest === undefined ? null : firstFailure(likeliest);
  if (likeliest === undefined || failure === null) {
    return [draft('answer', 'I do not know of a failure that customers would have noticed.')];
  }
  const endUs = endOf(likeliest);
  const look = lookAt(queryOf(failure.event));
  const cites = await citesOf(inquiry, failure);
  const began = draft('answer', `From ${at(failure.us, inquiry)} on, some requests failed.`, {
    us: failure.us,
    cites,
    look,
  });
  const over =
    endUs === null
      ? draft('answer', 'The records end before it was over.')
      : draft('answer', `Since ${at(endUs, inquiry)} the records show it no more.`, { us: endUs });
  const add = 'Say what was done about it and what customers should do: the logs do not tell.';
  return [began, over, draft('next', add)];
}
