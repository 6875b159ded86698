import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Output } from '#shared/contract/index.ts';
import type { RecordRef, RecordRow } from '#shared/model/record.ts';
import type { TableHandle } from './RecordTable.tsx';
import type { SelectedRecord } from './selected-record.ts';
import type { Search } from './use-search.ts';

/** A table that keys act on. */
export interface FrontTable {
  readonly viewId: string | null;
  readonly order: 'asc' | 'desc';
  readonly table: { current: TableHandle | null };
}

/** What the panels of the Explore screen share. */
export interface Explore {
  readonly state: Output<'app.state'>;
  readonly zone: string;
  /** What the query finds. */
  readonly search: Search;
  /** Everything, for the table above a results pane. Same as `search` when the table is narrowed. */
  readonly everything: Search;
  readonly table: { current: TableHandle | null };
  /** Told when the main table is there, and when it goes: the panels come after the search has begun. */
  tableIs(there: boolean): void;
  /** The table of the two side by side that is in front of the main one; null: none is. */
  readonly front: { current: FrontTable | null };
  readonly results: { current: TableHandle | null };
  /** What is selected; whoever shows it asks `useSelectedRow`, so that the others are not drawn again. */
  readonly selected: SelectedRecord;
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

/** The selected record as its table had it; null: none is, or it is not there yet. */
export function useSelectedRow(): RecordRow | null {
  const { selected } = useExploreContext();
  return useSyncExternalStore(selected.subscribe, selected.row);
}
