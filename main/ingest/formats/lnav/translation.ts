import type { FormatDefinition } from '#shared/model/format.ts';

/** A definition of somebody else's as one of ours, and what in it is not used. */
export interface Translation {
  readonly definition: FormatDefinition;
  /** Sentences about what was left out or read differently. */
  readonly notes: readonly string[];
}

/** A definition that cannot be read. The message is a sentence that names the construct. */
export class Refused extends Error {
  readonly pattern: string | null;

  constructor(pattern: string | null, message: string) {
    super(message);
    this.pattern = pattern;
  }
}
