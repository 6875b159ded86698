import type { CallEdge } from '#shared/model/hypothesis.ts';
import type { Node } from './node.ts';

/** What links are judged by, besides the two events. */
export interface Surroundings {
  /** How long after a cause its effects begin, about: a share of the time in which anything was logged. */
  readonly reachUs: number;
  /** How far apart changes are that have nothing to do with each other, on average. */
  readonly apartUs: number;
  readonly calls: readonly CallEdge[];
  readonly ids: ReadonlyMap<number, ReadonlySet<string>>;
  /** Words that name each source: `payment` of `payment.log`. */
  readonly words: ReadonlyMap<number, readonly string[]>;
}

export interface Link {
  /** 0: the one cannot have led to the other; 1: certain. */
  readonly strength: number;
  readonly because: readonly string[];
}

const NONE: Link = { strength: 0, because: [] };
const FEWEST_SHARED = 3;

/** How well an event is explained by an earlier one. Zero when it began before it. */
export function linkOf(cause: Node, effect: Node, around: Surroundings): Link {
  if (cause === effect) return { strength: 1, because: [] };
  const gapUs = effect.us - cause.us;
  const slackUs = cause.toleranceUs + effect.toleranceUs;
  if (gapUs < -slackUs) return NONE;
  const because: string[] = [];
  // Two changes close together where there are few are seldom so by chance.
  const far = Math.max(0, gapUs);
  const parts = [0.75 * Math.exp(-far / around.apartUs - far / around.reachUs)];
  const add = (strength: number, reason: string): void => {
    parts.push(strength);
    because.push(reason);
  };
  because.push(afterText(gapUs, slackUs));
  if (cause.unit !== null && cause.unit === effect.unit) add(0.5, `both on ${cause.unit}`);
  else if (cause.sources.some((id) => effect.sources.includes(id))) add(0.25, 'in the same source');
  const shared = sharedIds(cause, effect, around);
  if (shared !== null) add(Math.min(0.6, 0.2 + shared.share), `${shared.count} ids in common`);
  if (calls(effect, cause, around)) add(0.4, 'its source calls the other');
  const named = namedIn(cause, effect, around);
  if (named !== null) add(0.35, `names “${named}”`);
  if (endTogether(cause, effect, slackUs)) add(0.35, 'both ended together');
  let strength = 1 - parts.reduce((left, part) => left * (1 - part), 1);
  if (cause.untilUs !== null && effect.us > cause.untilUs + slackUs) strength *= 0.3;
  // What is on one host seldom comes of what is on another, unless something else joins the two, or the other is gone: it is missed elsewhere.
  const apart =
    cause.unit !== null && effect.unit !== null && cause.unit !== effect.unit && !isGone(cause);
  if (apart && because.length <= 2 && shared === null && named === null) strength *= 0.35;
  // Which came first is not sure when both are within what the times are known to.
  if (gapUs < 0) strength *= 0.75;
  return { strength, because };
}

function isGone({ event }: Node): boolean {
  return event.kind === 'signal' && ['heartbeat', 'silence'].includes(event.signal.kind);
}

function afterText(gapUs: number, slackUs: number): string {
  if (Math.abs(gapUs) <= slackUs / 2 || gapUs < 0) return 'at the same time';
  const seconds = gapUs / 1_000_000;
  if (seconds < 100) return `${Math.max(1, Math.round(seconds))} s later`;
  const minutes = seconds / 60;
  if (minutes < 100) return `${Math.round(minutes)} min later`;
  const hours = minutes / 60;
  return hours < 100 ? `${hours.toFixed(1)} h later` : `${Math.round(hours / 24)} days later`;
}

function sharedIds(
  cause: Node,
  effect: Node,
  { ids }: Surroundings,
): { count: number; share: number } | null {
  if (cause.subject === null || effect.subject === null) return null;
  const [mine, other] = [ids.get(cause.subject), ids.get(effect.subject)];
  if (mine === undefined || other === undefined) return null;
  let count = 0;
  for (const id of mine) if (other.has(id)) count++;
  const share = count / Math.max(1, Math.min(mine.size, other.size));
  return count >= FEWEST_SHARED && share > 0.05 ? { count, share } : null;
}

/** Trouble travels from who is called to who calls. */
function calls(caller: Node, called: Node, { calls: edges }: Surroundings): boolean {
  return edges.some(({ from, to }) => caller.sources.includes(from) && called.sources.includes(to));
}

function namedIn(cause: Node, effect: Node, { words }: Surroundings): string | null {
  const text = effect.title.toLowerCase();
  const own = new Set(effect.sources.flatMap((id) => words.get(id) ?? []));
  const names =
    cause.event.kind === 'marker'
      ? wordsIn(cause.title)
      : cause.sources.flatMap((id) => words.get(id) ?? []);
  const named = names.find((word) => text.includes(word));
  if (named !== undefined) return named;
  return cause.event.kind === 'marker' ? (names.find((word) => own.has(word)) ?? null) : null;
}

/** Names in a marker's line: words of four letters or more that say something else than that it is a release. */
function wordsIn(line: string): string[] {
  return [...line.toLowerCase().matchAll(/[a-z]{4,}/g)]
    .map(([word]) => word)
    .filter((word) => !GENERIC.has(word));
}

const GENERIC = new Set(
  'switching release released releasing version started starting deploy deployed deploying deployment rollout service application with from image upgrade upgraded process running using java node info notice warn error server system build launch launching restarted complete completed rolled back after into this that'.split(
    ' ',
  ),
);

/** Words that name a source, from its path. */
export function wordsOfPath(path: string): string[] {
  const file = path.split(/[/\\!]/).at(-1) ?? path;
  return [...file.toLowerCase().matchAll(/[a-z]{4,}/g)]
    .map(([word]) => word)
    .filter(
      (word) =>
        ![
          'json',
          'jsonl',
          'syslog',
          'messages',
          'access',
          'hosts',
          'host',
          'logs',
          'file',
          'stdout',
          'stderr',
        ].includes(word),
    );
}

function endTogether(cause: Node, effect: Node, slackUs: number): boolean {
  if (cause.untilUs === null || effect.untilUs === null) return false;
  return Math.abs(cause.untilUs - effect.untilUs) <= slackUs;
}
