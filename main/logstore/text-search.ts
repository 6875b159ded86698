import { lineTest, type LineTest, type Pattern } from '#shared/pattern/index.ts';
import { escapeRegex, type LiteralNeed } from '#shared/query/index.ts';
import { UNKNOWN_MESSAGE, type BlockColumns } from './block-columns.ts';
import { requiredLiteral } from './literal-need.ts';
import type { ScanPlan } from './scan-plan.ts';

/** Runs over the text of a block and finds something in every record that may match, but for those it may miss. */
export interface TextSearch {
  readonly pattern: RegExp;
  /** What it finds inside a message is a match. */
  readonly proves: boolean;
  /** Records that must be looked at whether it finds something in them or not. */
  readonly missed: readonly number[];
  /** Whether it may find something in a line of a template; null: that takes too long to tell. */
  readonly mayFind: LineTest | null;
}

/** Expressions do not look at a message beyond 64 Ki characters; what is found further on is asked of the matcher. */
export const CERTAIN_WITHIN = 64 * 1024;

/**
 * The search for what a query asks of messages; null: each record must be looked at.
 *
 * @param need what the text of every match must hold
 */
export function textSearch(
  { pattern, plain, lineTests }: ScanPlan,
  need: LiteralNeed,
  openColumns: () => BlockColumns,
): TextSearch | null {
  if (pattern !== null) {
    const { expression, proves, longest, oneLine } = pattern;
    const columns = openColumns();
    const missed = missedIn(columns, Math.min(longest, CERTAIN_WITHIN), oneLine);
    if (missed.length * 2 <= columns.records) {
      const mayFind = testFor(lineTests, expression.source, () => pattern.pattern);
      return { pattern: expression, proves, missed, mayFind };
    }
  }
  const literal = requiredLiteral(need);
  if (literal === null) return null;
  return {
    pattern: new RegExp(escapeRegex(literal), 'gi'),
    proves: plain === literal,
    missed: [],
    mayFind: testFor(lineTests, literal, () => patternOf(literal)),
  };
}

function testFor(
  known: Map<string, LineTest | null>,
  name: string,
  taken: () => Pattern,
): LineTest | null {
  const before = known.get(name);
  if (before !== undefined) return before;
  const made = lineTest(taken());
  known.set(name, made);
  return made;
}

function patternOf(literal: string): Pattern {
  const items = Array.from({ length: literal.length }, (_, at): Pattern => ({
    kind: 'chars',
    text: escapeRegex(literal.charAt(at)),
    ignoreCase: true,
  }));
  return { kind: 'sequence', items };
}

/** Records that are too long, or whose message does not stand in them as it is, or has lines and `oneLine`. */
function missedIn(columns: BlockColumns, longest: number, oneLine: boolean): number[] {
  const { offsets, ends, messageAt } = columns;
  const missed: number[] = [];
  noteMissed(messageAt, offsets, ends, longest, oneLine ? columns.lines : null, missed);
  return missed;
}

/** A function of its own, so that it is fast from the first block on. */
function noteMissed(
  messageAt: Int32Array,
  offsets: Uint32Array,
  ends: Uint32Array,
  longest: number,
  lines: BlockColumns['lines'] | null,
  missed: number[],
): void {
  for (let i = 0; i < messageAt.length; i++) {
    const length = (ends[i] as number) - (offsets[i] as number);
    const isLong = length > longest || (lines !== null && (lines[i] as number) > 1);
    if (isLong || messageAt[i] === UNKNOWN_MESSAGE) missed.push(i);
  }
}
