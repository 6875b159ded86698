import { isAscii } from 'node:buffer';
import { FOUND, MOST_STATES, UNTOLD_STATE } from '#shared/pattern/index.ts';
import { QUOTED_MESSAGE, UNKNOWN_MESSAGE } from './block-columns.ts';
import {
  knownTemplates,
  newTemplate,
  type ColumnSearch,
  type KnownTemplate,
} from './column-search.ts';
import { holdsByte } from './holds-byte.ts';
import { placeInQuotes, placeToEnd, type ExampleLine } from './message-place.ts';
import { messageStates } from './message-states.ts';
import {
  CUT,
  GOES_ON,
  LATER,
  LINE_PARTS,
  MISS_UNPLACED,
  type RecordLines,
} from './record-lines.ts';
import type { SourceText } from './record-text.ts';
import type { StoredLines } from './stored-lines.ts';
import { StoredTemplates, sumOfBytes, type TemplateColumns } from './template-columns.ts';
import {
  ASK,
  constantBehind,
  courseOf,
  HIT,
  lineReading,
  MISS,
  type Course,
  type LineReading,
  type MessagePlace,
} from './template-course.ts';

/** Tells of each line of a block, template by template. */
export class ToldLines {
  /** Bytes that no line has more of; Infinity: that is not known. */
  longestLine = 0;
  private readonly search: ColumnSearch;
  private readonly source: SourceText;
  private readonly templates: StoredTemplates;
  private readonly known: Map<string, KnownTemplate>;
  /** Where the lines of each template begin in the three that follow. */
  private readonly starts: Uint32Array;
  private readonly told: Uint8Array;
  /** Where messages begin; null: all are quoted. */
  private readonly messageAt: Int32Array | null;
  /** What lines are of their records; one for all of them, or one each. */
  private readonly parts: Uint8Array | number;

  /** Throws a RangeError when the text is damaged. */
  constructor(
    search: ColumnSearch,
    stored: StoredLines,
    { parts, messageAt }: RecordLines,
    source: SourceText,
  ) {
    this.search = search;
    this.source = source;
    this.templates = new StoredTemplates(stored);
    this.known = knownTemplates(search, source);
    const { lines, ofLines } = this.templates;
    this.starts = startsOf(lines);
    this.told = new Uint8Array(ofLines.length);
    const grouped = <T extends Int32Array | Uint8Array>(values: T, result: T): T => {
      byTemplate(values, ofLines, this.starts.slice(), result);
      return result;
    };
    this.messageAt = messageAt && grouped(messageAt, new Int32Array(ofLines.length));
    this.parts = typeof parts === 'number' ? parts : grouped(parts, new Uint8Array(ofLines.length));
  }

  /** MISS, HIT, ASK or MISS_UNPLACED, one a line. Throws a RangeError when the text is damaged, and as `unpack`. */
  tell(): Uint8Array {
    const { lines, count, ofLines } = this.templates;
    for (let template = 0; template < count; template++) {
      if ((lines[template] ?? 0) > 0) this.tellTemplate(template);
    }
    const byLine = new Uint8Array(this.told.length);
    inOrder(this.told, ofLines, this.starts.slice(), byLine);
    return byLine;
  }

  private tellTemplate(template: number): void {
    const start = this.starts[template] ?? 0;
    const end = start + (this.templates.lines[template] ?? 0);
    const told = this.told.subarray(start, end);
    if (template === 0) {
      this.longestLine = Number.POSITIVE_INFINITY;
      told.fill(ASK);
      return;
    }
    const known = this.knownOf(template);
    this.longestLine = Math.max(this.longestLine, known.longest);
    const messageAt = this.messageAt?.subarray(start, end) ?? null;
    if (typeof this.parts === 'number') {
      this.tellAs(this.parts, template, known, messageAt, told);
      return;
    }
    const parts = this.parts.subarray(start, end);
    const [only = 0] = parts;
    if (areAll(parts, only)) {
      this.tellAs(only, template, known, messageAt, told);
      return;
    }
    for (let part = 0; part < LINE_PARTS; part++) {
      if (!holdsByte(parts, part)) continue;
      const ofAll = told.slice();
      this.tellAs(part, template, known, messageAt, ofAll);
      takePart(part, parts, ofAll, told);
    }
  }

  /** Tells of the lines of a template as if all were such a part of their records. */
  private tellAs(
    part: number,
    template: number,
    known: KnownTemplate,
    messageAt: Int32Array | null,
    told: Uint8Array,
  ): void {
    const isLater = (part & LATER) !== 0;
    const goesOn = (part & GOES_ON) !== 0;
    if (!known.may && !(this.search.mayRunOn && (isLater || goesOn))) {
      // What is nowhere in a line is not in a message that stands in it as it is.
      told.fill(MISS);
      if (isLater || messageAt === null) return;
      if (goesOn) unplaceBehind(messageAt, shortestOf(known), told);
      askWhere(messageAt, UNKNOWN_MESSAGE, told);
      return;
    }
    const found = isLater ? wholeLine(known) : this.placeOf(template, known, messageAt);
    const place = found === null ? null : asPart(part, found, known);
    if (place === null) {
      told.fill(ASK);
      return;
    }
    const reading = lineReading(this.search.automaton, { isLater, goesOn });
    known.courses[part] ??= courseOf(this.search.automaton, known.pieces, place, reading);
    this.tellByCourse(template, known.pieces, known.courses[part], place, reading, told);
    if (messageAt === null || isLater) return;
    if (place.quoted) askUnless(messageAt, QUOTED_MESSAGE, told);
    else this.askElsewhere(template, known, place, messageAt, told);
  }

  private knownOf(template: number): KnownTemplate {
    const text = this.templates.textOf(template);
    let known = this.known.get(text);
    if (known === undefined) {
      known = newTemplate(text, this.search);
      this.known.set(text, known);
    }
    return known;
  }

  /** Null: its lines do not tell. */
  private placeOf(
    template: number,
    known: KnownTemplate,
    messageAt: Int32Array | null,
  ): MessagePlace | null {
    if (known.place !== undefined) return known.place;
    const at = messageAt?.[0] ?? QUOTED_MESSAGE;
    const example = at === UNKNOWN_MESSAGE ? null : this.firstLine(template, known.pieces);
    if (example === null) return null;
    known.place = at >= 0 ? placeToEnd(example, at) : placeInQuotes(example, this.source);
    return known.place;
  }

  /** Null: it is not ASCII. */
  private firstLine(template: number, pieces: readonly string[]): ExampleLine | null {
    const columns = this.templates.columnsOf(template);
    if (!isAsciiIn(columns)) return null;
    const { bytes, lengthsAt } = columns;
    const lines = this.templates.lines[template] ?? 0;
    let at = columns.tokensAt;
    const tokens = pieces.slice(1).map((_, column) => {
      const first = lengthsAt + column * lines;
      const token = bytes.subarray(at, at + (bytes[first] ?? 0));
      at += sumOfBytes(bytes, first, first + lines);
      return Buffer.from(token).toString('latin1');
    });
    return { pieces, tokens };
  }

  private tellByCourse(
    template: number,
    pieces: readonly string[],
    course: Course,
    place: MessagePlace,
    reading: LineReading,
    told: Uint8Array,
  ): void {
    if (course.found !== 'some') {
      told.fill(course.found === 'all' ? HIT : MISS);
      return;
    }
    const columns = this.templates.columnsOf(template);
    if (!isAsciiIn(columns)) {
      told.fill(ASK);
      return;
    }
    const { automaton } = this.search;
    const states = messageStates(automaton, columns, told.length, pieces, place, course);
    // What stands behind the last column is read once for each state that lines are in.
    const { column, lastColumn } = course;
    const behind = lastColumn < column ? '' : constantBehind(pieces, place, lastColumn);
    const verdictOf = (state: number): number => {
      const end = automaton.over(state, behind);
      if (end === UNTOLD_STATE) return ASK;
      if (end === FOUND) return HIT;
      return course.toEnd ? reading.told(end) : MISS;
    };
    lookUp(states, verdictOf, told);
  }

  /** Asks for those whose message begins elsewhere than at the place. */
  private askElsewhere(
    template: number,
    { pieces }: KnownTemplate,
    { first, from }: MessagePlace,
    messageAt: Int32Array,
    told: Uint8Array,
  ): void {
    const columns = this.templates.columnsOf(template);
    if (!isAsciiIn(columns)) {
      told.fill(ASK);
      return;
    }
    const constant = pieces.slice(0, first).reduce((sum, { length }) => sum + length, from);
    const expected = new Int32Array(told.length).fill(constant);
    for (let column = 0; column < first; column++) {
      addLengths(columns.bytes, columns.lengthsAt + column * told.length, expected);
    }
    askWhereOther(messageAt, expected, told);
  }
}

/** Characters that each line of a template has. */
function shortestOf({ pieces }: KnownTemplate): number {
  return pieces.reduce((sum, { length }) => sum + length + 1, -1);
}

/** All of a line is of the message. Null: it is too long, or not ASCII. */
function wholeLine({ pieces, isPlain }: KnownTemplate): MessagePlace | null {
  const last = pieces.length - 1;
  return isPlain ? { first: 0, from: 0, last, to: pieces[last]?.length ?? 0, quoted: false } : null;
}

/** The message in lines that are such a part of their record. Null: what stands in them is not of their record as it should be. */
function asPart(part: number, place: MessagePlace, { pieces }: KnownTemplate): MessagePlace | null {
  const { first, from, last, to, quoted } = place;
  if (quoted) return part === 0 || part === CUT ? place : null;
  if ((part & CUT) === 0) return place;
  // Behind a record ends what is no part of it: the first character of a line end of two.
  const isCut = pieces[last]?.charAt(to - 1) === '\r' && (first < last || from < to);
  return isCut ? { ...place, to: to - 1 } : null;
}

const isAsciiIn = ({ bytes, tokensAt, tokensEnd }: TemplateColumns): boolean =>
  isAscii(bytes.subarray(tokensAt, tokensEnd));

function startsOf(lines: Uint32Array): Uint32Array {
  let sum = 0;
  return lines.map((count) => {
    sum += count;
    return sum - count;
  });
}

// Functions of their own, so that they are fast from the first block on.

/** @param next where the next line of each template goes */
function byTemplate(
  values: Int32Array | Uint8Array,
  ofLines: Uint8Array | Uint16Array,
  next: Uint32Array,
  result: Int32Array | Uint8Array,
): void {
  for (let i = 0; i < values.length; i++) {
    const template = ofLines[i] as number;
    const at = next[template] as number;
    result[at] = values[i] as number;
    next[template] = at + 1;
  }
}

/** Undoes `byTemplate`. */
function inOrder(
  told: Uint8Array,
  ofLines: Uint8Array | Uint16Array,
  next: Uint32Array,
  result: Uint8Array,
): void {
  for (let i = 0; i < told.length; i++) {
    const template = ofLines[i] as number;
    const at = next[template] as number;
    result[i] = told[at] as number;
    next[template] = at + 1;
  }
}

/** By state what is told of it; `UNDECIDED`: it was not asked for. Used again for every template. */
const verdicts = new Uint8Array(MOST_STATES);
const UNDECIDED = 255;

function lookUp(states: Uint16Array, verdictOf: (state: number) => number, told: Uint8Array): void {
  verdicts.fill(UNDECIDED);
  for (let i = 0; i < told.length; i++) {
    const state = states[i] as number;
    let verdict = verdicts[state] as number;
    if (verdict === UNDECIDED) {
      verdict = verdictOf(state);
      verdicts[state] = verdict;
    }
    told[i] = verdict;
  }
}

function addLengths(bytes: Uint8Array, lengthsAt: number, sums: Int32Array): void {
  for (let i = 0; i < sums.length; i++) {
    sums[i] = (sums[i] as number) + (bytes[lengthsAt + i] as number);
  }
}

function askWhere(values: Int32Array, asked: number, told: Uint8Array): void {
  for (let i = 0; i < told.length; i++) if (values[i] === asked) told[i] = ASK;
}

function unplaceBehind(values: Int32Array, shortest: number, told: Uint8Array): void {
  for (let i = 0; i < told.length; i++) {
    if ((values[i] as number) > shortest) told[i] = MISS_UNPLACED;
  }
}

function askUnless(values: Int32Array, certain: number, told: Uint8Array): void {
  for (let i = 0; i < told.length; i++) if (values[i] !== certain) told[i] = ASK;
}

function askWhereOther(values: Int32Array, expected: Int32Array, told: Uint8Array): void {
  for (let i = 0; i < told.length; i++) if (values[i] !== expected[i]) told[i] = ASK;
}

function areAll(parts: Uint8Array, part: number): boolean {
  let others = 0;
  for (let i = 0; i < parts.length; i++) others |= (parts[i] as number) ^ part;
  return others === 0;
}

function takePart(part: number, parts: Uint8Array, ofAll: Uint8Array, told: Uint8Array): void {
  for (let i = 0; i < told.length; i++) if (parts[i] === part) told[i] = ofAll[i] as number;
}
