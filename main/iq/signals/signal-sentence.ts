import type { Candidate } from './candidate.ts';
import type { Subject } from './signal-tables.ts';

const LONGEST = 110;

/** What a subject is called in a sentence. */
export function nameOf({ kind, title }: Pick<Subject, 'kind' | 'title'>): string {
  const short = title.length > LONGEST ? `${title.slice(0, LONGEST - 1)}…` : title;
  return kind === 'source' ? short : `“${short}”`;
}

/** One sentence that says what changed, without its time, which is shown in the zone of who reads it. */
export function sentenceOf(
  candidate: Candidate,
  subject: Subject,
  follower: Pick<Subject, 'kind' | 'title'> | null,
): string {
  const name = nameOf(subject);
  const where = candidate.unit === null ? '' : ` on ${candidate.unit}${ofMany(candidate)}`;
  const { count, countBefore, before, after, season } = candidate;
  const usual = season === undefined ? '' : `, as is usual at this time of the ${season}`;
  switch (candidate.kind) {
    case 'new':
      return `${name} appeared${where}: ${records(count)}, none before.`;
    case 'gone':
      return `${name} ceased${where}: ${records(countBefore)} before, none after.`;
    case 'rise':
      return `${name} came ${times(after, before)} as often${where}: ${rates(after, before)}${usual}.`;
    case 'fall':
      return `${name} came less often${where}: ${rates(after, before)}${usual}.`;
    case 'burst':
      return countBefore === 0
        ? `${name} appeared for a while${where}: ${records(count)}, none at other times.`
        : `${name} came ${times(after, before)} as often for a while${where}: ${rates(after, before)}${usual}.`;
    case 'dip':
      return `${name} came less often for a while${where}: ${rates(after, before)}${usual}.`;
    case 'heartbeat': {
      const every = duration(3_600_000_000 / before);
      const missed = count === 1 ? 'one time' : `${number(count)} times`;
      return candidate.untilUs === null
        ? `${name} came every ${every}${where} and then no more: missed ${missed}.`
        : `${name} came every ${every}${where} and was missed ${missed} in a row.`;
    }
    case 'silence':
      return `${name} fell silent while the ${candidate.units - 1} others of its kind went on.`;
    case 'drift':
      return `${quoted(candidate.measure)} of ${name} went from ${number(before)} to ${number(after)} (medians)${where}.`;
    case 'sequence':
      return `${name} was followed by ${follower === null ? 'its end' : nameOf(follower)} ${percent(before)} of the time, then ${percent(after)}${where}.`;
  }
}

const ofMany = ({ units }: Candidate): string => (units > 1 ? ` alone of ${units}` : '');
const quoted = (measure: string): string =>
  measure.startsWith('#') ? `Number ${measure.slice(1)}` : `“${measure}”`;
const records = (count: number): string => (count === 1 ? '1 record' : `${number(count)} records`);
const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** A number with three digits that count. */
function number(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

/** Fewer in the unit of a rate nobody pictures. */
const SELDOM = 0.1;

/** Two rates in the unit that suits the larger. */
function rates(after: number, before: number): string {
  const most = Math.max(after, before);
  const [unit, hours] =
    most >= 600 ? ['a minute', 1 / 60] : most >= 1 ? ['an hour', 1] : ['a day', 24];
  return `${rate(after, hours, ` ${unit}`)} instead of ${rate(before, hours, '')}`;
}

/** A rate an hour in a unit of so many hours; one that is far too small for the unit as the time between two. */
function rate(perHour: number, hours: number, unit: string): string {
  const inUnit = perHour * hours;
  if (inUnit === 0) return 'none';
  return inUnit < SELDOM ? `one in ${duration(3_600_000_000 / perHour)}` : number(inUnit) + unit;
}

function times(after: number, before: number): string {
  return before > 0 ? `${number(after / before)} times` : 'much more';
}

function duration(us: number): string {
  const seconds = us / 1_000_000;
  if (seconds < 100) return `${number(seconds)} s`;
  if (seconds < 7200) return `${number(seconds / 60)} min`;
  return seconds < 172_800 ? `${number(seconds / 3600)} h` : `${number(seconds / 86_400)} days`;
}
