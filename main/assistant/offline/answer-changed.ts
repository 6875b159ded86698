import type { Difference, Side } from '#shared/model/comparison.ts';
import { utcOf } from '#shared/model/utc-time.ts';
import { citing, draft, lookAt, type DraftStatement } from '../draft.ts';
import { counted } from '../tools/tool.ts';
import { concerns } from './focus.ts';
import { at, find, short, showing, type Inquiry, type Said } from './inquiry.ts';

const MOST_CHANGES = 10;
const MOST_DIFFERENCES = 8;
/** Releases and the like that are told at most. */
const MOST_MARKERS = 5;

/** What changed: at the times that the question names, or else all that chance does not explain. */
export async function answerChanged(inquiry: Inquiry): Promise<Said> {
  const { times } = inquiry.question;
  if (times.length > 0) return compared(inquiry);
  const { focus, toolbox } = inquiry;
  const { signals, markers, subjects } = await toolbox.use('changes', {});
  const asked = signals.filter(
    (signal) => focus === null || concerns({ kind: 'signal', signal }, focus),
  );
  const done = markers.filter(
    (marker) => focus === null || concerns({ kind: 'marker', marker }, focus),
  );
  if (asked.length === 0 && done.length === 0) {
    const of = focus === null ? 'Nothing' : `Nothing that ${focus.name} names`;
    const text = `${of} changed by more than chance: ${counted(subjects)} templates and issues were looked at.`;
    return { known: true, statements: [draft('answer', text)] };
  }
  const statements: DraftStatement[] = [];
  const since = asked.map(({ sinceUs }) => sinceUs);
  const when =
    since.length === 0
      ? '.'
      : `, the first at ${at(Math.min(...since), inquiry)}, the last at ${at(Math.max(...since), inquiry)}.`;
  statements.push(
    draft(
      'answer',
      `${counted(asked.length)} ${asked.length === 1 ? 'change' : 'changes'} of ${counted(subjects)} templates and issues ${asked.length === 1 ? 'is' : 'are'} more than chance${when}`,
    ),
  );
  for (const { us, text, refs, query, kind } of done.slice(0, MOST_MARKERS)) {
    const [first] = refs;
    const cites = first === undefined ? [] : [{ ref: first, quote: text }];
    statements.push(
      draft('answer', `${MARKERS[kind]}: “${short(text)}”`, { us, cites, look: lookAt(query) }),
    );
  }
  // The surest first, then told in order of time.
  const told = asked.slice(0, MOST_CHANGES).toSorted((a, b) => a.sinceUs - b.sinceUs);
  for (const signal of told) {
    statements.push(
      draft('answer', signal.sentence, {
        us: signal.sinceUs,
        cites: await showing(inquiry, signal),
        look: lookAt(signal.subject.query),
      }),
    );
  }
  if (asked.length > told.length) {
    statements.push(
      draft(
        'answer',
        `${counted(asked.length - told.length)} more changes are listed under Hypotheses.`,
      ),
    );
  }
  return { known: true, statements };
}

const MARKERS = {
  release: 'A release',
  restart: 'A restart',
  config: 'A change of configuration',
} as const;

/** The time from a moment on against the time before; or a stretch against all other times. */
async function compared(inquiry: Inquiry): Promise<Said> {
  const [first, second] = inquiry.question.times;
  if (first === undefined) return { known: false, statements: [] };
  const query = inquiry.focus?.query ?? '';
  const stretched = second !== undefined && second.fromUs > first.fromUs;
  const b: Side = { query, fromUs: first.fromUs, toUs: stretched ? second.toUs - 1 : null };
  const a: Side = stretched
    ? { ...b, outside: true }
    : { query, fromUs: null, toUs: first.fromUs - 1 };
  const input = ({ fromUs, toUs, outside }: Side) => ({
    query,
    from: utcOf(fromUs),
    to: utcOf(toUs),
    outside: outside === true,
  });
  const found = await inquiry.toolbox.use('compare', { a: input(a), b: input(b) });
  const sides = stretched
    ? `From ${at(first.fromUs, inquiry)} to ${at(second.toUs, inquiry)}, against all other times`
    : `From ${at(first.fromUs, inquiry)} on, against the time before`;
  const splitUs = stretched ? null : first.fromUs;
  const head = draft(
    'answer',
    found.differences.length === 0
      ? `${sides}, nothing differs by more than chance (${counted(found.a.records)} and ${counted(found.b.records)} records).`
      : `${sides}, ${counted(found.differences.length)} ${found.differences.length === 1 ? 'thing differs' : 'things differ'} by more than chance.`,
    { look: { query, fromUs: b.fromUs, toUs: b.toUs, splitUs } },
  );
  const statements = [head];
  for (const difference of found.differences.slice(0, MOST_DIFFERENCES)) {
    const side = difference.difference === 'disappeared' ? a : b;
    const from = side.outside === true ? null : side.fromUs;
    const to = side.outside === true ? null : side.toUs;
    const { refs } = await find(inquiry, difference.query, from, to, 1);
    statements.push(
      draft('answer', sentenceOf(difference), {
        cites: citing(refs),
        look: lookAt(difference.query),
      }),
    );
  }
  return { known: true, statements };
}

function sentenceOf({ difference, what, title, a, b, lift }: Difference): string {
  const name = `${what === 'field' ? 'field ' : `${what} `}“${short(title)}”`;
  const counts = `${counted(a)} records before or elsewhere, ${counted(b)} in it`;
  if (difference === 'appeared') return `Only in it: ${name} (${counted(b)} records).`;
  if (difference === 'disappeared')
    return `Not in it any more: ${name} (${counted(a)} records before or elsewhere).`;
  const times = lift === null ? '' : ` ${lift.toPrecision(2)} times as often`;
  return `${difference === 'grew' ? 'More' : 'Less'} of ${name}:${times} (${counts}).`;
}
