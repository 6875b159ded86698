/**
 * A record as evidence cites it: by its place and by what stands there, so that the citation survives closing the
 * case, reading the source again with another format, merging copies, and taking the source out and in again.
 */
export interface RecordCitation {
  /** Key of the source in the journal. */
  readonly source: string;
  /** SHA-256 of the source's content, hex: finds it again under another key. Null: it was not read to its end. */
  readonly sha256: string | null;
  /** First physical line, from 1. */
  readonly line: number;
  readonly lines: number;
  /** SHA-256, hex, of the text of those lines in UTF-8, LF between them and none at the end. */
  readonly hash: string;
}

/** One name for one citation: what tags and pins hang on, and what a link in a narrative says. */
export function citationKey({ source, line, lines, hash }: RecordCitation): string {
  return `${source}:${line}:${lines}:${hash}`;
}

/** The citation that `citationKey` named, without the source's own hash; null: it names none. */
export function parseCitationKey(key: string): Omit<RecordCitation, 'sha256'> | null {
  const found = /^(.+):(\d{1,15}):(\d{1,15}):([0-9a-f]{64})$/.exec(key);
  if (found === null) return null;
  const [, source = '', line = '', lines = '', hash = ''] = found;
  return { source, line: Number(line), lines: Number(lines), hash };
}

/** How a citation stands against what the case holds now. */
export type CitationStanding =
  /** The same text stands there. */
  | 'same'
  /** Something stands there, but the text is another: the source was read in another encoding, or is another. */
  | 'changed'
  /** The source is not in the case any more, or is not read so far. */
  | 'missing';
