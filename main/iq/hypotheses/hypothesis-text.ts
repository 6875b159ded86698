import type { Check, Evidence, Marker, Step } from '#shared/model/hypothesis.ts';
import type { Candidate } from './candidate.ts';
import { linkOf, type Surroundings } from './link.ts';
import type { Node } from './node.ts';

const LONGEST = 120;

const short = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;

/** Somebody said it: no record does. */
const isMarked = ({ refs }: Marker): boolean => refs.length === 0;

/** A stable name of a hypothesis: what it begins with. */
export function idOf({ event }: Node): string {
  if (event.kind === 'signal') return event.signal.id;
  const [ref] = event.marker.refs;
  return ref === undefined
    ? `marker:at:${event.marker.us}`
    : `marker:${ref.sourceId}:${ref.ordinal}`;
}

/** A headline: what began, and what is the worst that followed. */
export function titleOf(cause: Node, steps: readonly Step[]): string {
  const began =
    cause.event.kind === 'marker'
      ? `${WORDS[cause.event.marker.kind]}: ${short(cause.event.marker.text)}`
      : causeText(cause.event.signal);
  const followed = steps.length - 1;
  if (followed <= 0) return began;
  return `${began}${began.endsWith('.') ? ' ' : '. '}${followed} ${followed === 1 ? 'change' : 'changes'} followed.`;
}

const WORDS = {
  release: 'Release',
  restart: 'Restart',
  config: 'Configuration change',
} as const;

function causeText({
  sentence,
  unit,
  units,
}: {
  sentence: string;
  unit: string | null;
  units: number;
}): string {
  return unit === null || units <= 1 ? sentence : `${unit}, alone of ${units}: ${sentence}`;
}

/** What speaks for it, each with its records. */
export function evidenceOf(
  { cause, explained }: Candidate,
  steps: readonly Step[],
  markers: readonly Marker[],
): Evidence[] {
  const list: Evidence[] = [];
  if (cause.event.kind === 'marker') {
    const { marker } = cause.event;
    list.push({
      text: `${isMarked(marker) ? 'Marked in the case' : 'The line'}: ${short(marker.text)}`,
      query: marker.query,
      fromUs: marker.us,
      toUs: null,
      refs: marker.refs,
    });
  } else list.push(signalEvidence(cause));
  for (const step of steps.slice(1)) {
    if (step.event.kind === 'marker') continue;
    const { signal } = step.event;
    list.push({
      text: `${signal.sentence} (${step.because.join(', ')})`,
      query: signal.subject.query,
      fromUs: signal.sinceUs,
      toUs: signal.untilUs,
      refs: step.refs,
    });
  }
  list.push({
    text: `It explains ${Math.round(explained * 100)} % of what changed, by weight of the changes.`,
    query: null,
    fromUs: null,
    toUs: null,
    refs: [],
  });
  const end = endedWith(steps, markers);
  if (end !== null) list.push(end);
  return list;
}

function signalEvidence({ event, refs }: Node): Evidence {
  if (event.kind !== 'signal') throw new TypeError('a marker is no signal');
  const { sentence, score, pValue, subject, sinceUs, untilUs } = event.signal;
  const chance = pValue < 1e-6 ? 'less than one in a million' : pValue.toPrecision(1);
  return {
    text: `${sentence} Probability ${(Math.floor(score * 1000) / 10).toFixed(1)} %; by chance alone: ${chance}.`,
    query: subject.query,
    fromUs: sinceUs,
    toUs: untilUs,
    refs,
  };
}

/** The trouble ended where somebody did something: that supports that it was undone. */
function endedWith(steps: readonly Step[], markers: readonly Marker[]): Evidence | null {
  const ends = steps.flatMap(({ untilUs }) => (untilUs === null ? [] : [untilUs]));
  if (ends.length < 2 || ends.length < steps.length / 3) return null;
  const middle = ends.toSorted((a, b) => a - b)[Math.floor(ends.length / 2)] ?? 0;
  const span = middle - (steps[0]?.us ?? middle);
  const marker = markers.find(
    ({ us }) =>
      us > (steps[0]?.us ?? 0) && Math.abs(us - middle) < Math.max(60_000_000, span * 0.05),
  );
  if (marker === undefined) return null;
  return {
    text: `It ended when this was ${isMarked(marker) ? 'marked' : 'logged'}: ${short(marker.text)}`,
    query: marker.query,
    fromUs: marker.us,
    toUs: null,
    refs: marker.refs,
  };
}

/** What speaks against it. */
export function againstOf(
  { cause, explained }: Candidate,
  nodes: readonly Node[],
  rival: Candidate | null,
  around: Surroundings,
): Evidence[] {
  const list: Evidence[] = [];
  const say = (text: string, node: Node | null): void => {
    const signal = node?.event.kind === 'signal' ? node.event.signal : null;
    list.push({
      text,
      query: signal?.subject.query ?? null,
      fromUs: signal?.sinceUs ?? null,
      toUs: signal?.untilUs ?? null,
      refs: node?.refs ?? [],
    });
  };
  for (const node of nodes) {
    if (node === cause) continue;
    const { strength } = linkOf(cause, node, around);
    if (strength > 0) continue;
    if (node.event.kind === 'signal') say(`Began before it: ${node.event.signal.sentence}`, node);
    if (list.length >= 3) break;
  }
  if (explained < 0.7)
    say(`It leaves ${Math.round((1 - explained) * 100)} % of what changed unexplained.`, null);
  if (cause.event.kind === 'marker' && cause.credibility < 0.7) {
    say('There are other lines like it, or it stands long before: that may be chance.', null);
  }
  if (
    cause.untilUs !== null &&
    nodes.some(({ us }) => us > (cause.untilUs ?? 0) + cause.toleranceUs)
  ) {
    say('It was over before some of the changes began.', null);
  }
  if (rival !== null && rival.worth > 0.75 * (cause.credibility * explained)) {
    say(`Nearly as likely: ${titleOf(rival.cause, [])}`, rival.cause);
  }
  if (list.length === 0) {
    say(
      'Nothing in these logs. That one came after the other proves no cause; what was not logged is not known.',
      null,
    );
  }
  return list;
}

/** What to look at next. */
export function checksOf(cause: Node, steps: readonly Step[]): Check[] {
  const checks: Check[] = [
    {
      text: 'Compare the time before with the time after',
      query: '',
      fromUs: null,
      toUs: null,
      splitUs: cause.us,
    },
    {
      text: 'Read what every source said around its beginning',
      query: '',
      fromUs: cause.us - 60_000_000,
      toUs: cause.us + 60_000_000,
      splitUs: null,
    },
  ];
  if (cause.event.kind === 'signal') {
    checks.push({
      text: 'Read its records',
      query: cause.event.signal.subject.query,
      fromUs: null,
      toUs: null,
      splitUs: null,
    });
  } else if (!isMarked(cause.event.marker)) {
    checks.push({
      text: 'Look for other releases, restarts and changes like it',
      query: cause.event.marker.query,
      fromUs: null,
      toUs: null,
      splitUs: null,
    });
  }
  const worst = steps
    .slice(1)
    .find(
      ({ event }) =>
        event.kind === 'signal' && ['error', 'fatal'].includes(event.signal.subject.level),
    );
  if (worst?.event.kind === 'signal') {
    checks.push({
      text: 'Read the first failures that followed',
      query: worst.event.signal.subject.query,
      fromUs: worst.us - 1_000_000,
      toUs: worst.us + 300_000_000,
      splitUs: null,
    });
  }
  return checks;
}
