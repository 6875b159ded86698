import { sideQuery, type Comparison, type Side } from '#shared/model/comparison.ts';
import type { SideTallies } from '../../logstore/index.ts';
import { compareSides, type Named } from './compare-sides.ts';

/** The log store as far as a comparison needs it. */
interface ComparedStore {
  search(
    side: ReturnType<typeof sideQuery>,
    signal: AbortSignal,
    progress: () => void,
  ): Promise<{ viewId: string }>;
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
  const tally = async (side: Side): Promise<SideTallies> => {
    const { viewId } = await store.search(sideQuery(side), signal, () => {});
    return store.sideTallies(viewId);
  };
  const [a, b] = await Promise.all([tally(sides.a), tally(sides.b)]);
  return compareSides(sides, { a, b }, named, (performance.now() - started) / 1000);
}
