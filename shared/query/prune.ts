import type { FieldValue } from '../model/record.ts';
import { lineSearch, type LineSearch } from '../pattern/index.ts';
import type { Node, Query, Term, Value } from './ast.ts';
import {
  detectedTest,
  escapeRegex,
  heldTest,
  levelTest,
  sourceTest,
  timeBounds,
  wildcardSource,
} from './match.ts';
import {
  allOf,
  ANYTHING,
  needOfFinding,
  needOfPattern,
  needOfText,
  oneOf,
  type LiteralNeed,
} from './needed-text.ts';
import { patternFrom } from './needed-pattern.ts';
import { needOfValue, withoutNumbersIn } from './needed-value.ts';

/** What is known without looking at records: all match, none does, or they must be looked at. */
export type Verdict = 'all' | 'none' | 'some';

/** What is known of a block of records. */
export interface BlockKnown {
  readonly timeMinUs: number;
  readonly timeMaxUs: number;
  /** Whether some record may have no time of its own. */
  readonly untimed: boolean;
  readonly timed: boolean;
  /** Records by level code. */
  readonly levels: readonly number[];
  readonly source: string;
  /** Keys of the detection rules that found some of its records. */
  readonly detected: readonly string[];
}

/** In place of what a field holds: only the record tells. */
export const UNTOLD = Symbol('untold');

/** What is known of a record's field: its value, that it has none, or nothing. */
export type FieldTold = FieldValue | undefined | typeof UNTOLD;

/** What is known of all records that share a skeleton and a level. */
export interface SkeletonKnown {
  /** Constant parts of the message's first line with U+0000 for what varies; further lines are a signature, not text. */
  readonly text: string;
  readonly level: number;
  readonly templateId: number;
  readonly issue: string | null;
  /** Whether one of `varyingPieces` may stand in what the text leaves open. */
  mayVary(piece: string): boolean;
  /** What they hold in a field; undefined: they do not have it. */
  field(name: string): FieldTold;
}

/** Judges a block from its header. Never wrong, at worst `some`. */
export function blockVerdict(query: Query, known: BlockKnown, zone: string): Verdict {
  return decide(query.root, (term) => {
    switch (term.field) {
      case 'level':
        return levelVerdict(levelTest(term.value), known.levels);
      case 'source':
        return certain(sourceVerdict(term.value, known.source));
      case 'detected':
        return detectedTest(term.value)(known.detected) ? 'some' : 'none';
      case 'time':
      case '@timestamp':
        return timeVerdict(term.value, known, zone);
      default:
        return 'some';
    }
  });
}

/** Judges the records of one skeleton and level. Never wrong, at worst `some`. */
export function skeletonVerdict(query: Query, known: SkeletonKnown): Verdict {
  return decide(query.root, (term) => {
    switch (term.field) {
      case null:
      case 'message':
        return messageVerdict(term, known);
      case 'level':
        return certain(levelTest(term.value)(known.level));
      case 'template':
        return idVerdict(term.value, String(known.templateId));
      case 'issue':
        return known.issue === null ? 'none' : idVerdict(term.value, known.issue);
      default:
        return isHeld(term) ? heldVerdict(term, known) : 'some';
    }
  });
}

/**
 * Whether a verdict on a skeleton and level may depend on the skeleton. Otherwise kinds of one level are told alike: a log with traces
 * has hundreds of skeletons a block.
 */
export function asksOfSkeletons({ root }: Query): boolean {
  const asks = (node: Node): boolean => {
    if (node.type === 'not') return asks(node.child);
    if (node.type !== 'term') return node.children.some(asks);
    return node.field === null || OF_SKELETONS.has(node.field);
  };
  return root !== null && asks(root);
}

const OF_SKELETONS = new Set(['message', 'template', 'issue']);

/** Whether a term asks what a record holds in a field of its own, and nothing else. */
function isHeld({ field, value }: Term): boolean {
  return field !== null && field !== '*' && !NOT_HELD.has(field) && value.kind !== 'field';
}

const heldTests = new WeakMap<Term, ReturnType<typeof heldTest>>();

function heldVerdict(term: Term, known: SkeletonKnown): Verdict {
  const found = known.field(term.field ?? '');
  if (found === UNTOLD) return 'some';
  let test = heldTests.get(term);
  if (test === undefined) {
    test = heldTest(term.value);
    heldTests.set(term, test);
  }
  return certain(test(found));
}

/** Fields of their own that the records of a query are asked for. */
export function heldFields(query: Query): string[] {
  const fieldsIn = (node: Node): string[] => {
    if (node.type === 'not') return fieldsIn(node.child);
    if (node.type !== 'term') return node.children.flatMap(fieldsIn);
    return node.field !== null && isHeld(node) ? [node.field] : [];
  };
  return query.root === null ? [] : [...new Set(fieldsIn(query.root))];
}

function decide(node: Node | null, judge: (term: Term) => Verdict): Verdict {
  if (node === null) return 'all';
  if (node.type === 'term') return judge(node);
  if (node.type === 'not') {
    const verdict = decide(node.child, judge);
    return verdict === 'some' ? 'some' : verdict === 'all' ? 'none' : 'all';
  }
  const verdicts = node.children.map((child) => decide(child, judge));
  const [decisive, other]: [Verdict, Verdict] =
    node.type === 'and' ? ['none', 'all'] : ['all', 'none'];
  if (verdicts.includes(decisive)) return decisive;
  return verdicts.every((verdict) => verdict === other) ? other : 'some';
}

function certain(matches: boolean): Verdict {
  return matches ? 'all' : 'none';
}

function levelVerdict(test: (code: number) => boolean, levels: readonly number[]): Verdict {
  let some = false;
  let others = false;
  levels.forEach((count, code) => {
    if (count === 0) return;
    if (test(code)) some = true;
    else others = true;
  });
  if (!some) return 'none';
  return others ? 'some' : 'all';
}

function sourceVerdict(value: Value, source: string): boolean {
  return value.kind === 'range' ? false : sourceTest(value)(source);
}

function timeVerdict(value: Value, known: BlockKnown, zone: string): Verdict {
  if (!known.timed) return 'none';
  const bounds = timeBounds(value, zone);
  if (bounds === null) return known.untimed ? 'some' : 'all';
  if (known.timeMaxUs < bounds.fromUs || known.timeMinUs >= bounds.toUs) return 'none';
  const inside = known.timeMinUs >= bounds.fromUs && known.timeMaxUs < bounds.toUs;
  return inside && !known.untimed ? 'all' : 'some';
}

function idVerdict(value: Value, id: string): Verdict {
  if (value.kind === 'exists') return 'all';
  if (value.kind !== 'word' && value.kind !== 'phrase') return 'some';
  return certain(value.text.toLowerCase() === id.toLowerCase());
}

function messageVerdict(term: Term, known: SkeletonKnown): Verdict {
  const newline = known.text.indexOf('\n');
  const line = (newline < 0 ? known.text : known.text.slice(0, newline)).toLowerCase();
  const { value } = term;
  if (value.kind === 'word' || value.kind === 'phrase') {
    const literal = value.text.toLowerCase();
    if (literal === '' || literal.includes('\u0000')) return 'some';
    // A skeleton writes runs of spaces as one blank, so a text with a space proves nothing.
    if (line.includes(literal)) return /\s/.test(literal) ? 'some' : 'all';
  }
  return mayStand(needOfTerm(term), line, known) ? 'some' : 'none';
}

/**
 * Whether what a match needs may stand in the message, as far as the constant part and the filter of what
 * varies tell. A piece has no mark that ends a token, so it stands in one token: a constant one or one left open.
 */
function mayStand(need: LiteralNeed, line: string, known: SkeletonKnown): boolean {
  switch (need.kind) {
    case 'anything':
    case 'pattern':
      return true;
    case 'literal':
      return tokenPieces(need.text).every((piece) => line.includes(piece) || known.mayVary(piece));
    case 'and':
      return need.needs.every((part) => mayStand(part, line, known));
    case 'or':
      return need.needs.some((part) => mayStand(part, line, known));
  }
}

/** Everything that is not certainly inside a token of a skeleton, whatever stands around it. */
const MAY_END_TOKEN = /[^\w@$%&*+#!?~^`-]+/;

function tokenPieces(literal: string): string[] {
  return literal.split(MAY_END_TOKEN).filter((piece) => piece !== '');
}

/** The pieces that `skeletonVerdict` will ask `mayVary` about, lower-cased. */
export function varyingPieces(query: Query): string[] {
  return query.root === null ? [] : [...new Set(piecesOf(query.root))];
}

function piecesOf(node: Node): string[] {
  if (node.type === 'not') return piecesOf(node.child);
  if (node.type !== 'term') return node.children.flatMap(piecesOf);
  return node.field === null || node.field === 'message' ? literalsIn(needOfTerm(node)) : [];
}

function literalsIn(need: LiteralNeed): string[] {
  if (need.kind === 'anything' || need.kind === 'pattern') return [];
  return need.kind === 'literal' ? tokenPieces(need.text) : need.needs.flatMap(literalsIn);
}

/** The literals without which no record can match. Sound for raw text: what JSON might write otherwise is left out. */
export function literalsOf(query: Query): LiteralNeed {
  return query.root === null ? ANYTHING : needOf(query.root);
}

function needOf(node: Node): LiteralNeed {
  if (node.type === 'not') return ANYTHING;
  if (node.type === 'term') return needOfTerm(node);
  const needs = node.children.map(needOf);
  return node.type === 'or' ? oneOf(needs) : allOf(needs);
}

/** Fields that readers work out instead of finding them in the text. */
export const WORKED_OUT = new Set([
  'level',
  'time',
  '@timestamp',
  'source',
  'template',
  'issue',
  'detected',
  'facility',
  'severity',
]);

/** What a term by these names asks is not what the record holds under them. */
const NOT_HELD = new Set([
  'message',
  'level',
  'time',
  '@timestamp',
  'source',
  'template',
  'issue',
  'detected',
]);

function needOfTerm({ field, value }: Term): LiteralNeed {
  if (field !== null && WORKED_OUT.has(field)) return ANYTHING;
  const inField = field !== null && field !== 'message' && field !== '*';
  switch (value.kind) {
    case 'word':
    case 'phrase':
      return inField ? needOfValue(value.text) : withoutNumbersIn(field, needOfText(value.text));
    case 'wildcard':
      return withoutNumbersIn(
        field,
        allOf(value.parts.map((part) => ('literal' in part ? needOfText(part.literal) : ANYTHING))),
      );
    case 'regex':
      return withoutNumbersIn(field, needOfPattern(value.source));
    case 'range':
      return inField && value.from !== null ? needOfFinding(patternFrom(value.from)) : ANYTHING;
    case 'field':
    case 'present':
    case 'exists':
      return ANYTHING;
  }
}

/** The literal of a query that is nothing but one bare word or phrase, lower-cased; null for any other. */
export function plainLiteral(query: Query): string | null {
  const { root } = query;
  if (root?.type !== 'term' || (root.field !== null && root.field !== 'message')) return null;
  const { value } = root;
  return value.kind === 'word' || value.kind === 'phrase' ? value.text.toLowerCase() : null;
}

/**
 * The search of many records at once for an expression that the message of every match holds: of a query that is nothing
 * but one, or asks for one besides other things. Null for any other.
 */
export function messageSearch({ root }: Query): LineSearch | null {
  if (root === null) return null;
  if (root.type === 'term') return searchOfTerm(root);
  if (root.type !== 'and') return null;
  for (const child of root.children) {
    const search = child.type === 'term' ? searchOfTerm(child) : null;
    if (search !== null) return { ...search, proves: false };
  }
  return null;
}

/** An expression that is found, or not, in the message of a record. */
export interface MessageExpression {
  readonly source: string;
  /** Of JavaScript's `i`, `m` and `s`. */
  readonly flags: string;
  /** The query asks for nothing else. Otherwise each match of the query has it, too. */
  readonly isAll: boolean;
}

/**
 * The expression that a query asks of messages, as `matches` asks it of one that is ASCII. Null: it asks for none, or only besides
 * other things that would do; or for a word, which is found sooner in the whole text.
 */
export function messageExpression({ root }: Query): MessageExpression | null {
  if (root === null) return null;
  if (root.type === 'term') return expressionOfTerm(root, true);
  if (root.type !== 'and') return null;
  for (const child of root.children) {
    const found = child.type === 'term' ? expressionOfTerm(child, false) : null;
    if (found !== null) return found;
  }
  return null;
}

function expressionOfTerm({ field, value }: Term, isAll: boolean): MessageExpression | null {
  if (field !== null && field !== 'message') return null;
  switch (value.kind) {
    case 'regex':
      return { source: value.source, flags: value.flags, isAll };
    case 'wildcard':
      return { source: wildcardSource(value, '\\S'), flags: 'i', isAll };
    case 'word':
    case 'phrase':
      // Some letters beyond ASCII have a small one in it. What is letters and digits alone may be in anything that varies.
      return /^[\0-\x7f]*$/.test(value.text) && /[^\dA-Za-z]/.test(value.text)
        ? { source: escapeRegex(value.text), flags: 'i', isAll }
        : null;
    default:
      return null;
  }
}

function searchOfTerm({ field, value }: Term): LineSearch | null {
  if ((field !== null && field !== 'message') || value.kind !== 'regex') return null;
  return lineSearch(value.source, value.flags);
}
