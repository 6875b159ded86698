import { escapeRegex, type LiteralNeed } from '#shared/query/index.ts';
import { anyCaseSearch, type ColumnSearch } from './column-search.ts';
import { countOpen } from './record-states.ts';
import { requiredLiteral, requiredPattern } from './literal-need.ts';

/**
 * Blocks whose text is put together before their columns are read instead: where word filters leave no more open than these, what a
 * search in columns is made ready for takes longer (of an id in 1 GB of JSON 240 ms and not 130).
 */
const FIRST_BLOCKS = 3;

/** Blocks that are searched before it is known how much that closes. */
const TRIED_BLOCKS = 4;
/** It takes a tenth of what reading the fields of all records takes. */
const WORTH_IT = 0.15;

interface Tried {
  readonly search: ColumnSearch | null;
  blocks: number;
  /** Records that were open before, and those that were closed. */
  asked: number;
  closed: number;
}

/** The searches of whole records for what every match of a query must hold. */
export class NeededSearches {
  private readonly made = new Map<string, Tried>();
  private blocks = 0;

  /**
   * The states of a block's records in which those are closed that do not hold what is needed; null: there is no search, or it is not
   * worth it, yet or as most records of the blocks before held it.
   *
   * @param openBefore counts the records that are left open
   */
  close(
    need: LiteralNeed,
    openBefore: () => number,
    search: (by: ColumnSearch) => Uint8Array | null,
  ): Uint8Array | null {
    const literal = requiredLiteral(need);
    const source = literal === null ? requiredPattern(need) : escapeRegex(literal);
    if (source === null) return null;
    // Of an expression word filters know nothing: all blocks are left open.
    if (literal !== null && ++this.blocks <= FIRST_BLOCKS) return null;
    const tried = this.triedOf(source);
    const isWorthIt = tried.blocks < TRIED_BLOCKS || tried.closed >= tried.asked * WORTH_IT;
    if (tried.search === null || !isWorthIt) return null;
    const states = search(tried.search);
    if (states === null || tried.blocks === TRIED_BLOCKS) return states;
    const asked = openBefore();
    tried.blocks++;
    tried.asked += asked;
    tried.closed += asked - countOpen(states);
    return states;
  }

  private triedOf(source: string): Tried {
    let tried = this.made.get(source);
    if (tried === undefined) {
      tried = { search: anyCaseSearch(source), blocks: 0, asked: 0, closed: 0 };
      this.made.set(source, tried);
    }
    return tried;
  }
}
