import type { TemplatePart } from '#shared/model/template.ts';
import { MASK } from '#shared/model/skeleton-text.ts';
import { cutPieces } from './pieces.ts';

/** How a slot is written in a template's text. */
const SLOT_MARK = '<*>';

const GROUP = '[0-9a-fA-F]{1,4}';
const CLOCK = `${MASK}:${MASK}(?::${MASK})?`;
/** A date in words with its time, zone and year: `Fri Jun 17 07:07:00 EDT 2005`. */
const WORDED_DATE = new RegExp(
  `\\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?` +
    `(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* ${MASK},? ${CLOCK}(?: [A-Z]{3,4}\\b)?(?: ${MASK})?`,
  'g',
);

/** A clock time, a hardware address or an IPv6 address is one value. */
const COLON_GROUPS = new RegExp(
  `(?<!\\w)(?:${GROUP}:)*${MASK}(?::(?:${MASK}|${GROUP})){2,}(?!\\w)`,
  'g',
);

/** Lines of different build that are laid over each other; more only widen the slots. */
const BUILDS_ALIGNED = 24;

/** What all the lines of a group share, in order, and slots where they differ. */
export function partsOf(lines: readonly string[]): TemplatePart[] {
  const builds = new Map<string, string[]>();
  for (const line of lines) {
    const pieces = cutPieces(withoutTimes(line));
    const build = buildOf(pieces);
    const same = builds.get(build);
    if (same === undefined) builds.set(build, pieces);
    else maskDifferences(same, pieces);
  }
  const rising = [...builds].sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
  let common: string[] = [];
  for (const [at, [, pieces]] of rising.slice(0, BUILDS_ALIGNED).entries()) {
    common = at === 0 ? pieces : commonPieces(common, pieces);
  }
  return toParts(common);
}

export const textOf = (parts: readonly TemplatePart[]): string =>
  parts.map((part) => ('const' in part ? part.const : (part.always ?? SLOT_MARK))).join('');

const withoutTimes = (line: string): string =>
  line.includes(':') ? line.replace(WORDED_DATE, MASK).replace(COLON_GROUPS, MASK) : line;

/** The delimiters of a line, with one letter for every word and mask between them. */
function buildOf(pieces: readonly string[]): string {
  let build = '';
  for (const piece of pieces) build += isDelimiterPiece(piece) ? piece : 'w';
  return build;
}

const isDelimiterPiece = (piece: string): boolean =>
  piece.length === 1 && piece !== MASK && !/\w/.test(piece);

/** Masks in `pieces` what differs from other pieces of the same build. */
function maskDifferences(pieces: string[], others: readonly string[]): void {
  for (let at = 0; at < pieces.length; at++) if (pieces[at] !== others[at]) pieces[at] = MASK;
}

/** Longest common subsequence of two lists of pieces, a mask wherever either leaves something out. */
function commonPieces(left: readonly string[], right: readonly string[]): string[] {
  const width = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * width);
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      const here = row * width + column;
      const down = lengths[here + width] ?? 0;
      const across = lengths[here + 1] ?? 0;
      const weight = weightOf(left[row]);
      lengths[here] =
        left[row] === right[column]
          ? (lengths[here + width + 1] ?? 0) + weight
          : Math.max(down, across);
    }
  }
  const common: string[] = [];
  let row = 0;
  let column = 0;
  while (row < left.length || column < right.length) {
    if (row < left.length && column < right.length && left[row] === right[column]) {
      common.push(left[row] ?? MASK);
      row++;
      column++;
      continue;
    }
    if (common.at(-1) !== MASK) common.push(MASK);
    const here = row * width + column;
    const down = lengths[here + width] ?? 0;
    if (row < left.length && (column === right.length || down >= (lengths[here + 1] ?? 0))) row++;
    else column++;
  }
  return common;
}

/** A shared word says more than a shared blank. */
const weightOf = (piece: string | undefined): number =>
  piece !== undefined && piece.length > 1 ? 8 : 1;

/** Slots that only a colon parts are one: a host with its port, a file with its line. */
function toParts(pieces: readonly string[]): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let text = '';
  let slots = 0;
  for (const piece of pieces) {
    if (piece !== MASK) {
      text += piece;
      continue;
    }
    const goesOn = slots > 0 && (text === '' || text === ':');
    if (!goesOn) {
      if (text !== '') parts.push({ const: text });
      parts.push({ slot: slots++ });
    }
    text = '';
  }
  if (text !== '') parts.push({ const: text });
  return parts;
}
