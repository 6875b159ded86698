import type { LiteralNeed } from '#shared/query/index.ts';
import { literalSearch, type ColumnSearch } from './column-search.ts';
import { requiredLiteral } from './literal-need.ts';

/**
 * Blocks whose text is put together before their columns are read instead: where word filters leave no more open than these, what a
 * search in columns is made ready for takes longer (of an id in 1 GB of JSON 240 ms and not 130).
 */
const FIRST_BLOCKS = 3;

/** The searches of whole records for what every match of a query must hold. */
export class LiteralSearches {
  private readonly made = new Map<string, ColumnSearch | null>();
  private blocks = 0;

  /** The search for a block that must be opened; null: there is none, or it is not worth it yet. */
  of(need: LiteralNeed): ColumnSearch | null {
    const literal = requiredLiteral(need);
    if (literal === null || ++this.blocks <= FIRST_BLOCKS) return null;
    const known = this.made.get(literal);
    if (known !== undefined) return known;
    const made = literalSearch(literal);
    this.made.set(literal, made);
    return made;
  }
}
