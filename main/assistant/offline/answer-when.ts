import { durationText } from '../case-time.ts';
import { citing, draft, lookAt, type DraftStatement } from '../draft.ts';
import { counted } from '../tools/tool.ts';
import { concerns } from './focus.ts';
import {
  at,
  citesOf,
  endOf,
  find,
  firstFailure,
  queryOf,
  wordsOf,
  type Inquiry,
  type Said,
} from './inquiry.ts';

/** When it began and when it was over. */
export async function answerWhen(inquiry: Inquiry): Promise<Said> {
  const { focus, diagnosis } = inquiry;
  if (focus !== null && focus.query !== null) return whenOf(inquiry, focus.query, focus.name);
  const [likeliest] = diagnosis.hypotheses;
  const [cause] = likeliest?.steps ?? [];
  if (likeliest === undefined || cause === undefined) return withoutCause(inquiry);
  const failure = firstFailure(likeliest);
  const statements = [
    draft(
      'answer',
      `It began at ${at(cause.us, inquiry)}: ${wordsOf(cause.event).replace(/\.?$/, '.')}`,
      {
        us: cause.us,
        cites: await citesOf(inquiry, cause),
        look: lookAt(queryOf(cause.event)),
      },
    ),
  ];
  if (failure !== null) {
    const later = durationText(failure.us - cause.us);
    statements.push(
      draft(
        'answer',
        `The first failures came ${later} later, at ${at(failure.us, inquiry)}: ${wordsOf(failure.event)}`,
        {
          us: failure.us,
          cites: await citesOf(inquiry, failure),
          look: lookAt(queryOf(failure.event)),
        },
      ),
    );
  }
  statements.push(await endStatement(inquiry, endOf(likeliest), cause.us));
  return { known: true, statements };
}

/** What says when it ended; `endUs` null: it had not by the last record. */
async function endStatement(
  inquiry: Inquiry,
  endUs: number | null,
  beganUs: number,
): Promise<DraftStatement> {
  if (endUs !== null) {
    return draft(
      'answer',
      `It was over at ${at(endUs, inquiry)}, ${durationText(endUs - beganUs)} after it began.`,
      {
        us: endUs,
      },
    );
  }
  const { refs, rows } = await find(inquiry, '', null, null, 1, 'desc');
  const last = rows[0]?.time?.us ?? null;
  const seen = last === null ? '' : `, the last of which is from ${at(last, inquiry)}`;
  return draft('answer', `It goes on to the end of the records${seen}.`, {
    us: last,
    cites: citing(refs),
  });
}

/** First and last record of a query, and the changes of it that chance does not explain. */
async function whenOf(inquiry: Inquiry, query: string, name: string): Promise<Said> {
  const first = await find(inquiry, query, null, null, 1);
  const last = await find(inquiry, query, null, null, 1, 'desc');
  const { focus, diagnosis } = inquiry;
  const [firstUs, lastUs] = [first.rows[0]?.time?.us ?? null, last.rows[0]?.time?.us ?? null];
  const changes = diagnosis.signals.filter(
    (signal) => focus !== null && concerns({ kind: 'signal', signal }, focus),
  );
  const statements: DraftStatement[] = [];
  for (const signal of changes.toSorted((a, b) => a.sinceUs - b.sinceUs).slice(0, 5)) {
    const { subject, sinceUs, untilUs, toleranceUs } = signal;
    const { refs } = await find(inquiry, subject.query, sinceUs - toleranceUs, untilUs, 1);
    const until = untilUs === null ? 'and lasts' : `and was over at ${at(untilUs, inquiry)}`;
    statements.push(
      draft('answer', `A change began at ${at(sinceUs, inquiry)} ${until}: ${signal.sentence}`, {
        us: sinceUs,
        cites: citing(refs),
        look: lookAt(subject.query),
      }),
    );
  }
  const figures = [{ value: first.total, query, fromUs: null, toUs: null }];
  const seen =
    firstUs === null || lastUs === null
      ? `${counted(first.total)} records speak of ${name}, without a time.`
      : `${name} was first logged at ${at(firstUs, inquiry)} and last at ${at(lastUs, inquiry)}, ${counted(first.total)} times in all.`;
  statements.push(
    draft('answer', seen, {
      us: firstUs,
      cites: citing([...first.refs, ...last.refs]),
      figures,
      look: lookAt(query),
    }),
  );
  return { known: firstUs !== null, statements };
}

/** Nothing changed that could have begun it: the failures there are. */
async function withoutCause(inquiry: Inquiry): Promise<Said> {
  const query = 'level:>=error';
  const failures = await find(inquiry, query, null, null, 1);
  const us = failures.rows[0]?.time?.us ?? null;
  const { verdict } = inquiry.diagnosis;
  const statements = [draft('answer', `I do not know when it began. ${verdict}`)];
  if (us !== null) {
    statements.push(
      draft(
        'answer',
        `The first of ${counted(failures.total)} records of level error or worse is from ${at(us, inquiry)}.`,
        {
          us,
          cites: citing(failures.refs),
          figures: [{ value: failures.total, query, fromUs: null, toUs: null }],
          look: lookAt(query),
        },
      ),
    );
  }
  return { known: false, statements };
}
