import { Bookmark, InternalHyperlink, TextRun, type ParagraphChild } from 'docx';
import { plainText, recordId, type Inline, type Line } from '../../document/document.ts';
import { controlText } from '../markup.ts';
import { COLORS } from './docx-style.ts';

/** Runs of a line. Citations lead to their record. */
export function lineRuns(line: Line): ParagraphChild[] {
  return line.flatMap((piece) => runsOf(piece));
}

function runsOf(piece: Inline): ParagraphChild[] {
  if ('cite' in piece) {
    const children = [new TextRun({ text: plainText([piece]), color: COLORS.accent })];
    return [new InternalHyperlink({ anchor: recordId(piece.cite), children })];
  }
  if ('strong' in piece) return [new TextRun({ text: textOf(piece.strong), bold: true })];
  if ('dim' in piece)
    return [new TextRun({ text: textOf(piece.dim), color: COLORS.dim, size: 17 })];
  if ('mono' in piece) {
    // A newline in a run is a space to Word, so each line of a record is a run.
    return textOf(piece.mono)
      .split('\n')
      .map(
        (text, at) =>
          new TextRun({ text, font: 'Consolas', size: 16, ...(at > 0 && { break: 1 }) }),
      );
  }
  return [new TextRun({ text: textOf(piece.text) })];
}

/** A line that citations lead to. */
export function bookmarked(id: string, line: Line): ParagraphChild[] {
  return [new Bookmark({ id, children: lineRuns(line) })];
}

/** Text that XML can hold. */
export function textOf(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- control characters are what is shown
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, controlText)
  );
}
