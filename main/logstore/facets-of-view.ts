import type { FieldValue } from '#shared/model/record.ts';
import { commonestValues } from './facet.ts';
import type { SearchPool } from './search-pool.ts';

/** Records that are looked at where not all are. */
const SAMPLE = 20_000;

/** What stands in a field of a view's records. */
export interface Facet {
  /** Most frequent first. */
  readonly values: { value: FieldValue; count: number }[];
  readonly distinct: number;
  /** Records that were looked at, and those of the view. */
  readonly looked: number;
  readonly of: number;
}

/** Gives the facets of views. They throw VIEW_GONE. */
export function createFacets(pool: SearchPool, viewOf: (id: string) => { readonly total: number }) {
  /** Commonest values of fields in a view, in their order; `exact` looks at every record, otherwise at a spread sample. */
  async function facets(
    viewId: string,
    fields: readonly string[],
    limit: number,
    exact: boolean,
    prefix = '',
  ): Promise<Facet[]> {
    const of = viewOf(viewId).total;
    const wanted = exact ? null : SAMPLE;
    const tallies = await pool.any('tallies', { view: viewId, fields, wanted, prefix });
    return tallies.map(({ values, looked, covered }) => {
      const scale = covered > 0 && covered < of ? of / covered : 1;
      const ranked = commonestValues(values, limit, scale);
      return { values: ranked, distinct: values.length, looked, of };
    });
  }

  return {
    facets,
    /** The facet of one field. */
    async facet(viewId: string, field: string, limit: number, exact: boolean, prefix: string) {
      const [facet] = await facets(viewId, [field], limit, exact, prefix);
      if (facet === undefined) throw new RangeError(`no facet of ${field}`);
      return facet;
    },
  };
}
