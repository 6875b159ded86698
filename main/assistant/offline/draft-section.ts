import type { Statement, SummaryReader } from '#shared/model/answer.ts';
import type { Hypothesis, Marker } from '#shared/model/hypothesis.ts';
import { lastName } from '#shared/model/last-name.ts';
import { draft, lookAt, type DraftAnswer, type DraftStatement } from '../draft.ts';
import { counted } from '../tools/tool.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import { answerOffline } from './analyst.ts';
import { at, endOf, short } from './inquiry.ts';

/** Of a narrative question what tells what its answer is about. */
interface Asked {
  readonly label: string;
  readonly about: string | null;
  readonly reader: SummaryReader;
}

type Write = (toolbox: Toolbox, asked: Asked) => Promise<DraftAnswer>;

const SUMMARY: Readonly<Record<SummaryReader, string>> = {
  executive: 'Summarise this for an executive',
  engineer: 'Summarise this for an engineer',
  customer: 'Summarise this for customers',
  regulator: 'Summarise this for a regulator',
};

/** What the built-in analysis can write about, by what frameworks call it. */
const ABOUT: Readonly<Record<string, Write>> = {
  'incident.description': (toolbox, { reader }) =>
    said(SUMMARY[reader], toolbox, ['answer', 'against']),
  // The same sentences have too much for who is only to learn that something failed.
  'incident.impact': (toolbox, { reader }) =>
    said(reader === 'customer' ? SUMMARY.customer : 'Who is affected?', toolbox, ['answer']),
  'incident.consequences': (toolbox) => said('Who is affected?', toolbox, ['answer']),
  'incident.systems': (toolbox) => said('Who is affected?', toolbox, ['answer'], IS_OF_SYSTEMS),
  'incident.cause': (toolbox) => theCause(toolbox),
  'incident.detection': (toolbox) => said('When did it start?', toolbox, ['answer']),
  'incident.actions': (toolbox) => said('What should I do next?', toolbox, ['answer', 'next']),
  'incident.measures': (toolbox) => whatWasDone(toolbox),
  'case.sources': (toolbox) => whatWasRead(toolbox),
};
const IS_OF_SYSTEMS = /\b(?:sources?|services?|hosts?)\b/;

/** Questions that frameworks give no kind, by their words. */
const BY_LABEL: readonly (readonly [RegExp, string])[] = [
  [/contain|mitigat|recover|restor|rebuilt|patched|resolution/i, 'incident.measures'],
  [/completeness|sources of|audit logs/i, 'case.sources'],
  [/cause/i, 'incident.cause'],
  [/impact|affected|consequence/i, 'incident.impact'],
  [/detected|noticed/i, 'incident.detection'],
  [/what happened|nature of|description of the incident/i, 'incident.description'],
];

/** Drafts the answer to a narrative question of a report from the case's own signals. What logs do not tell is not known. */
export async function draftOffline(asked: Asked, toolbox: Toolbox): Promise<DraftAnswer> {
  const named = asked.about !== null && asked.about in ABOUT ? asked.about : null;
  const about = named ?? BY_LABEL.find(([pattern]) => pattern.test(asked.label))?.[1];
  const write = about === undefined ? undefined : ABOUT[about];
  if (write === undefined) {
    return notKnown('The records do not tell this: it has to come from the people who know.');
  }
  return write(toolbox, asked);
}

const notKnown = (text: string): DraftAnswer => ({
  topic: null,
  known: false,
  statements: [draft('answer', text)],
});

/** What the built-in analysis says to a question, as far as it belongs in the text. */
async function said(
  question: string,
  toolbox: Toolbox,
  parts: readonly Statement['part'][],
  only: RegExp | null = null,
): Promise<DraftAnswer> {
  const found = await answerOffline(question, toolbox);
  if (!found.known) return found;
  const statements = found.statements.filter(
    ({ part, text }) => parts.includes(part) && (only === null || only.test(text)),
  );
  return { ...found, statements };
}

/** Of the chain that followed its first events are the cause; the rest is what came of it. */
async function theCause(toolbox: Toolbox): Promise<DraftAnswer> {
  const found = await said('Why did it happen?', toolbox, ['answer', 'against']);
  let told = 0;
  const statements = found.statements.filter(
    ({ part }) => part !== 'answer' || ++told <= MOST_EVENTS,
  );
  return { ...found, statements };
}

const MOST_EVENTS = 4;

/** What was done on purpose after it began, as the logs tell it, and that it was over after that. */
async function whatWasDone(toolbox: Toolbox): Promise<DraftAnswer> {
  const { open } = toolbox.context;
  const { markers, hypotheses } = await toolbox.use('hypotheses', {});
  const [likeliest] = hypotheses;
  const begun = likeliest?.steps[0]?.us;
  const done = begun === undefined ? [] : markers.filter(({ us }) => us > begun);
  if (likeliest === undefined || done.length === 0) {
    return notKnown(
      'No release, restart or change of configuration after it began is in the records.',
    );
  }
  const { zone } = open.info();
  const statements = done
    .toSorted((a, b) => a.us - b.us)
    .map((marker): DraftStatement => {
      // The full stop of what is quoted would stand beside ours.
      const said = short(marker.text).replace(/[.\s]+$/, '');
      const text = `At ${at(marker.us, { zone })}, ${DONE[marker.kind]}: “${said}”.`;
      const [first] = marker.refs;
      const cites = first === undefined ? [] : [{ ref: first, quote: marker.text }];
      return draft('answer', text, { us: marker.us, cites, look: lookAt(marker.query) });
    });
  return { topic: null, known: true, statements: [...statements, ...over(likeliest, zone)] };
}

const DONE: Readonly<Record<Marker['kind'], string>> = {
  release: 'another release was put in place',
  restart: 'it was started anew',
  config: 'its configuration was changed',
};

function over(likeliest: Hypothesis, zone: string): DraftStatement[] {
  const us = endOf(likeliest);
  const since = us === null ? '' : `Since ${at(us, { zone })} the records show it no more.`;
  return us === null ? [] : [draft('answer', since, { us })];
}

/** Which sources the case was made from. */
async function whatWasRead(toolbox: Toolbox): Promise<DraftAnswer> {
  const { open } = toolbox.context;
  const { fromUs, toUs } = open.store.timeRange();
  const { total } = await toolbox.use('count', { query: '' });
  const sources = open.sources();
  if (total === 0 || fromUs === null || toUs === null) {
    return notKnown('There are no records in this case yet.');
  }
  const names = sources.map(({ path }) => lastName(path)).join(', ');
  const { zone } = open.info();
  const whole = `${counted(total)} records of ${counted(sources.length)} sources were read, from ${at(fromUs, { zone })} to ${at(toUs, { zone })}: ${names}.`;
  const figures = [{ value: total, query: '', fromUs: null, toUs: null }];
  return { topic: null, known: true, statements: [draft('answer', whole, { figures })] };
}
