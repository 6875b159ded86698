import { looksContinued } from './continuation.ts';
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
/** Formats this close explain the same lines, but for a few oddities: the more specific one is right. */
const CLOSE = 0.05;
/** Share from which a real format is believed before the one that searches. */
const ENOUGH = 0.6;
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
  const lines = sample.filter((line) => line.trim() !== '' && line.length <= LONGEST_LINE);
  const tallies = formats.filter(({ mayRead }) => mayRead(path)).map((format) => new Tally(format));
  // Line by line, so that the JSON formats share one parse of each.
  for (const line of lines) for (const tally of tallies) tally.add(line);
  const scored = tallies.map((tally) => tally.result());
  scored.sort((a, b) => b.score - a.score || b.evidence - a.evidence);
  const { format, score } = chosen(scored);
  return { format, score, ranking: scored.map(({ format, score }) => ({ id: format.id, score })) };
}

interface Scored {
  readonly format: CompiledFormat;
  readonly score: number;
  /** Mean evidence of the lines that it explains. */
  readonly evidence: number;
}

function chosen(scored: readonly Scored[]): Scored {
  const real = scored.filter(({ format }) => !format.lastResort);
  const search = scored.find(({ format }) => format.lastResort);
  const top = real[0]?.score ?? 0;
  let best: Scored | undefined;
  for (const candidate of real) {
    if (candidate.score === 0 || candidate.score < top - CLOSE) break;
    if (best === undefined || isBetter(candidate, best)) best = candidate;
  }
  if (search !== undefined && (best === undefined || loses(best, search))) return search;
  if (best === undefined) throw new RangeError('no formats to choose from');
  return best;
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
  private readonly reader: DetectingReader;
  private all = 0;
  private good = 0;
  private explained = 0;
  private evidence = 0;

  constructor(format: CompiledFormat) {
    this.format = format;
    this.reader = format.open({ zone: 'Z', year: null, referenceUs: 0 });
  }

  add(line: string): void {
    const evidence = this.reader.evidence(line);
    if (evidence > 0) {
      this.evidence += evidence;
      this.explained++;
      this.good++;
      this.all++;
      return;
    }
    const weight = this.reader.starts(line) ? 1 : unexplainedWeight(line);
    this.all += weight;
    if (weight === CONTINUATION_WEIGHT && this.good > 0) this.good += weight;
  }

  result(): Scored {
    const { format, explained } = this;
    if (explained === 0) return { format, score: 0, evidence: 0 };
    return { format, score: this.good / this.all, evidence: this.evidence / explained };
  }
}

function unexplainedWeight(line: string): number {
  return looksContinued(line) ? CONTINUATION_WEIGHT : GLUED_WEIGHT;
}
