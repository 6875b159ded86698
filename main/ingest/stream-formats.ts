import { generationOf } from '#shared/model/rotation.ts';
import type { ReadFacts } from './case-sink.ts';

/** Share of its sample from which the format of a file is believed for others like it. */
const SURE = 0.6;
/** Kinds of names that are remembered: more than any pile has. */
const MOST_KINDS = 10_000;

/** Which formats files were read with, so that the next one of a log, or of its kind, need not be guessed at. */
export class StreamFormats {
  private readonly logs = new Map<string, string>();
  private readonly kinds = new Map<string, string>();

  /** Format of the log that a file is a file of; null: none of it was read. */
  near(path: string): string | null {
    const { stem, trust } = generationOf(path);
    return trust === 'times' ? null : (this.logs.get(stem) ?? null);
  }

  /** Format that is worth asking first: of the file's log, or of files that are called alike beside it. */
  alike(path: string): string | null {
    return this.near(path) ?? this.kinds.get(kindOf(path)) ?? null;
  }

  learn(path: string, { format, formatScore }: Pick<ReadFacts, 'format' | 'formatScore'>): void {
    if (formatScore < SURE) return;
    this.logs.set(generationOf(path).stem, format);
    if (this.kinds.size >= MOST_KINDS) this.kinds.clear();
    this.kinds.set(kindOf(path), format);
  }
}

/** A path without what varies between files of a kind: numbers, and ids of digits and hexadecimal letters. */
function kindOf(path: string): string {
  return path.replace(/[0-9a-f]*\d[0-9a-f]*/gi, '#');
}
