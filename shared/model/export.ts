/** How records leave a case. */
export const EXPORT_FORMATS = ['csv', 'jsonl', 'timesketch', 'text'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** `time`: the timeline, over all sources. `file`: source after source, each as it stands. */
export const EXPORT_ORDERS = ['time', 'file'] as const;
export type ExportOrder = (typeof EXPORT_ORDERS)[number];

/**
 * What of the records that a query finds leaves: all of them, a stretch of the rows they stand in (counted
 * as the page counts them), or, whatever the query, the pinned ones.
 */
export type ExportPart =
  | { readonly by: 'query' }
  | {
      readonly by: 'rows';
      readonly order: 'asc' | 'desc';
      readonly start: number;
      readonly count: number;
    }
  | { readonly by: 'pinned' };

/** What every record has; the first columns of a CSV unless others are chosen. */
export const RECORD_COLUMNS = ['time', 'level', 'source', 'line', 'message', 'template'] as const;

/** Written in front of the name of a field that would otherwise be taken for something else. */
const MARK = 'field.';

/**
 * Name under which a field stands beside what every record has: its own, or `field.` and its own where that
 * is taken (or begins so itself), so that no two fields ever share a name.
 */
export function fieldColumn(field: string, taken: ReadonlySet<string>): string {
  return taken.has(field) || field.startsWith(MARK) ? MARK + field : field;
}

/** The field that `fieldColumn` gave a name. */
export function fieldOfColumn(column: string): string {
  return column.startsWith(MARK) ? column.slice(MARK.length) : column;
}
