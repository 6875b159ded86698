import { isAscii } from 'node:buffer';
import { FOUND, MOST_STATES, UNTOLD_STATE } from '#shared/pattern/index.ts';
import { QUOTED_MESSAGE, UNKNOWN_MESSAGE, type BlockColumns } from './block-columns.ts';
import {
  knownTemplates,
  newTemplate,
  type ColumnSearch,
  type KnownTemplate,
} from './column-search.ts';
import { holdsByte } from './holds-byte.ts';
import { IN, OPEN, OUT, statesOfKinds } from './kind-verdicts.ts';
import { placeInQuotes, placeToEnd, type ExampleLine } from './message-place.ts';
import { messageStates } from './message-states.ts';
import type { SourceText } from './record-text.ts';
import type { StoredLines } from './stored-lines.ts';
import { StoredTemplates, sumOfBytes, type TemplateColumns } from './template-columns.ts';
import { constantBehind, courseOf, type MessagePlace } from './template-course.ts';

/** What is told of a message: nothing is found in it, something is, or it must be looked at. */
const MISS = 0;
const HIT = 1;
const ASK = 2;

/** What becomes of a record by what was told of it and by its state before; `STATES` apart. */
const STATES = 4;
const WHEN_ALL = Uint8Array.of(OUT, IN, OUT, OUT, OUT, IN, IN, OUT, OUT, IN, OPEN, OUT);
const WHEN_ONE = Uint8Array.of(OUT, IN, OUT, OUT, OUT, IN, OPEN, OUT, OUT, IN, OPEN, OUT);

/**
 * States of records, a state each, of which those are decided that are open and whose line tells, by its template and what varies
 * in it, whether something is found in their message. Null: records are not lines. Throws a RangeError when the text is damaged,
 * and as `unpack`.
 *
 * @param stateOf what is known of the kinds, or of each record where there is a state a record
 */
export function decideInColumns(
  search: ColumnSearch,
  stored: StoredLines,
  columns: BlockColumns,
  stateOf: { readonly kinds: Uint8Array; readonly records: Uint8Array | null },
  source: SourceText,
): Uint8Array | null {
  const [, lines = 0] = stored.facts;
  if (lines !== columns.records || !columns.areLines) return null;
  const told = new ToldLines(search, stored, columns, source).tell();
  // MISS and HIT are OUT and IN.
  if (search.isAll && stateOf.records === null && !holdsByte(told, ASK)) return told;
  const states = stateOf.records?.slice() ?? statesOfKinds(columns.kinds, stateOf.kinds);
  takeTold(states, told, search.isAll ? WHEN_ALL : WHEN_ONE);
  return states;
}

/** Tells of each line of a block, template by template. */
class ToldLines {
  private readonly search: ColumnSearch;
  private readonly source: SourceText;
  private readonly templates: StoredTemplates;
  private readonly known: Map<string, KnownTemplate>;
  /** Where the lines of each template begin in the two that follow. */
  private readonly starts: Uint32Array;
  private readonly told: Uint8Array;
  /** Where messages begin; null: all are quoted. */
  private readonly messageAt: Int32Array | null;

  constructor(
    search: ColumnSearch,
    stored: StoredLines,
    columns: BlockColumns,
    source: SourceText,
  ) {
    this.search = search;
    this.source = source;
    this.templates = new StoredTemplates(stored);
    this.known = knownTemplates(search, source);
    const { lines, ofLines } = this.templates;
    this.starts = startsOf(lines);
    this.told = new Uint8Array(columns.records);
    this.messageAt = columns.areQuoted ? null : new Int32Array(columns.records);
    if (this.messageAt !== null) {
      byTemplate(columns.messageAt, ofLines, this.starts.slice(), this.messageAt);
    }
  }

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
    const messageAt = this.messageAt?.subarray(start, end) ?? null;
    const known = template === 0 ? null : this.knownOf(template);
    if (known?.may === false) {
      // What is nowhere in a line is not in a message that stands in it as it is.
      told.fill(MISS);
      if (messageAt !== null) askWhere(messageAt, UNKNOWN_MESSAGE, told);
      return;
    }
    const place = known === null ? null : this.placeOf(template, known, messageAt);
    if (known === null || place === null) {
      told.fill(ASK);
      return;
    }
    known.course ??= courseOf(this.search.automaton, known.pieces, place);
    this.tellByCourse(template, known, place, told);
    if (messageAt === null) return;
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
    { pieces, course }: KnownTemplate,
    place: MessagePlace,
    told: Uint8Array,
  ): void {
    if (course === null || course.found !== 'some') {
      told.fill(course?.found === 'all' ? HIT : MISS);
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
      const isFound = end === FOUND || (course.toEnd && automaton.endsFound(end));
      return isFound ? HIT : MISS;
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
  ofRecords: Int32Array,
  ofLines: Uint8Array | Uint16Array,
  next: Uint32Array,
  result: Int32Array,
): void {
  for (let i = 0; i < ofRecords.length; i++) {
    const template = ofLines[i] as number;
    const at = next[template] as number;
    result[at] = ofRecords[i] as number;
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

function askUnless(values: Int32Array, certain: number, told: Uint8Array): void {
  for (let i = 0; i < told.length; i++) if (values[i] !== certain) told[i] = ASK;
}

function askWhereOther(values: Int32Array, expected: Int32Array, told: Uint8Array): void {
  for (let i = 0; i < told.length; i++) if (values[i] !== expected[i]) told[i] = ASK;
}

function takeTold(states: Uint8Array, told: Uint8Array, becomes: Uint8Array): void {
  for (let i = 0; i < states.length; i++) {
    states[i] = becomes[(told[i] as number) * STATES + (states[i] as number)] as number;
  }
}
