import { lastName } from '#shared/model/last-name.ts';
import { fieldCondition } from '#shared/query/index.ts';
import type { ToldBy } from '../../issues/index.ts';
import { utcOf } from '#shared/model/utc-time.ts';
import { citing, draft, lookAt, type DraftStatement } from '../draft.ts';
import { counted } from '../tools/tool.ts';
import { at, endOf, find, firstFailure, type Inquiry, type Said } from './inquiry.ts';

const FAILURES = 'level:>=error';
const NAMED = 6;
const PLURAL: Readonly<Record<ToldBy, string>> = {
  host: 'hosts',
  service: 'services',
  user: 'users',
  release: 'releases',
};

/** Who and what is affected: sources, hosts, services, users and releases that the failing records name. */
export async function answerWho(inquiry: Inquiry): Promise<Said> {
  const { focus, toolbox } = inquiry;
  const [likeliest] = inquiry.diagnosis.hypotheses;
  const asked = focus?.query ?? null;
  const query = asked ?? FAILURES;
  const fromUs = asked === null ? (likeliest?.steps[0]?.us ?? null) : null;
  const toUs = asked === null && likeliest !== undefined ? endOf(likeliest) : null;
  const times = { from: utcOf(fromUs), to: utcOf(toUs) };
  const found = await toolbox.use('affected', { query, ...times });
  if (found.total === 0) {
    const text = `No record of level error or worse says that anybody is affected. ${inquiry.diagnosis.verdict}`;
    return {
      known: false,
      statements: [draft('answer', text, { figures: [{ value: 0, query, fromUs, toUs }] })],
    };
  }
  const everything = await toolbox.use('affected', { query: '', ...times });
  const { refs, rows } = await find(inquiry, query, fromUs, toUs, 2);
  const look = lookAt(query, fromUs, toUs);
  const figures = [{ value: found.total, query, fromUs, toUs }];
  const what = asked === null ? 'of level error or worse' : `that speak of ${focus?.name ?? ''}`;
  const untouched = everything.sources.filter(
    ({ value }) => !found.sources.some((source) => source.value === value),
  );
  // Who they are is for those who look into it; others need how many.
  const { reader } = inquiry.question;
  const names = reader === null || reader === 'engineer';
  const statements: DraftStatement[] = [
    draft(
      'answer',
      `${counted(found.total)} records ${what}${stretch(inquiry, fromUs, toUs)} stand in ${found.sources.length} of ${everything.sources.length} sources: ${listed(found.sources)}.`,
      { us: rows[0]?.time?.us ?? null, cites: citing(refs), figures, look },
    ),
  ];
  for (const kind of ['service', 'host', 'user', 'release'] as const) {
    const { field, values, distinct, silent } = found.told[kind];
    const all = everything.told[kind];
    if (field === null || distinct === 0) continue;
    const of =
      all.field === field && all.distinct > distinct
        ? ` of ${counted(all.distinct)} seen in that time`
        : '';
    const noun = distinct === 1 ? kind : PLURAL[kind];
    const rest = silent === 0 ? '' : ` ${counted(silent)} of the records name none.`;
    statements.push(
      draft(
        'answer',
        `They name ${counted(distinct)} ${noun}${of}${names ? ` (field ${field}): ${listed(values)}` : ''}.${rest}`,
        {
          cites: await citeValue(inquiry, query, field, values[0]?.value, fromUs, toUs),
          look,
        },
      ),
    );
  }
  if (untouched.length > 0) {
    statements.push(draft('answer', `No such record is in ${listed(untouched)}.`));
  }
  const failure = likeliest === undefined ? null : firstFailure(likeliest);
  if (asked === null && failure?.event.kind === 'signal') {
    const { sentence, subject } = failure.event.signal;
    statements.push(
      draft('evidence', `What fails first: ${sentence}`, {
        us: failure.us,
        cites: citing(failure.refs, 1),
        look: lookAt(subject.query),
      }),
    );
  }
  return { known: true, statements };
}

/** A record that names the commonest value. */
async function citeValue(
  inquiry: Inquiry,
  query: string,
  field: string,
  value: string | undefined,
  fromUs: number | null,
  toUs: number | null,
) {
  if (value === undefined) return [];
  const { refs } = await find(
    inquiry,
    `(${query}) AND ${fieldCondition(field, value)}`,
    fromUs,
    toUs,
    1,
  );
  return citing(refs);
}

function stretch(inquiry: Inquiry, fromUs: number | null, toUs: number | null): string {
  if (fromUs === null) return '';
  if (toUs === null) return ` from ${at(fromUs, inquiry)} on`;
  return ` from ${at(fromUs, inquiry)} to ${at(toUs, inquiry)}`;
}

function listed(values: readonly { readonly value: string; readonly count: number }[]): string {
  const named = values
    .slice(0, NAMED)
    .map(({ value, count }) => `${lastName(value)} (${counted(count)})`);
  const more = values.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${counted(more)} more` : named.join(', ');
}
