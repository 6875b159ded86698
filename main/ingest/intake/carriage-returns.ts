import type { TextWriter } from './text-writer.ts';

const CR = 13;
const LF = 10;

/**
 * Turns text whose lines end with a carriage return alone into lines; null: it is none. Such are logs of old Macs and of
 * mainframes, and what a progress bar wrote into a file: with no line feed in all of the head, it would be one record.
 */
export function recogniseCarriageReturns(head: string): (() => TextWriter) | null {
  return head.includes('\n') || !/\r[^\r]/.test(head) ? null : carriageReturnsToLines;
}

/** A carriage return becomes a line feed, but before one, which ends the line already. */
function carriageReturnsToLines(): TextWriter {
  /** The last byte of the piece before was a carriage return, and what it becomes depends on what comes. */
  let pending = false;
  return {
    push(chunk) {
      const given = pending ? Buffer.concat([Buffer.from([CR]), chunk]) : chunk;
      if (given.length === 0) return given;
      pending = given.at(-1) === CR;
      const text = Buffer.from(pending ? given.subarray(0, -1) : given);
      for (let at = text.indexOf(CR); at >= 0; at = text.indexOf(CR, at + 1)) {
        if (text[at + 1] !== LF) text[at] = LF;
      }
      return text;
    },
    end: () => Buffer.from(pending ? '\n' : ''),
  };
}
