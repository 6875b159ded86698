import { createContext, useContext } from 'react';
import type { Output } from '#shared/contract/index.ts';
import type { RecordRef, RecordRow } from '#shared/model/record.ts';
import type { TableHandle } from './RecordTable.tsx';
import type { Search } from './use-search.ts';

/** What the panels of the Explore screen share. */
export interface Explore {
  readonly state: Output<'app.state'>;
  readonly zone: string;
  /** What the query finds. */
  readonly search: Search;
  /** Everything, for the table above a results pane. Same as `search` when the table is narrowed. */
  readonly everything: Search;
  readonly table: { current: TableHandle | null };
  readonly results: { current: TableHandle | null };
  readonly selectedRow: RecordRow | null;
  readonly pins: Output<'pins.list'>;
  onSelect(row: RecordRow): void;
  /** Brings a record into sight in the main table. */
  show(ref: RecordRef): void;
  pin(row: RecordRow): void;
}

const Context = createContext<Explore | null>(null);
export const ExploreProvider = Context.Provider;

/** The Explore screen around a panel. */
export function useExploreContext(): Explore {
  const explore = useContext(Context);
  if (explore === null) throw new Error('this panel stands outside the Explore screen');
  return explore;
}
