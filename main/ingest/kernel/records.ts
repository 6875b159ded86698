import {
  BATCH,
  BATCH_ROWS,
  FORMAT_LEVELS,
  HEADER_DIGITS,
  HEADER_INSIDE,
  HEADER_INSIDE_END,
  HEADER_LEVEL,
  HEADER_MESSAGE,
  HEADER_NS,
  HEADER_TIME,
  KIND_CAP,
  KIND_OF,
  KINDS,
  NUMBER_CAP,
  OPEN_BY,
  ROW_OPEN,
  ROW_READ,
  SKELETON_CAP,
  SKELETON_LEVELS,
  SKELETONS,
  SLOT_RECORD,
  START_STATE,
  TEXT,
  WHOLE_MESSAGE,
} from './memory';
import { addRecord, batched, clearBatch, clearColumns } from './columns';
import { MATCH, NO_MATCH, UNSURE } from './automaton';
import { askAll, clearValues } from './field-values';
import { readHeader } from './header';
import { readJson } from './json';
import { mayBegin } from './may-begin';
import { forgetSecondaryTimes, readSecondary } from './secondary';
import { forgetTime } from './times';
import {
  levelOfMessage,
  levelOfSkeleton,
  numberSkeleton,
  numberWhole,
  readLine,
  takeBatch,
} from './outside';
import { clearRecalled, learnMessage, recallMessage, setLine, tokensOf } from './recall';
import { addVarying, agrees, keyOfMessage, mayNameException, scanMessage } from './skeleton';

/** What `readLine` says of a line: it goes on, it starts a record, it starts one that no format explains, it leads to the first. */
const LINE_GOES_ON: i32 = 0;
const LINE_STARTS: i32 = 1;
const LINE_UNEXPLAINED: i32 = 2;
const LINE_LEADS: i32 = 3;

/** In place of a level: the message tells it. */
const IN_MESSAGE: i32 = 255;
const NOT_ASKED: i32 = 254;

/** What became of a block. */
const DONE: i32 = 0;
const TOO_MUCH: i32 = 1;

/** Counts of the block. */
export let lines: i32 = 0;
export let unparsed: i32 = 0;
export let kindCount: i32 = 0;

let isAscii: bool = true;
let openStart: i32 = 0;
let openEnd: i32 = 0;
let openLines: i32 = 0;
let openTime: f64 = NaN;
let openNs: i32 = 0;
let openDigits: i32 = 0;
let openLevel: i32 = 0;
let openMessage: i32 = -1;
let openInside: i32 = -1;
let openInsideEnd: i32 = 0;
let openTemplate: i32 = 0;
let openTokens: i32 = 0;
/** The format that read it; 0: the source's own, or the other side. */
let openBy: i32 = 0;

/** UTF-16 code units of UTF-8 text, in which positions in a block are counted. */
function units(start: i32, end: i32): i32 {
  if (isAscii) return end - start;
  let count = 0;
  for (let at = start; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if ((byte & 0xc0) != 0x80) count += byte >= 0xf0 ? 2 : 1;
  }
  return count;
}

function findNewline(from: i32, limit: i32): i32 {
  let at = from;
  const wanted = i8x16.splat(10);
  for (; at + 16 <= limit; at += 16) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    if (mask != 0) return at + ctz(mask);
  }
  for (; at < limit; at++) if (load<u8>(at) == 10) return at;
  return limit;
}

/**
 * Cuts a text into records and writes their columns and their dictionary.
 *
 * @param goesOn how a line that no pattern explains is taken: 0 the other side says, 1 it goes on when it is indented or
 * empty, 2 it goes on, 3 it goes on unless it may begin a record of another format: then the other side says
 * @param isJson its lines are read by their shapes
 * @param templates numbers of the templates of its lines, two bytes a line; 0: they are not known
 * @param tokens tokens of all lines; see `logstore/kernel/split.ts`
 */
export function run(
  size: i32,
  ascii: bool,
  goesOn: i32,
  isJson: bool,
  templates: i32,
  tokens: i32,
): i32 {
  const limit = TEXT + size;
  let at = TEXT;
  let leadAt = 0;
  let leadLines = 0;
  isAscii = ascii;
  lines = 0;
  unparsed = 0;
  openStart = 0;
  openBy = 0;
  clearColumns();
  forgetTime(0);
  clearValues();
  clearRecalled(ascii && templates != 0);
  let token = tokens;
  const hasPatterns = load<i32>(START_STATE) != 0;
  while (at < limit) {
    const newline = findNewline(at, limit);
    const next = newline < limit ? newline + 1 : limit;
    let end = newline;
    if (newline > at && newline < limit && load<u8>(newline - 1) == 13) end--;
    const template = templates == 0 ? 0 : <i32>load<u16>(templates + (lines << 1));
    const lineTokens = token;
    token += tokensOf(template) << 3;
    lines++;
    let verdict = LINE_STARTS;
    let by = 0;
    setLine(template, at, lineTokens);
    const matched = isJson ? readJson(at, end) : hasPatterns ? readHeader(at, end) : UNSURE;
    if (matched != MATCH) {
      const first = end > at ? <i32>load<u8>(at) : 32;
      const plainly =
        goesOn == 2 ||
        (goesOn == 1 && (first == 32 || first == 9)) ||
        (goesOn == 3 && !mayBegin(at, end, first));
      if (matched == NO_MATCH && openStart != 0 && plainly) verdict = LINE_GOES_ON;
      else {
        const isNone = matched == NO_MATCH || (isJson && first != 123 && first > 32);
        if (isNone && openStart != 0) by = readSecondary(at, end, openTime);
        if (by == 0) {
          if (!isJson) askAll();
          settleLevel();
          forgetTime(0);
          forgetSecondaryTimes();
          verdict = readLine(at, end, next, openStart);
        }
      }
    }
    if (verdict == LINE_LEADS) {
      if (leadAt == 0) leadAt = at;
      leadLines++;
      at = next;
      continue;
    }
    if (verdict != LINE_GOES_ON) {
      if (verdict == LINE_UNEXPLAINED) unparsed++;
      if (openStart != 0 && !close(at)) return TOO_MUCH;
      openStart = leadAt == 0 ? at : leadAt;
      openLines = leadLines;
      leadAt = 0;
      leadLines = 0;
      takeHeader(by);
      openTemplate = template;
      openTokens = lineTokens;
    } else tellLater();
    openEnd = end;
    openLines++;
    at = next;
  }
  if (openStart != 0 && !close(limit)) return TOO_MUCH;
  if (batched > 0) {
    takeBatch(batched);
    clearBatch();
  }
  return DONE;
}

function takeHeader(by: i32): void {
  openBy = by;
  store<i32>(OPEN_BY, by);
  openTime = load<f64>(HEADER_TIME);
  openNs = load<i32>(HEADER_NS);
  openDigits = load<i32>(HEADER_DIGITS);
  openLevel = load<i32>(HEADER_LEVEL);
  openMessage = load<i32>(HEADER_MESSAGE);
  openInside = load<i32>(HEADER_INSIDE);
  openInsideEnd = load<i32>(HEADER_INSIDE_END);
  v128.store(ROW_OPEN, v128.load(ROW_READ));
}

/** What a further line of the open record told of it, where its first line did not. */
function tellLater(): void {
  settleLevel();
  openLevel = load<i32>(HEADER_LEVEL);
  if (openTime == openTime) return;
  openTime = load<f64>(HEADER_TIME);
  openNs = load<i32>(HEADER_NS);
  openDigits = load<i32>(HEADER_DIGITS);
}

/** Asks for the level of the open record before further lines come: where a secondary format read it, its first line alone tells that. */
function settleLevel(): void {
  if (openBy == 0 || openLevel != IN_MESSAGE) return;
  openLevel = levelOfMessage(openBy, openInside, openInsideEnd);
  store<i32>(HEADER_LEVEL, openLevel);
}

function close(nextStart: i32): bool {
  let skeleton = 0;
  if (openLines == 1 && openInside >= 0) {
    setLine(openTemplate, openStart, openTokens);
    skeleton = skeletonOf(openInside, openInsideEnd);
  } else {
    store<i32>(WHOLE_MESSAGE, openMessage);
    skeleton = numberWhole(openStart, openEnd, openLines);
    openMessage = load<i32>(WHOLE_MESSAGE);
  }
  const level = openLevel == IN_MESSAGE ? levelOf(skeleton) : openLevel;
  const kind = kindOf(skeleton, level);
  if (kind < 0) return false;
  const length = units(openStart, openEnd);
  const messageAt = openMessage < 0 ? openMessage : units(openStart, openMessage);
  v128.store(BATCH_ROWS + (batched << 4), v128.load(ROW_OPEN));
  addRecord(length, nextStart - openEnd, openLines, openTime, openNs, openDigits, kind, messageAt);
  if (batched == BATCH) {
    takeBatch(batched);
    clearBatch();
  }
  return true;
}

function skeletonOf(start: i32, end: i32): i32 {
  let key = recallMessage(start, end);
  if (key == 0) scanMessage(start, end);
  addVarying(start, end);
  if (key == 0) {
    if (mayNameException(start, end)) {
      const named = numberSkeleton(start, end);
      return named < 0 ? -1 - named : named;
    }
    key = keyOfMessage(start);
    learnMessage(start, end);
  }
  const entry = SKELETONS + ((<i32>(key >> 18) & (SKELETON_CAP - 1)) << 4);
  if (load<u64>(entry) == key) {
    const known = load<i32>(entry, 8);
    if (known != 0 && agrees(load<i32>(entry, 12))) return known - 1;
  }
  const number = numberSkeleton(start, end);
  if (number < 0) return -1 - number;
  store<u64>(entry, key);
  store<i32>(entry, number + 1, 8);
  store<i32>(entry, load<i32>(SLOT_RECORD), 12);
  return number;
}

/** Where the levels of skeletons stand as a format has them. */
function levelsIn(format: i32): i32 {
  return format == 0 ? SKELETON_LEVELS : format + FORMAT_LEVELS;
}

function levelOf(skeleton: i32): i32 {
  const levels = levelsIn(openBy);
  let level = NOT_ASKED;
  if (skeleton < NUMBER_CAP) level = <i32>load<u8>(levels + skeleton);
  if (level == NOT_ASKED) {
    level = levelOfSkeleton(openBy, skeleton);
    if (skeleton < NUMBER_CAP) store<u8>(levels + skeleton, <u8>level);
  }
  if (level != IN_MESSAGE) return level;
  return levelOfMessage(openBy, openMessage, openEnd);
}

/** Position of a skeleton and level in the block's dictionary, with the record counted there; -1: it is full. */
function kindOf(skeleton: i32, level: i32): i32 {
  if (skeleton >= NUMBER_CAP) return -1;
  const slot = KIND_OF + ((skeleton * 8 + level) << 2);
  let kind = load<i32>(slot) - 1;
  if (kind < 0) {
    if (kindCount == KIND_CAP) return -1;
    kind = kindCount++;
    store<i32>(slot, kind + 1);
    const entry = KINDS + (kind << 5);
    store<i32>(entry, skeleton);
    store<i32>(entry, level, 4);
    store<i32>(entry, 0, 8);
    store<f64>(entry, Infinity, 16);
    store<f64>(entry, -Infinity, 24);
  }
  const entry = KINDS + (kind << 5);
  store<i32>(entry, load<i32>(entry, 8) + 1, 8);
  if (openTime == openTime) {
    if (openTime < load<f64>(entry, 16)) store<f64>(entry, openTime, 16);
    if (openTime > load<f64>(entry, 24)) store<f64>(entry, openTime, 24);
  }
  return kind;
}

/** Empties the dictionary. */
export function clearKinds(): void {
  for (let kind = 0; kind < kindCount; kind++) {
    const entry = KINDS + (kind << 5);
    store<i32>(KIND_OF + ((load<i32>(entry) * 8 + load<i32>(entry, 4)) << 2), 0);
  }
  kindCount = 0;
}

/** Skeletons are told apart otherwise from now on. */
export function forgetSkeletons(): void {
  memory.fill(SKELETONS, 0, SKELETON_CAP << 4);
}

/** What was asked about skeletons' levels was asked of another format. */
export function forgetSkeletonLevels(format: i32): void {
  memory.fill(levelsIn(format), <u8>NOT_ASKED, NUMBER_CAP);
}
