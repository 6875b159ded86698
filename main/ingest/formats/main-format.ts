import { looksContinued } from './continuation.ts';
import { emptyHeader } from './empty-header.ts';
import type { CompiledFormat } from './record-reader.ts';

/** Formats that are tried as the one of a sample of several: those that explain the most lines. */
const MOST_TRIED = 3;
/** What a format and the secondary ones beside it must explain, of all records and of what the format of last resort does. */
const ENOUGH = 0.6;
const AS_GOOD = 0.9;
/** A smaller share of lines is chance. */
const LEAST_SHARE = 0.1;
/** A line that goes on from the one above although nothing about it looks so. */
const GLUED_WEIGHT = 0.5;

/** A format and how many lines of a sample it explains. */
interface Candidate {
  readonly format: CompiledFormat;
  readonly explained: number;
}

/**
 * The format of a sample into which several programs wrote, so that none explains most of it alone: the one that explains the most,
 * when secondary formats explain what it does not. Null: they do not.
 *
 * @param search share of the sample in which the format of last resort finds a time or a level
 */
export function mainFormat(
  lines: readonly string[],
  candidates: readonly Candidate[],
  search: number,
): { format: CompiledFormat; score: number } | null {
  const tried = candidates
    .filter(({ format, explained }) => explained >= lines.length * LEAST_SHARE && !format.multiline)
    .sort((a, b) => b.explained - a.explained)
    .slice(0, MOST_TRIED);
  for (const { format } of tried) {
    const score = explainedShare(lines, format);
    if (score >= ENOUGH && score >= search * AS_GOOD) return { format, score };
  }
  return null;
}

/** Share of the records of a sample that a format explains, or secondary ones beside it. */
export function explainedShare(lines: readonly string[], format: CompiledFormat): number {
  const reader = format.open({ zone: 'Z', year: null, referenceUs: 0 });
  const header = emptyHeader();
  let records = 0;
  let explained = 0;
  for (const line of lines) {
    if (!reader.read(line, header)) {
      if (!looksContinued(line)) records += GLUED_WEIGHT;
      continue;
    }
    records++;
    if (header.explained) explained++;
  }
  return records === 0 ? 0 : explained / records;
}
