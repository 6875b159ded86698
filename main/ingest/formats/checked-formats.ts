import type { FormatDefinition } from '#shared/model/format.ts';
import { loadDefinitions } from './format-files.ts';
import { patternHeads, type PatternHeads } from './head-filter.ts';

/** The built-in formats as every thread takes them up. */
export interface CheckedFormats {
  /** Without their samples. */
  readonly definitions: readonly FormatDefinition[];
  readonly heads: PatternHeads;
}

let made: CheckedFormats | null = null;

/**
 * The built-in formats, checked. The bundle has its own of this file: what comes out here as a text, made when it is built
 * (`vite.main.config.ts`). Checking takes 40 ms of processor time, taking the expressions apart as much, and loading what
 * does it 30 in each of five threads.
 *
 * @throws Failure FORMAT_BROKEN
 */
export function checkedFormats(): CheckedFormats {
  if (made !== null) return made;
  const definitions = loadDefinitions().map((definition) => ({ ...definition, samples: [] }));
  const texts = definitions.flatMap((one) => (one.kind === 'text' ? [one] : []));
  made = { definitions, heads: patternHeads(texts) };
  return made;
}
