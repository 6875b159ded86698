import { looksContinued } from './continuation.ts';
import { dateOrder, type DateOrder } from './date-order.ts';
import { explainedShare, mainFormat } from './main-format.ts';
import { MOST_BELOW, untimedBelow } from './untimed-below.ts';
import type { CompiledFormat, DetectingReader } from './record-reader.ts';

/** A format and the share of the sample it explains, 0 to 1. */
export interface Ranked {
  readonly id: string;
  readonly score: number;
}

/** A continuation line says little: it also continues the records of the wrong format. */
const CONTINUATION_WEIGHT = 0.1;
/** A line glued to a record by the rule `any` although nothing about it looks continued. */
const GLUED_WEIGHT = 0.5;
/**
 * What a line inside a block is worth to a format of blocks. Less than its weight, as any line could
 * stand there: a format that explains the lines themselves is the better one.
 */
const INSIDE_BLOCK = 0.085;
/** Lines of a block that may look like records of their own, with their time or level. */
const TIMED_IN_BLOCK = 4;
/** Formats this close explain the same lines, but for a few oddities: the more specific one is right. */
const CLOSE = 0.05;
/** Share from which a real format is believed before the one that searches. */
const ENOUGH = 0.6;
/** Share of the lines of the best format that a more telling one must explain itself, when secondary formats explain the others. */
const MOST = 2 / 3;
/** A format that explains less of a sample, and no line with a time, explains chance: `uid=0 gid=0` among what a tool says. */
const LEAST = 0.2;
/** After this many lines, formats that explained none of them are asked no more: with 170 formats, two thirds of the time. */
const TRIAL = 40;
/** Lines of 512 KiB samples may be long; their heads tell the format. JSON needs its end. */
const LONGEST_LINE = 64 * 1024;

/**
 * Which format a source has, by how much of a sample of its lines each explains. Never fails: a
 * source that nothing explains has the format of last resort, with the score it has there.
 */
export function detectFormat(
  sample: readonly string[],
  formats: readonly CompiledFormat[],
  path = '',
): { format: CompiledFormat; score: number; ranking: Ranked[] } {
  const lines = sample.filter(tells);
  const order = dateOrder(lines);
  const tallies = formats
    .filter((format) => format.mayRead(path) && (!format.lastResort || isAsked(format, order)))
    .map((format) => new Tally(format));
  let asked: readonly Tally[] = tallies;
  // Line by line, so that the JSON formats share one parse of each.
  lines.forEach((line, index) => {
    if (index === TRIAL) asked = stillPossible(tallies, index);
    for (const tally of asked) tally.add(line);
  });
  const scored = tallies.map((tally) => tally.result());
  scored.sort((a, b) => b.score - a.score || b.evidence - a.evidence);
  const best = believed(chosen(scored), scored, lines);
  const { format, score } =
    (best.format.lastResort ? mixed(lines, scored) : moreTelling(lines, best, scored)) ?? best;
  const joining = formats.filter(({ joins }) => joins === true);
  const ranking = scored.flatMap(({ format, score }) =>
    // They find what the one finds that was asked.
    [format, ...(format.lastResort ? joining : [])].map(({ id }) => ({ id, score })),
  );
  const last = format.lastResort ? lastResort(lines, formats, order) : undefined;
  return { format: last ?? format, score, ranking };
}

/** Which format of last resort reads a sample: whether lines without a time go on is told by how many have one. */
function lastResort(
  lines: readonly string[],
  formats: readonly CompiledFormat[],
  order: DateOrder | null,
): CompiledFormat | undefined {
  const all = formats.filter((format) => format.lastResort);
  const joining = all.find((format) => format.joins === true && isOf(order, format));
  const plain = all.find(({ joins }) => joins !== true);
  if (joining === undefined) return plain;
  const below = untimedBelow(lines, joining);
  // An unusual order is read by one that joins only: where few lines have a time, theirs is read right all the same.
  return below <= (order === null ? MOST_BELOW : Number.MAX_VALUE) ? joining : plain;
}

/** Whether a format of last resort is the one that is asked about a sample: the others would find the same lines. */
function isAsked(format: CompiledFormat, order: DateOrder | null): boolean {
  return order === null ? format.joins !== true : isOf(order, format);
}

/** Whether a format of last resort reads dates in an order, null: the usual one. */
function isOf(order: DateOrder | null, { dateOrder: own = null }: CompiledFormat): boolean {
  return own === order;
}

/** The share of a sample that one format explains, 0 to 1. */
export function shareExplained(sample: readonly string[], format: CompiledFormat): number {
  const tally = new Tally(format);
  for (const line of sample) if (tells(line)) tally.add(line);
  return tally.result().score;
}

function tells(line: string): boolean {
  return line.trim() !== '' && line.length <= LONGEST_LINE;
}

/** All, unless one of them explains a good part of the lines: a long banner says nothing about what follows it. */
function stillPossible(tallies: readonly Tally[], lines: number): readonly Tally[] {
  const best = Math.max(...tallies.map((tally) => (tally.isLastResort ? 0 : tally.explained)));
  if (best < lines / 4) return tallies;
  return tallies.filter((tally) => tally.explained > 0 || tally.isLastResort);
}

interface Scored {
  readonly format: CompiledFormat;
  readonly score: number;
  /** Lines that it explains. */
  readonly explained: number;
  /** Further lines of its records that it knows. */
  readonly known: number;
  /** Mean evidence of the lines that it explains. */
  readonly evidence: number;
}

function chosen(scored: readonly Scored[]): Scored {
  const real = scored.filter(({ format }) => !format.lastResort);
  const search = scored.find(({ format }) => format.lastResort);
  const top = real.find((candidate) => !isChance(candidate, search))?.score ?? 0;
  let best: Scored | undefined;
  for (const candidate of real) {
    if (candidate.score === 0 || candidate.score < top - CLOSE) break;
    if (isChance(candidate, search)) continue;
    if (best === undefined || isBetter(candidate, best)) best = candidate;
  }
  if (search !== undefined && (best === undefined || loses(best, search))) return search;
  if (best === undefined) throw new RangeError('no formats to choose from');
  return best;
}

/** What was chosen, or the format of last resort where that is chance. */
function believed(best: Scored, scored: readonly Scored[], lines: readonly string[]): Scored {
  const search = scored.find(({ format }) => format.lastResort);
  if (search === undefined || best.format.own || best.score >= LEAST) return best;
  const reader = best.format.open({ zone: 'Z', year: null, referenceUs: 0 });
  return lines.some((line) => reader.standsAlone(line) > 0) ? best : search;
}

/** What is read of several formats, of which none explains most lines. */
function mixed(lines: readonly string[], scored: readonly Scored[]) {
  const real = scored.filter(({ format }) => !format.lastResort);
  const search = scored.find(({ format }) => format.lastResort);
  return mainFormat(lines, real, search?.score ?? 0);
}

/**
 * A format that finds more in most of the lines that the best one explains, where secondary formats explain the rest: a firewall's
 * log into which its relay wrote now and then is the firewall's, not one of syslog. Null: there is none.
 */
function moreTelling(lines: readonly string[], best: Scored, scored: readonly Scored[]) {
  if (best.format.own) return null;
  const telling = scored
    .filter(({ format, evidence, explained }) => {
      if (format.lastResort || format.multiline) return false;
      return evidence > best.evidence && explained >= best.explained * MOST;
    })
    .sort((a, b) => b.evidence - a.evidence);
  for (const { format } of telling) {
    const score = explainedShare(lines, format);
    if (score >= best.score - CLOSE) return { format, score };
  }
  return null;
}

/** A format of blocks that explains a line here and there while most others have a time of their own. */
function isChance({ format, explained, known }: Scored, search: Scored | undefined): boolean {
  return format.multiline && (search?.explained ?? 0) > (explained + known) * TIMED_IN_BLOCK;
}

/** An own format was made for these very lines; between two of a kind the more telling one is right. */
function isBetter(candidate: Scored, best: Scored): boolean {
  if (candidate.format.own !== best.format.own) return candidate.format.own;
  return candidate.evidence > best.evidence;
}

function loses(real: Scored, search: Scored): boolean {
  return real.score < ENOUGH && real.score < search.score;
}

/** What the sample has shown so far about one format. */
class Tally {
  private readonly format: CompiledFormat;
  /** Opened with the first line that the format may explain: most formats explain none, and need not be made ready. */
  private reader: DetectingReader | null = null;
  /** Lines before the first that it explains: they count only when there is one. */
  private before: string[] = [];
  private all = 0;
  private good = 0;
  explained = 0;
  private known = 0;
  private evidence = 0;

  constructor(format: CompiledFormat) {
    this.format = format;
  }

  get isLastResort(): boolean {
    return this.format.lastResort;
  }

  add(line: string): void {
    const evidence = this.evidenceOf(line);
    if (evidence > 0) {
      for (const unexplained of this.before) this.addUnexplained(unexplained);
      this.before = [];
      this.evidence += evidence;
      this.explained++;
      this.good++;
      this.all++;
      return;
    }
    if (this.explained === 0) this.before.push(line);
    else this.addUnexplained(line);
  }

  private evidenceOf(line: string): number {
    if (this.format.mayExplain?.(line) === false) return 0;
    this.reader ??= this.format.open({ zone: 'Z', year: null, referenceUs: 0 });
    return this.reader.evidence(line);
  }

  private addUnexplained(line: string): void {
    if (this.reader === null || this.reader.leads(line)) return;
    if (this.reader.knowsInside?.(line) === true) this.known++;
    if (this.reader.starts(line)) this.all++;
    else if (looksContinued(line)) this.addContinuation(CONTINUATION_WEIGHT);
    else if (this.format.multiline) this.addContinuation(INSIDE_BLOCK);
    else this.all += GLUED_WEIGHT;
  }

  private addContinuation(worth: number): void {
    this.all += CONTINUATION_WEIGHT;
    if (this.good > 0) this.good += worth;
  }

  result(): Scored {
    const { format, explained, known } = this;
    if (explained === 0) return { format, score: 0, explained, known, evidence: 0 };
    const evidence = this.evidence / explained;
    return { format, score: this.good / this.all, explained, known, evidence };
  }
}
