import { createHash } from 'node:crypto';
import type { RecordRef, RecordRow } from '#shared/model/record.ts';
import type { CaseBlocks } from './case-blocks.ts';
import { rawText, rowOf, type CaseKnowledge } from './record-text.ts';

/** Lines of a source, as evidence names them. */
export interface LineRange {
  readonly sourceId: number;
  /** From 1. */
  readonly line: number;
  readonly lines: number;
}

/** The record that begins or stands on lines, and the SHA-256 of exactly those lines. */
export interface CitedLines {
  readonly row: RecordRow;
  readonly hash: string;
}

/** SHA-256, hex, of lines as UTF-8 with LF between them, whatever ended them in the source. */
function hashOfLines(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

const linesOf = (raw: string): string[] =>
  raw.split(/\r?\n/).map((line) => line.replace(/\r$/, ''));

/** What a record is cited by; null: it is not there. */
export function citeRecord(
  { sourceId, ordinal }: RecordRef,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
): CitedLines | null {
  const found = blocks.record(sourceId, ordinal);
  if (found === null) return null;
  const { block, index } = found;
  const row = rowOf({ block, index, us: 0 }, blocks, knowledge);
  const lines = linesOf(rawText(blocks, block, index)).slice(0, row.lines);
  return { row, hash: hashOfLines(lines) };
}

/**
 * What stands on lines of a source now, however its records are cut at present; null: the source has not so many.
 */
export function citedLines(
  { sourceId, line, lines }: LineRange,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
): CitedLines | null {
  const first = blocks.recordAtLine(sourceId, line);
  if (first === null) return null;
  const row = rowOf({ block: first.block, index: first.index, us: 0 }, blocks, knowledge);
  const text: string[] = [];
  let at = row.line;
  for (let ordinal = row.ref.ordinal; at < line + lines; ordinal++) {
    const found = blocks.record(sourceId, ordinal);
    if (found === null) return null;
    const spans = blocks.columns(found.block).lines[found.index] ?? 1;
    const raw = linesOf(rawText(blocks, found.block, found.index)).slice(0, spans);
    text.push(...raw.slice(Math.max(0, line - at), line + lines - at));
    at += spans;
  }
  return { row, hash: hashOfLines(text) };
}
