import { sideQuery, type Comparison, type Side } from '#shared/model/comparison.ts';
import type { SideTallies } from '../../logstore/index.ts';
import { compareSides, type Named } from './compare-sides.ts';

/** The log store as far as a comparison needs it. */
interface ComparedStore {
  searchBoth(
    a: ReturnType<typeof sideQuery>,
    b: ReturnType<typeof sideQuery>,
    signal: AbortSignal,
  ): Promise<readonly [{ readonly id: string }, { readonly id: string }]>;
  sideTallies(viewId: string): Promise<SideTallies>;
}

/** Counts both sides at once and says how they differ. Throws QUERY_INVALID, CANCELLED. */
export async function runComparison(
  store: ComparedStore,
  sides: { a: Side; b: Side },
  named: Named,
  signal: AbortSignal,
): Promise<Comparison> {
  const started = performance.now();
  const views = await store.searchBoth(sideQuery(sides.a), sideQuery(sides.b), signal);
  const [a, b] = await Promise.all([
    store.sideTallies(views[0].id),
    store.sideTallies(views[1].id),
  ]);
  return compareSides(sides, { a, b }, named, (performance.now() - started) / 1000);
}
