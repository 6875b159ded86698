import { detectFormat, detectTable, type CompiledFormat } from './formats/index.ts';

const SAMPLE_LINES = 400;
/** A part of another file of the same log this good is read like it, though some format explains more. */
const AS_GOOD = 0.8;

/**
 * Which format a sample of a source has, and of a table what its rows are read with.
 *
 * @param near format of another file of the same log: of a few lines, or the end of a trace, little can be told
 */
export function detectSource(
  text: string,
  job: { readonly path: string; readonly format: string | null },
  formats: readonly CompiledFormat[],
  near: string | null,
) {
  const known = formats.filter(({ id }) => job.format === null || id === job.format);
  const table = detectTable(text, known);
  if (table !== null) return table;
  const found = detectFormat(sampleLines(text), formats, job.path);
  const same = formats.find(({ id }) => id === near && id !== found.format.id);
  if (same === undefined || same.table !== undefined) return { ...found, shape: null };
  const score = found.ranking.find(({ id }) => id === near)?.score ?? 0;
  const isSame = found.format.lastResort || score >= found.score * AS_GOOD;
  return isSame ? { format: same, score, shape: null } : { ...found, shape: null };
}

/** Lines from the beginning, the middle and the end of the sample, since many logs begin with a banner. */
function sampleLines(text: string): string[] {
  const all = text.split(/\r?\n/);
  if (all.length > 1) all.pop();
  if (all.length <= SAMPLE_LINES) return all;
  const third = Math.floor(SAMPLE_LINES / 3);
  const middle = Math.floor((all.length - third) / 2);
  return [
    ...all.slice(0, third),
    ...all.slice(middle, middle + third),
    ...all.slice(all.length - third),
  ];
}
