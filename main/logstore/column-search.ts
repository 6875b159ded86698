import {
  boundedSearch,
  lineSearch,
  lineTest,
  textAutomaton,
  VARIES,
  type LineTest,
  type TextAutomaton,
} from '#shared/pattern/index.ts';
import { messageExpression, type MessageExpression, type Query } from '#shared/query/index.ts';
import type { MessagePlace, Course } from './template-course.ts';
import type { SourceText } from './record-text.ts';

/** Expressions do not look further into a message than this. */
const LONGEST_MESSAGE = 64 * 1024;
const LONGEST_TOKEN = 255;
/** Templates that are remembered, a source. */
const MOST_KNOWN = 20_000;

/**
 * A search of messages, or of whole records, in the columns of the templates that their lines are stored in, for which no line is put together. It is
 * exact, for lines of ASCII whose message stands in them as it is.
 */
export interface ColumnSearch {
  readonly automaton: TextAutomaton;
  /** Whether it may find something anywhere in a line of a template; null: that takes too long to tell. */
  readonly mayFind: LineTest | null;
  /** What it finds may run on from line to line, of which `mayFind` knows nothing. */
  readonly mayRunOn: boolean;
  /** Characters of a message of several lines up to which it finds what is found in it. */
  readonly longest: number;
  /** The query asks for nothing else: what it finds is a hit. */
  readonly isAll: boolean;
  /** What is known of the templates of a source's lines, by their text. */
  readonly known: WeakMap<SourceText, Map<string, KnownTemplate>>;
}

/** What is known of a template's lines. */
export interface KnownTemplate {
  /** The constant text between what varies. */
  readonly pieces: readonly string[];
  /** Whether something may be found anywhere in a line of it. */
  readonly may: boolean;
  /** Bytes of its longest line. */
  readonly longest: number;
  /** All of it that is constant is ASCII, and no line is too long. */
  readonly isPlain: boolean;
  /** Where messages begin that do in it. Undefined: no line told it so far; null: none can. */
  place: MessagePlace | null | undefined;
  /** By what its lines are of their records, see `record-lines.ts`. */
  readonly courses: (Course | undefined)[];
  /** The same where it is known what stands in the tokens, by that too. */
  readonly narrowed: Map<string, Course>;
}

/** Null: the query asks for no expression that can be searched so. */
export function columnSearch(query: Query): ColumnSearch | null {
  const expression = messageExpression(query);
  return expression === null ? null : searchOf(expression);
}

/** The search for what every match must hold: an expression, in any case. Null: it cannot be searched so. */
export function anyCaseSearch(source: string): ColumnSearch | null {
  return searchOf({ source, flags: 'i', isAll: false });
}

function searchOf({ source, flags, isAll }: MessageExpression): ColumnSearch | null {
  const automaton = textAutomaton(source, flags);
  const anywhere = automaton === null ? null : lineSearch(source, flags);
  if (automaton === null || anywhere === null) return null;
  return {
    automaton,
    mayFind: lineTest(anywhere.pattern),
    mayRunOn: anywhere.oneLine,
    longest: longestOf(source, flags),
    isAll,
    known: new WeakMap(),
  };
}

/** In longer messages what is at the ends of lines is looked for line by line (`boundedSearch`). */
function longestOf(source: string, flags: string): number {
  const { longest } = boundedSearch(source, flags);
  return flags.includes('m') ? Math.min(longest, LONGEST_MESSAGE) : LONGEST_MESSAGE;
}

/** What is known of the templates of a source, to be added to. */
export function knownTemplates(
  { known }: ColumnSearch,
  source: SourceText,
): Map<string, KnownTemplate> {
  const before = known.get(source);
  if (before !== undefined && before.size < MOST_KNOWN) return before;
  const made = new Map<string, KnownTemplate>();
  known.set(source, made);
  return made;
}

/** What is known of a template from its text alone. */
export function newTemplate(text: string, { mayFind }: ColumnSearch): KnownTemplate {
  const pieces = text.split(VARIES);
  const longest = text.length + LONGEST_TOKEN * pieces.length;
  // Beyond ASCII a byte is no character.
  const isPlain = Buffer.byteLength(text) === text.length && longest <= LONGEST_MESSAGE;
  return {
    pieces,
    may: mayFind?.(text) ?? true,
    longest,
    isPlain,
    place: isPlain ? undefined : null,
    courses: [],
    narrowed: new Map(),
  };
}
