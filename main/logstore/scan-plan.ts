import type { LineTest } from '#shared/pattern/index.ts';
import {
  asksOfSkeletons,
  heldFields,
  literalsOf,
  messageSearch,
  plainLiteral,
  varyingPieces,
  type FieldTold,
  type LiteralNeed,
  type Matcher,
  type Query,
  type Verdict,
} from '#shared/query/index.ts';

import { columnSearch, type ColumnSearch } from './column-search.ts';
import { FilterUse } from './filter-use.ts';
import { NeededSearches } from './needed-searches.ts';

/** A compiled search. `fromUs` and `toUs` (inclusive) limit time besides what the query says. */
export interface ScanPlan {
  readonly query: Query;
  readonly matcher: Matcher;
  readonly zone: string;
  readonly fromUs: number | null;
  readonly toUs: number | null;
  readonly literals: LiteralNeed;
  readonly plain: string | null;
  /** Finds records that may match, run over a block's whole text. */
  readonly pattern: ReturnType<typeof messageSearch>;
  /** The same in the columns of what varies; null: the query asks for nothing that can be searched so. */
  readonly columns: ColumnSearch | null;
  /** Searches of whole records, for a query that asks of fields alone. */
  readonly needed: NeededSearches;
  /** Pieces of words that the verdict on a skeleton asks about. */
  readonly pieces: readonly string[];
  /** Verdicts on kinds may depend on their skeletons; otherwise on their levels alone. */
  readonly asksOfSkeletons: boolean;
  /** Fields of their own that records are asked for. */
  readonly fields: readonly string[];
  /** What was decided once for what kinds are told by (`keyOfKind`), apart for each answer to which pieces may vary. */
  readonly decided: Map<string, Map<number, Verdict>>;
  /** The same of a field's values, a state each, by the field and what may vary, then by kind. */
  readonly decidedValues: Map<string, Map<number, Map<FieldTold, number>>>;
  /** What word filters are good for, where columns can be read instead. */
  readonly filters: FilterUse;
  /** Tests of templates of lines, by what is searched for. */
  readonly lineTests: Map<string, LineTest | null>;
}

/** Prepares what does not depend on the block. */
export function planScan(
  query: Query,
  matcher: Matcher,
  zone: string,
  fromUs: number | null,
  toUs: number | null,
): ScanPlan {
  return {
    query,
    matcher,
    zone,
    fromUs,
    toUs,
    literals: literalsOf(query),
    pieces: varyingPieces(query),
    asksOfSkeletons: asksOfSkeletons(query),
    fields: heldFields(query),
    plain: plainLiteral(query),
    pattern: messageSearch(query),
    columns: columnSearch(query),
    needed: new NeededSearches(),
    decided: new Map(),
    decidedValues: new Map(),
    filters: new FilterUse(),
    lineTests: new Map(),
  };
}
