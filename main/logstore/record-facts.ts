import type { Fields } from '#shared/model/record.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import type { SubjectOf } from './count-series.ts';
import { messageOf, rawText, type CaseKnowledge } from './record-text.ts';

/** What one record says that can be counted, compared and joined with others. */
export interface Fact {
  readonly us: number;
  readonly subject: number;
  readonly sourceId: number;
  readonly ordinal: number;
  /** The host, pod or instance that the record names; null: none. */
  readonly unit: string | null;
  /** Numbers of its fields and of its first line, by field or by the words around them. */
  readonly numbers: readonly (readonly [name: string, value: number])[];
  /** What may name the request, order or trace that it is about. */
  readonly ids: readonly string[];
}

/** Which records are read. */
export interface FactsPlan {
  readonly subjectOf: SubjectOf;
  /** Records to read, about; all when there are not more. */
  readonly wanted: number;
  /** Subjects of which every record in an opened block is read, and whose blocks are opened first. */
  readonly rare: ReadonlySet<number>;
}

/** Blocks that are opened when not all are. */
const MOST_BLOCKS = 64;

/**
 * Reads facts of the records of a case, in order of time: of all, or of a sample that is spread over the blocks.
 * A record that says no time has that of the one before it, by which it is counted, too (see `BlockColumns`).
 */
export function readFacts(blocks: CaseBlocks, knowledge: CaseKnowledge, plan: FactsPlan): Fact[] {
  const timed = [...blocks.all()].filter((block) => block.timed);
  const total = timed.reduce((sum, block) => sum + block.records, 0);
  const opened = total <= plan.wanted ? timed : chosenBlocks(timed, plan);
  const available = opened.reduce((sum, block) => sum + block.records, 0);
  const every = Math.max(1, Math.ceil(available / plan.wanted));
  const facts = opened.flatMap((block) => factsOf(block, blocks, knowledge, plan, every));
  return facts.sort((a, b) => a.us - b.us || a.sourceId - b.sourceId || a.ordinal - b.ordinal);
}

function chosenBlocks(timed: readonly BlockFacts[], plan: FactsPlan): BlockFacts[] {
  const byTime = timed.toSorted((a, b) => a.minUs - b.minUs || a.id - b.id);
  const rare = byTime.filter(({ kinds }) =>
    kinds.skeletonIds.some((id, at) => plan.rare.has(plan.subjectOf(id, kinds.levels[at] ?? 0))),
  );
  return [...new Set([...spread(rare, MOST_BLOCKS / 2), ...spread(byTime, MOST_BLOCKS / 2)])];
}

function spread<T>(items: readonly T[], wanted: number): T[] {
  if (items.length <= wanted) return [...items];
  return items.filter(
    (_, at) =>
      Math.floor((at * wanted) / items.length) !== Math.floor(((at - 1) * wanted) / items.length),
  );
}

function factsOf(
  block: BlockFacts,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
  plan: FactsPlan,
  every: number,
): Fact[] {
  const { records, timeUs, kinds } = blocks.columns(block);
  const source = knowledge.source(block.sourceId, block.shape);
  const subjects = Array.from({ length: block.kinds.size }, (_, kind) =>
    plan.subjectOf(block.kinds.skeletonIds[kind] ?? 0, block.kinds.levels[kind] ?? 0),
  );
  const facts: Fact[] = [];
  for (let i = 0; i < records; i++) {
    const subject = subjects[kinds[i] ?? 0] ?? 0;
    if (subject === 0) continue;
    if (i % every !== 0 && !plan.rare.has(subject)) continue;
    const fields = source.fields(rawText(blocks, block, i));
    const message = messageOf(blocks, block, i, source);
    const line = message.slice(0, LINE_CAP).split('\n', 1)[0] ?? '';
    facts.push({
      us: timeUs[i] ?? 0,
      subject,
      sourceId: block.sourceId,
      ordinal: block.firstOrdinal + i,
      unit: unitOf(fields),
      numbers: numbersOf(fields, line),
      ids: idsOf(fields, line),
    });
  }
  return facts;
}

const LINE_CAP = 400;

/** Last parts of the names of fields that say on which machine, or part of one, it happened; the finest first. */
const UNITS = [
  'pod',
  'pod_name',
  'podname',
  'container_name',
  'instance',
  'instance_id',
  'hostname',
  'host',
  'node',
  'node_name',
  'server',
  'computer',
  'machine',
  'device',
];

function unitOf(fields: Fields): string | null {
  let best: { rank: number; value: string } | null = null;
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== 'string' || value === '' || value.length > 100) continue;
    const rank = rankOfUnit(name);
    if (rank >= 0 && (best === null || rank < best.rank)) best = { rank, value };
  }
  return best?.value ?? null;
}

const unitRanks = new Map<string, number>();

function rankOfUnit(name: string): number {
  let rank = unitRanks.get(name);
  if (rank === undefined) {
    const lower = name.toLowerCase();
    rank = UNITS.indexOf(lower.endsWith('.name') ? lower.slice(0, -5) : lower);
    if (rank < 0) rank = UNITS.indexOf(lower.split('.').at(-1) ?? '');
    if (unitRanks.size < 10_000) unitRanks.set(name, rank);
  }
  return rank;
}

const MOST_NUMBERS = 10;

/** A number that stands alone, perhaps with a unit: no part of an address, a version, a time or an id. */
const NUMBER =
  /(?:([A-Za-z_.]{1,24})(?:"?\s?[=:]\s?"?| ))?(?<![\w.:/#@+-])(-?\d{1,15}(?:\.\d{1,9})?)(?![\d.:/-]\d|[-_/]\w)(?: ?(ms|µs|us|ns|s|sec|secs|seconds|minutes|%|[KMGT]i?B|[kKMG]b|B|bytes))?(?![\w-])/g;

/** Numbers of a record's fields and of its first line that measure something. */
export function numbersOf(fields: Fields, line: string): [string, number][] {
  const numbers: [string, number][] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'number' && !NO_MEASURE.test(name)) numbers.push([name, value]);
    if (numbers.length >= MOST_NUMBERS) return numbers;
  }
  let place = 0;
  for (const [, before = '', text = '', unit] of line.matchAll(NUMBER)) {
    place++;
    const word = before === '' ? `#${place}` : before;
    if (NO_MEASURE.test(word)) continue;
    numbers.push([unit === undefined ? word : `${word} … ${unit}`, Number(text)]);
    if (numbers.length >= MOST_NUMBERS) break;
  }
  return numbers;
}

/** Fields and words whose number is a name or a place, no measure. */
const NO_MEASURE =
  /(?:^|[._-])(?:pid|tid|ppid|thread|thread_?id|port|line|lineno|year|uid|euid|gid|id|seq|sequence|time|timestamp|date|level|version|v|offset|epoch|status|code|statusCode|status_code|#1)$/i;

const MOST_IDS = 5;
/** A UUID, hexadecimal of twelve digits or more, or a short word, `-` or `_`, and something with digits. */
const ID =
  /\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{12,64}|[A-Za-z]{1,12}[-_](?=[A-Za-z]{0,6}-?[0-9a-f]*\d)-?[\w-]{3,48})\b/gi;
const ID_NAME = /(?:^|[._-])(?:[a-z]*id|trace|span|session|request|correlation)$|[a-z]Id$/i;

/** What may name a request, order or trace in a record. */
export function idsOf(fields: Fields, line: string): string[] {
  const ids = new Set<string>();
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || typeof value === 'boolean' || !ID_NAME.test(name)) continue;
    if (/pid|tid|uid|gid$/i.test(name)) continue;
    const text = String(value);
    if (text.length >= 4 && text.length <= 64) ids.add(text);
    if (ids.size >= MOST_IDS) return [...ids];
  }
  for (const [id] of line.matchAll(ID)) {
    ids.add(id);
    if (ids.size >= MOST_IDS) break;
  }
  return [...ids];
}
