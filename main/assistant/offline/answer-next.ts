import { lastName } from '#shared/model/last-name.ts';
import { issueQuery } from '../../issues/index.ts';
import { citing, draft, lookAt, type DraftStatement } from '../draft.ts';
import { counted } from '../tools/tool.ts';
import { find, short, type Inquiry, type Said } from './inquiry.ts';

const MOST_ISSUES = 3;
/** Share of a source's lines that no format explains, from which on that is worth saying. */
const MUCH_UNPARSED = 0.05;

/** What to do next: what tells the hypotheses apart, what is open, and what was not read. */
export async function answerNext(inquiry: Inquiry): Promise<Said> {
  const { toolbox, diagnosis } = inquiry;
  const statements: DraftStatement[] = [];
  const [likeliest, rival] = diagnosis.hypotheses;
  for (const { text, query, fromUs, toUs, splitUs } of likeliest?.next ?? []) {
    const look = { query, fromUs, toUs, splitUs };
    statements.push(draft('next', `${text}.`, { us: splitUs ?? fromUs, look }));
  }
  const [second] = rival?.steps ?? [];
  if (rival !== undefined && second !== undefined) {
    const query =
      second.event.kind === 'signal'
        ? second.event.signal.subject.query
        : second.event.marker.query;
    statements.push(
      draft(
        'next',
        `Rule out the next likeliest cause (${Math.round(rival.score * 100)} %): ${short(rival.title)}`,
        {
          us: second.us,
          cites: citing(second.refs, 1),
          look: lookAt(query),
        },
      ),
    );
  }
  const { issues } = await toolbox.use('issues', { limit: 200 });
  const open = issues.filter(({ state }) => state !== 'resolved' && state !== 'ignored');
  for (const { issue } of open.slice(0, MOST_ISSUES)) {
    const query = issueQuery(issue);
    const { refs, total } = await find(inquiry, query, null, null, 1);
    statements.push(
      draft(
        'next',
        `Look at the open issue “${short(issue.title)}”: ${counted(total)} ${total === 1 ? 'record' : 'records'}.`,
        {
          us: issue.firstUs,
          cites: citing(refs),
          figures: [{ value: total, query, fromUs: null, toUs: null }],
          look: lookAt(query),
        },
      ),
    );
  }
  statements.push(...(await remembered(inquiry)));
  statements.push(...(await gaps(inquiry)));
  if ((await toolbox.context.open.findings()).length === 0) {
    statements.push(
      draft(
        'next',
        'Keep what is sure as findings: there is none in this case yet, and a report is made of them.',
      ),
    );
  }
  const known = statements.length > 0;
  const head = known
    ? draft(
        'answer',
        `${counted(statements.length)} ${statements.length === 1 ? 'thing is' : 'things are'} worth doing, in this order.`,
      )
    : draft('answer', `I do not know anything to do next. ${diagnosis.verdict}`);
  return { known, statements: [head, ...statements] };
}

const MOST_REMEMBERED = 3;

/** What was decided about issues like those of this case, in earlier ones on this machine. */
async function remembered({ toolbox }: Inquiry): Promise<DraftStatement[]> {
  if (toolbox.context.past == null) return [];
  const { known } = await toolbox.use('library', {});
  const decided = known.flatMap(({ title, query, earlier }) => {
    const [likest] = earlier.filter((one) => one.decided !== null || one.note !== '');
    return likest === undefined ? [] : [{ title, query, likest }];
  });
  return decided.slice(0, MOST_REMEMBERED).map(({ title, query, likest }) => {
    const { case: name, decided: how, note, likeness } = likest;
    const same = likeness === 1 ? 'the same issue' : 'an issue like it';
    const why = note === '' ? '' : `: “${short(note)}”`;
    const text = `See what helped before with “${short(title)}”: the case “${short(name)}” had ${same}${how === null ? '' : `, ${how}`}${why}.`;
    return draft('next', text, { look: lookAt(query) });
  });
}

/** What this case cannot say, because it was not read or not understood. */
export async function gaps({ toolbox }: Inquiry): Promise<DraftStatement[]> {
  const { open } = toolbox.context;
  const skipped = await open.skipped();
  const unread = open.sources().filter(({ error }) => error !== null);
  const strange = open.sources().filter(({ unparsed, lines }) => unparsed > lines * MUCH_UNPARSED);
  const said: DraftStatement[] = [];
  if (skipped.length + unread.length > 0) {
    const names = [...skipped, ...unread].slice(0, 3).map(({ path }) => lastName(path));
    said.push(
      draft(
        'next',
        `Read again what could not be read: ${names.join(', ')}${skipped.length + unread.length > 3 ? ' and others' : ''}. Nothing of it is in any answer.`,
      ),
    );
  }
  for (const { path, unparsed, lines } of strange.slice(0, 2)) {
    const share = Math.round((unparsed / lines) * 100);
    said.push(
      draft(
        'next',
        `Choose another format for ${lastName(path)}: ${share} % of its lines were not understood.`,
      ),
    );
  }
  return said;
}
