import type { Diagnosis, Event, Hypothesis, Step } from '#shared/model/hypothesis.ts';
import type { RecordRef, RecordRow } from '#shared/model/record.ts';
import type { Signal } from '#shared/model/signal.ts';
import { utcOf } from '#shared/model/utc-time.ts';
import { timeText } from '../case-time.ts';
import { citing, type DraftCitation, type DraftStatement } from '../draft.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import type { Focus } from './focus.ts';
import type { ReadQuestion } from './read-question.ts';

/** All that one question is answered from. */
export interface Inquiry {
  readonly toolbox: Toolbox;
  readonly question: ReadQuestion;
  readonly diagnosis: Diagnosis;
  /** What in particular is asked about; null: the case as a whole. */
  readonly focus: Focus | null;
  readonly zone: string;
}

/** What an answer to one topic says, and whether it is one. */
export interface Said {
  readonly known: boolean;
  readonly statements: readonly DraftStatement[];
}

/** What a step says, without its time. */
export const wordsOf = (event: Event): string =>
  event.kind === 'signal' ? event.signal.sentence : `“${short(event.marker.text)}”`;

/** Finds a step's records. */
export const queryOf = (event: Event): string =>
  event.kind === 'signal' ? event.signal.subject.query : event.marker.query;

/** Cites a step: of a marker, which is one line, the words are quoted. */
export async function citesOf(inquiry: Inquiry, { event, refs }: Step): Promise<DraftCitation[]> {
  if (event.kind === 'signal') {
    const ceased = CEASED.has(event.signal.kind);
    return ceased || refs.length === 0 ? showing(inquiry, event.signal) : citing(refs, 2);
  }
  const [first] = refs;
  return first === undefined ? [] : [{ ref: first, quote: event.marker.text }];
}

const LONGEST = 200;

/** A text as a sentence can take it. */
export const short = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;

/** A moment in the zone of the case, which is named. */
export function at(us: number, { zone }: Pick<Inquiry, 'zone'>): string {
  return `${timeText(us, zone)} ${zone}`;
}

/** When a hypothesis' trouble was over; null: it was not by the end of what the case has seen, or there is none. */
export function endOf({ steps }: Pick<Hypothesis, 'steps'>): number | null {
  const lasting = steps.filter(({ event }) => event.kind === 'signal');
  const ends = lasting.flatMap(({ untilUs }) => (untilUs === null ? [] : [untilUs]));
  return lasting.length === 0 || ends.length < lasting.length / 2 ? null : Math.max(...ends);
}

/** Whether a signal is of records that tell of failure. */
export const isGrave = ({ subject }: Signal): boolean =>
  subject.level === 'error' || subject.level === 'fatal';

/** The first of a chain's steps whose records tell of failure; null: none does. */
export function firstFailure({ steps }: Pick<Hypothesis, 'steps'>): Step | null {
  return (
    steps.slice(1).find(({ event }) => event.kind === 'signal' && isGrave(event.signal)) ?? null
  );
}

/** Some records of a query in a stretch of time, and how many there are. */
export async function find(
  { toolbox }: Inquiry,
  query: string,
  fromUs: number | null,
  toUs: number | null,
  limit = 2,
  order: 'asc' | 'desc' = 'asc',
): Promise<{ total: number; rows: RecordRow[]; refs: RecordRef[] }> {
  const times = { from: utcOf(fromUs), to: utcOf(toUs) };
  const { total, rows } = await toolbox.use('search', { query, ...times, limit, order });
  return { total, rows, refs: rows.map(({ ref }) => ref) };
}

/** Changes that are shown by what came before them. */
const CEASED: ReadonlySet<Signal['kind']> = new Set([
  'gone',
  'fall',
  'dip',
  'heartbeat',
  'silence',
]);

/** Records that show a change: of what came the first, of what ceased or became rarer the last from before. */
export async function showing(inquiry: Inquiry, signal: Signal): Promise<DraftCitation[]> {
  const { kind, subject, sinceUs, untilUs, toleranceUs } = signal;
  const order = CEASED.has(kind) ? 'desc' : 'asc';
  const { refs } =
    order === 'desc'
      ? await find(inquiry, subject.query, null, sinceUs + toleranceUs, 1, order)
      : await find(inquiry, subject.query, sinceUs - toleranceUs, untilUs, 1, order);
  if (refs.length > 0) return citing(refs);
  // Records whose own time could not be read are found in no stretch of it, and show the change all the same.
  return citing((await find(inquiry, subject.query, null, null, 1, order)).refs);
}
