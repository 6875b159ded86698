import { quoteValue } from '#shared/query/index.ts';
import type { Diagnosis, Event } from '#shared/model/hypothesis.ts';
import { issueQuery } from '../../issues/index.ts';
import type { Toolbox } from '../tools/toolbox.ts';

/** What in particular a question is about, as far as the case speaks of it. */
export interface Focus {
  /** What it is called in a sentence. */
  readonly name: string;
  /** Finds its records; null: nothing in the case speaks of it. */
  readonly query: string | null;
  /** The words that it was asked by, as they are compared. */
  readonly stems: readonly string[];
}

/** Something that a case can be asked about. */
interface Candidate {
  readonly name: string;
  readonly text: string;
  readonly query: string;
}

/**
 * Finds what a question's words name: an issue, a template, a change, or else any record that says them. Null: there
 * are no such words, so the question is about the case as a whole.
 */
export async function focusOf(
  words: readonly string[],
  diagnosis: Diagnosis,
  toolbox: Toolbox,
): Promise<Focus | null> {
  if (words.length === 0) return null;
  const stems = words.map(stemOf);
  const named = words.map((word) => `“${word}”`).join(' ');
  const { open } = toolbox.context;
  const candidates: Candidate[] = [
    ...(await open.issues()).map((issue) => ({
      name: issue.title,
      text: `${issue.title} ${issue.exceptionType ?? ''} ${issue.culprit ?? ''}`,
      query: issueQuery(issue),
    })),
    ...diagnosis.signals.map(({ subject }) => ({
      name: subject.title,
      text: subject.title,
      query: subject.query,
    })),
    ...(await open.templates()).map(({ id, text }) => ({
      name: text,
      text,
      query: `template:${id}`,
    })),
  ];
  const fitting = candidates.filter(({ text }) => says(text, stems));
  const [best] = fitting;
  // Several things of one name are asked about together, by the words that they share.
  if (best !== undefined && new Set(fitting.map(({ query }) => query)).size === 1) {
    return { name: `“${best.name}”`, query: best.query, stems };
  }
  const texts = stems.map(quoteValue).join(' AND ');
  const { total } = await toolbox.use('count', { query: texts });
  if (total > 0) return { name: named, query: texts, stems };
  const sources = open.sources().filter(({ path }) => says(path, stems));
  if (sources.length > 0) {
    const paths = sources.map(({ path }) => `source:${quoteValue(path)}`).join(' OR ');
    return { name: named, query: paths, stems };
  }
  if (best !== undefined) return { name: `“${best.name}”`, query: best.query, stems };
  return { name: named, query: null, stems };
}

/** Whether an event is about what is asked. */
export function concerns(event: Event, { stems, query }: Focus): boolean {
  if (event.kind === 'marker') return says(event.marker.text, stems);
  const { subject, unit } = event.signal;
  return subject.query === query || says(`${subject.title} ${unit ?? ''}`, stems);
}

/** Whether a text has all the words, any case. */
function says(text: string, stems: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return stems.every((stem) => lower.includes(stem));
}

/** A word without the ending that says how many or when. */
function stemOf(word: string): string {
  const lower = word.toLowerCase();
  if (lower.length < 5 || /[^\p{L}]/u.test(lower)) return lower;
  return lower.replace(/(?:ies|es|s|ing|ed)$/, '');
}
