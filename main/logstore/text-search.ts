import { escapeRegex, type LiteralNeed } from '#shared/query/index.ts';
import { UNKNOWN_MESSAGE, type BlockColumns } from './block-columns.ts';
import type { ScanPlan } from './scan-plan.ts';

/** Runs over the text of a block and finds something in every record that may match, but for those it may miss. */
export interface TextSearch {
  readonly pattern: RegExp;
  /** What it finds inside a message is a match. */
  readonly proves: boolean;
  /** Records that must be looked at whether it finds something in them or not. */
  readonly missed: readonly number[];
}

/** Expressions do not look at a message beyond 64 Ki characters; what is found further on is asked of the matcher. */
export const CERTAIN_WITHIN = 64 * 1024;

/**
 * The search for what a query asks of messages; null: each record must be looked at.
 *
 * @param need what the text of every match must hold
 */
export function textSearch(
  { pattern, plain }: ScanPlan,
  need: LiteralNeed,
  openColumns: () => BlockColumns,
): TextSearch | null {
  if (pattern !== null) {
    const { expression, proves, longest, oneLine } = pattern;
    const columns = openColumns();
    const missed = missedIn(columns, Math.min(longest, CERTAIN_WITHIN), oneLine);
    if (missed.length * 2 <= columns.records) return { pattern: expression, proves, missed };
  }
  const literal = requiredLiteral(need);
  if (literal === null) return null;
  return {
    pattern: new RegExp(escapeRegex(literal), 'gi'),
    proves: plain === literal,
    missed: [],
  };
}

/** Records that are too long, or whose message does not stand in them as it is, or has lines and `oneLine`. */
function missedIn(
  { records, offsets, ends, lines, messageAt }: BlockColumns,
  longest: number,
  oneLine: boolean,
): number[] {
  const missed: number[] = [];
  for (let i = 0; i < records; i++) {
    if (
      messageAt[i] === UNKNOWN_MESSAGE ||
      (ends[i] as number) - (offsets[i] as number) > longest ||
      (oneLine && (lines[i] as number) > 1)
    ) {
      missed.push(i);
    }
  }
  return missed;
}

/** The longest literal that every match must contain, if there is one. */
function requiredLiteral(need: LiteralNeed): string | null {
  if (need.kind === 'literal') return need.text;
  if (need.kind !== 'and') return null;
  return need.needs
    .map(requiredLiteral)
    .filter((literal) => literal !== null)
    .reduce<string | null>(
      (longest, literal) =>
        longest === null || literal.length > longest.length ? literal : longest,
      null,
    );
}
