import type { FailureDetails } from '#shared/model/failure.ts';
import type { Utf8Writer } from './utf8-writer.ts';

/** What was wrong with parts of a source whose rest was read. */
export interface TextProblem {
  readonly code: string;
  readonly message: string;
  readonly details: FailureDetails;
}

/**
 * Turns the bytes of a source, which come in pieces cut anywhere, into its text: UTF-8 in lines. What
 * comes out depends on the bytes alone and not on the pieces, so that reading can be gone on with.
 */
export interface TextWriter extends Utf8Writer {
  /** What had to be left out so far; null: nothing. */
  problem?(): TextProblem | null;
}

/** A writer that feeds another one. */
export function chained(first: Utf8Writer, second: TextWriter): TextWriter {
  return {
    push: (chunk) => second.push(first.push(chunk)),
    end: () => Buffer.concat([second.push(first.end()), second.end()]),
    problem: () => second.problem?.() ?? null,
  };
}
