import type { TemplatePattern } from '#shared/model/template-rule.ts';
import { caseRange } from './case-range.ts';
import type { View } from './kept-view.ts';
import type { BlockSummary } from './search-operations.ts';
import type { SearchPool } from './search-pool.ts';
import { roundSlices, type Slices } from './slices.ts';
import type { SlotTallies } from './slot-tally.ts';

/** Records that slots are looked at in where not all are. */
const SLOT_SAMPLE = 20_000;

/** Records of some templates by slices of time, in the order of their ids. */
export interface TemplateSeries {
  readonly slices: Slices;
  readonly counts: readonly Uint32Array[];
}

/** What templates are counted by: the values of their slots, and time. */
export function createTemplateCounts(
  pool: SearchPool,
  viewOf: (viewId: string) => View,
  blocks: () => readonly BlockSummary[],
) {
  return {
    /** What stands in slots of a template over a view: in a spread sample, or in every record when `exact`. */
    slotTallies: (
      viewId: string,
      pattern: TemplatePattern,
      slots: readonly number[],
      exact: boolean,
    ): Promise<SlotTallies> =>
      pool.any('slotTallies', {
        view: viewOf(viewId).id,
        pattern,
        slots,
        wanted: exact ? null : SLOT_SAMPLE,
      }),
    /** Records of templates over the time of the case, in about so many slices; from counts alone. */
    async templateSeries(ids: readonly number[], buckets: number): Promise<TemplateSeries> {
      const { fromUs, toUs } = caseRange(blocks());
      const slices = roundSlices(fromUs ?? 0, toUs ?? fromUs ?? 0, buckets);
      const counts = await pool.any('templateSeries', { ids, slices });
      return { slices, counts };
    },
  };
}
