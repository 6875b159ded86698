import { detectFormat, detectTable, shareExplained, type CompiledFormat } from './formats/index.ts';

const SAMPLE_LINES = 400;
/** Enough to believe that a file is what those are that are called like it, of which there may be thousands. */
const FEW_LINES = 90;
/** Share of its sample from which a file is believed to be what the files beside it are: no other format is asked. */
const BEYOND_DOUBT = 0.98;
/** A part of another file of the same log this good is read like it, though some format explains more. */
const AS_GOOD = 0.8;

/**
 * Which format a sample of a source has, and of a table what its rows are read with.
 *
 * @param near format of another file of the same log: of a few lines, or the end of a trace, little can be told
 * @param alike format of files called alike: of thousands of small ones each would be asked about 170 formats
 */
export function detectSource(
  text: string,
  job: { readonly path: string; readonly format: string | null },
  formats: readonly CompiledFormat[],
  near: string | null,
  alike: string | null = near,
) {
  const first = formats.find(({ id }) => id === (job.format === null ? alike : null));
  if (first !== undefined && isAskedAlone(first, job.path)) {
    const score = shareExplained(sampleLines(text, FEW_LINES), first);
    if (score >= BEYOND_DOUBT) return { format: first, score, shape: null };
  }
  const known = formats.filter(({ id }) => job.format === null || id === job.format);
  const table = detectTable(text, known);
  if (table !== null) return table;
  const found = detectFormat(sampleLines(text, SAMPLE_LINES), formats, job.path);
  const same = formats.find(({ id }) => id === near && id !== found.format.id);
  if (same === undefined || same.table !== undefined) return { ...found, shape: null };
  const score = found.ranking.find(({ id }) => id === near)?.score ?? 0;
  const isSame = found.format.lastResort || score >= found.score * AS_GOOD;
  return isSame ? { format: same, score, shape: null } : { ...found, shape: null };
}

/** Formats of blocks and of last resort explain what others explain better; tables are known by their first lines. */
function isAskedAlone(format: CompiledFormat, path: string): boolean {
  const isPlain = format.table === undefined && !format.lastResort && !format.multiline;
  return isPlain && format.mayRead(path);
}

/** So many lines from the beginning, the middle and the end of the sample, since many logs begin with a banner. */
function sampleLines(text: string, most: number): string[] {
  const all = text.split(/\r?\n/);
  if (all.length > 1) all.pop();
  if (all.length <= most) return all;
  const third = Math.floor(most / 3);
  const middle = Math.floor((all.length - third) / 2);
  return [
    ...all.slice(0, third),
    ...all.slice(middle, middle + third),
    ...all.slice(all.length - third),
  ];
}
