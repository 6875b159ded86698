import type { ColumnsWriter, Kind, TimeIndexWriter } from '../../logstore/index.ts';

/** What a pass over a chunk comes to. */
export interface Pass {
  readonly lines: number;
  /** Lines that no format explained. */
  readonly unparsed: number;
  /** Records that secondary formats explain, by their ids. */
  readonly others: ReadonlyMap<string, number>;
  /** The block's dictionary; `skeletonId` is an index into `skeletonIds`. */
  readonly kinds: Kind[];
  /** Ids that the skeletonizer gave. */
  readonly skeletonIds: readonly number[];
  readonly columns: ColumnsWriter;
  readonly times: TimeIndexWriter;
  /** See `field-columns.ts`; null: no column is worth keeping. */
  readonly fields: Uint8Array<ArrayBuffer> | null;
}
