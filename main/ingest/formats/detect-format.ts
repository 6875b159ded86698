import { looksContinued } from './continuation.ts';
import type { CompiledFormat, RecordHeader } from './record-reader.ts';

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
): { format: CompiledFormat; score: number; ranking: Ranked[] } {
  const lines = sample.filter((line) => line.trim() !== '' && line.length <= LONGEST_LINE);
  const scored = formats.map((format) => ({ format, score: scoreOf(format, lines) }));
  scored.sort((a, b) => b.score - a.score || b.format.specificity - a.format.specificity);
  const best = chosen(scored);
  return { ...best, ranking: scored.map(({ format, score }) => ({ id: format.id, score })) };
}

interface Scored {
  readonly format: CompiledFormat;
  readonly score: number;
}

function chosen(scored: readonly Scored[]): Scored {
  const real = scored.filter(({ format }) => format.specificity >= 0);
  const search = scored.find(({ format }) => format.specificity < 0);
  const top = real[0]?.score ?? 0;
  let best: Scored | undefined;
  for (const candidate of real) {
    if (candidate.score === 0 || candidate.score < top - CLOSE) break;
    if (best === undefined || candidate.format.specificity > best.format.specificity) {
      best = candidate;
    }
  }
  if (search !== undefined && (best === undefined || loses(best, search))) return search;
  if (best === undefined) throw new RangeError('no formats to choose from');
  return best;
}

function loses(real: Scored, search: Scored): boolean {
  return real.score < ENOUGH && real.score < search.score;
}

function scoreOf(format: CompiledFormat, lines: readonly string[]): number {
  const reader = format.open({ zone: 'Z', year: null, referenceUs: 0 });
  const header: RecordHeader = {
    timeUs: Number.NaN,
    timeNs: 0,
    timeDigits: 0,
    level: 0,
    message: '',
    explained: false,
  };
  let good = 0;
  let all = 0;
  for (const line of lines) {
    const starts = reader.read(line, header);
    const fits = reader.fits(line);
    const continued = !fits && !starts && looksContinued(line);
    const weight = continued ? CONTINUATION_WEIGHT : !fits && !starts ? GLUED_WEIGHT : 1;
    all += weight;
    if (fits || (continued && good > 0)) good += weight;
  }
  return good === 0 || all === 0 ? 0 : good / all;
}
