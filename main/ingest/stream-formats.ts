import { generationOf } from '#shared/model/rotation.ts';
import type { ReadFacts } from './case-sink.ts';

/** Share of its sample from which the format of a file is believed for others of its log. */
const SURE = 0.6;

/** Which formats the files of rotated logs were read with, so that the next file of one need not be guessed at. */
export class StreamFormats {
  private readonly formats = new Map<string, string>();

  /** Format of the log that a file is a file of; null: none of it was read. */
  near(path: string): string | null {
    const { stem, trust } = generationOf(path);
    return trust === 'times' ? null : (this.formats.get(stem) ?? null);
  }

  learn(path: string, { format, formatScore }: ReadFacts): void {
    if (formatScore >= SURE) this.formats.set(generationOf(path).stem, format);
  }
}
