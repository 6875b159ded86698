import { isAscii } from 'node:buffer';
import { FOUND, UNTOLD_STATE } from '#shared/pattern/index.ts';
import { QUOTED_MESSAGE, UNKNOWN_MESSAGE } from './block-columns.ts';
import {
  knownTemplates,
  newTemplate,
  type ColumnSearch,
  type KnownTemplate,
} from './column-search.ts';
import { HeldTokens } from './held-tokens.ts';
import { holdsByte } from './holds-byte.ts';
import { placeInQuotes, placeToEnd, type ExampleLine } from './message-place.ts';
import { CUT, GOES_ON, LATER, LINE_PARTS, type RecordLimits } from './record-lines.ts';
import {
  askElsewhere,
  groupLines,
  placeLines,
  type LinesOfRecords,
  type PlacedLines,
} from './line-passes.ts';
import type { SourceText } from './record-text.ts';
import type { StoredLines } from './stored-lines.ts';
import { StoredTemplates, type TemplateColumns } from './template-columns.ts';
import {
  ANYTHING,
  ASK,
  constantBehind,
  courseOf,
  HIT,
  lineReading,
  MISS,
  type Course,
  type LineReading,
  type MessagePlace,
  type TokenSort,
} from './template-course.ts';

/** How messages are read in lines that are such a part of their record. */
interface MessageReading {
  readonly part: number;
  readonly place: MessagePlace;
  readonly reading: LineReading;
}

type Read = Extract<Course, { found: 'some' }>;

/** Tells of each line of a block, template by template. */
export class ToldLines implements RecordLimits {
  /** Bytes that no line has more of; Infinity: that is not known. */
  readonly longestLine: number;
  readonly longest: number;
  private readonly search: ColumnSearch;
  private readonly source: SourceText;
  private readonly templates: StoredTemplates;
  /** What is known of each template that has lines. */
  private readonly known: (KnownTemplate | undefined)[];
  /** Where those of each template begin of the lines that must be read, template by template; below 0: none of them need be. */
  private readonly starts: Int32Array;
  /** What is told of them. */
  private readonly told: Uint8Array;
  /** What they are of their records. */
  readonly placed: PlacedLines;
  /** All messages are quoted. */
  private readonly areQuoted: boolean;

  /** Throws a RangeError when the text is damaged. */
  constructor(
    search: ColumnSearch,
    stored: StoredLines,
    lines: LinesOfRecords,
    areQuoted: boolean,
    source: SourceText,
  ) {
    this.search = search;
    this.source = source;
    this.longest = search.longest;
    this.templates = new StoredTemplates(stored);
    const ofTemplate = knownTemplates(search, source);
    this.known = Array.from(this.templates.lines, (count, template) =>
      template > 0 && count > 0 ? this.knownOf(template, ofTemplate) : undefined,
    );
    const isWhole = (this.templates.lines[0] ?? 0) === 0;
    const longest = this.known.reduce((most, known) => Math.max(most, known?.longest ?? 0), 0);
    this.longestLine = isWhole ? longest : Number.POSITIVE_INFINITY;
    const { starts, count } = this.startsOf(lines.counts === null);
    this.starts = starts;
    this.told = new Uint8Array(count);
    this.areQuoted = areQuoted;
    const asked = count === 0 ? NONE : groupLines(this.templates.numbers, starts, count);
    this.placed = areQuoted ? quotedLines(asked) : placeLines(lines, asked);
  }

  /** What is nowhere in a line of a template is in no message that stands in it, if nothing runs on from line to line. */
  private startsOf(areRecords: boolean): { starts: Int32Array; count: number } {
    const isRead = (template: number): boolean =>
      template === 0 || this.known[template]?.may === true || (this.search.mayRunOn && !areRecords);
    let count = 0;
    const starts = Int32Array.from(this.templates.lines, (lines, template) => {
      if (lines === 0 || !isRead(template)) return -1;
      count += lines;
      return count - lines;
    });
    return { starts, count };
  }

  /** MISS, HIT or ASK of each line that is `placed`. Throws a RangeError when the text is damaged, and as `unpack`. */
  tell(): Uint8Array {
    for (const [template, start] of this.starts.entries())
      if (start >= 0) this.tellTemplate(template);
    return this.told;
  }

  /** Whether a message that begins in this place of a record begins in this line, the first of it. */
  isIn(line: number, messageAt: number): boolean {
    const template = this.templates.numberOf(line);
    // It was looked where it begins.
    if ((this.starts[template] ?? -1) >= 0 && this.known[template]?.may === true) return true;
    const known = this.known[template];
    return known !== undefined && messageAt >= 0 && messageAt <= shortestOf(known);
  }

  private tellTemplate(template: number): void {
    const start = this.starts[template] ?? 0;
    const end = start + (this.templates.lines[template] ?? 0);
    const told = this.told.subarray(start, end);
    const known = this.known[template];
    if (known === undefined) {
      told.fill(ASK);
      return;
    }
    const messageAt = this.areQuoted ? null : this.placed.messageAt.subarray(start, end);
    const parts = this.placed.parts.subarray(start, end);
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
    if (!known.may && !isLater && !goesOn) {
      told.fill(MISS);
      return;
    }
    const found = isLater ? wholeLine(known) : this.placeOf(template, known, messageAt);
    const place = found === null ? null : asPart(part, found, known);
    if (place === null) {
      told.fill(ASK);
      return;
    }
    const reading = lineReading(this.search.automaton, { isLater, goesOn });
    this.tellByCourse(template, known, { part, place, reading }, told);
    if (messageAt === null || isLater) return;
    if (place.quoted) askUnless(messageAt, QUOTED_MESSAGE, told);
    else this.askElsewhere(template, known, place, messageAt, told);
  }

  private knownOf(template: number, ofTemplate: Map<string, KnownTemplate>): KnownTemplate {
    const text = this.templates.textOf(template);
    let known = ofTemplate.get(text);
    if (known === undefined) {
      known = newTemplate(text, this.search);
      ofTemplate.set(text, known);
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
    const { bytes, lengthsAt, starts } = columns;
    const lines = this.templates.lines[template] ?? 0;
    const tokens = pieces.slice(1).map((_, column) => {
      const first = lengthsAt + column * lines;
      const at = starts[column] ?? 0;
      const token = bytes.subarray(at, at + (bytes[first] ?? 0));
      return Buffer.from(token).toString('latin1');
    });
    return { pieces, tokens };
  }

  private tellByCourse(
    template: number,
    known: KnownTemplate,
    how: MessageReading,
    told: Uint8Array,
  ): void {
    const { automaton } = this.search;
    const { pieces } = known;
    const { part, place, reading } = how;
    known.courses[part] ??= courseOf(automaton, pieces, place, reading);
    const course = this.unlessTold(known.courses[part], how, told);
    if (course === null) return;
    const columns = this.templates.columnsOf(template);
    if (!isAsciiIn(columns)) {
      told.fill(ASK);
      return;
    }
    const held = new HeldTokens(columns, told.length, course.column, course.lastColumn);
    const narrowed = this.unlessTold(this.narrowed(known, how, course, held), how, told);
    if (narrowed !== null) this.readTokens(held, pieces, how, narrowed, told);
  }

  /** What must be read of lines; null: nothing, what is told of one is told of all. */
  private unlessTold(course: Course, how: MessageReading, told: Uint8Array): Read | null {
    if (course.found === 'some' && course.lastColumn >= course.column) return course;
    if (course.found !== 'some') told.fill(course.found === 'all' ? HIT : MISS);
    else told.fill(this.verdictOf(course.state, '', how, course));
    return null;
  }

  /** What must be read of lines where it is known what stands in their tokens. */
  private narrowed(
    { pieces, narrowed }: KnownTemplate,
    { part, place, reading }: MessageReading,
    { column }: Read,
    held: HeldTokens,
  ): Course {
    const { sorts } = held;
    const key = `${part} ${sorts.join('')}`;
    let course = narrowed.get(key);
    if (course === undefined) {
      const sortOf = (each: number): TokenSort => sorts[each - column] ?? ANYTHING;
      course = courseOf(this.search.automaton, pieces, place, reading, sortOf);
      narrowed.set(key, course);
    }
    return course;
  }

  private readTokens(
    held: HeldTokens,
    pieces: readonly string[],
    how: MessageReading,
    course: Read,
    told: Uint8Array,
  ): void {
    const { automaton } = this.search;
    // What stands behind the last column is read once for each state that lines are in.
    const behind = constantBehind(pieces, how.place, course.lastColumn);
    const verdictOf = (state: number): number => this.verdictOf(state, behind, how, course);
    const textBehind = (each: number): string => constantBehind(pieces, how.place, each);
    held.tell(automaton, course, textBehind, verdictOf, told);
  }

  /** What is told by a state, before so much constant text at the end of what must be read. */
  private verdictOf(
    state: number,
    behind: string,
    { reading }: MessageReading,
    { toEnd }: Read,
  ): number {
    const end = this.search.automaton.over(state, behind);
    if (end === UNTOLD_STATE) return ASK;
    if (end === FOUND) return HIT;
    return toEnd ? reading.told(end) : MISS;
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
    const { bytes, lengthsAt } = columns;
    const lengths = bytes.subarray(lengthsAt, lengthsAt + first * told.length);
    askElsewhere(lengths, first, constant, messageAt, told);
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

const isAsciiIn = ({ bytes, starts }: TemplateColumns): boolean =>
  isAscii(bytes.subarray(starts[0], starts.at(-1)));

const NONE = new Uint32Array(0);

/** Lines that are records whose messages are quoted: where those begin is not asked. */
function quotedLines(asked: Uint32Array): PlacedLines {
  return { records: asked, parts: new Uint8Array(asked.length), messageAt: new Int32Array(0) };
}

// Functions of their own, so that they are fast from the first block on.

function askUnless(values: Int32Array, certain: number, told: Uint8Array): void {
  for (let i = 0; i < told.length; i++) if (values[i] !== certain) told[i] = ASK;
}

function areAll(parts: Uint8Array, part: number): boolean {
  let others = 0;
  for (let i = 0; i < parts.length; i++) others |= (parts[i] as number) ^ part;
  return others === 0;
}

function takePart(part: number, parts: Uint8Array, ofAll: Uint8Array, told: Uint8Array): void {
  for (let i = 0; i < told.length; i++) if (parts[i] === part) told[i] = ofAll[i] as number;
}
