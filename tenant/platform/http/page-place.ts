import { z } from 'zod';
import { Failure } from '../../../shared/model/failure.ts';

/** The last row of a page of a list that is latest first. */
export interface PagePlace {
  readonly at: Date;
  readonly id: string;
}

/** What a route takes that gives a list page by page. */
export const pageQuery = z.strictObject({ cursor: z.string().max(100).exactOptional() });

/** A page of rows of which one more than it holds was read: the rows, and the cursor for those after them. */
export function pageOf<T>(
  rows: readonly T[],
  size: number,
  placeOf: (row: T) => PagePlace,
): { rows: readonly T[]; next: string | null } {
  const last = rows[size - 1];
  if (rows.length <= size || last === undefined) return { rows, next: null };
  const { at, id } = placeOf(last);
  return { rows: rows.slice(0, size), next: `${at.toISOString()}_${id}` };
}

/** The place that a cursor says; null: the list is begun. Throws CURSOR_INVALID. */
export function placeIn(cursor: string | undefined): PagePlace | null {
  if (cursor === undefined) return null;
  const [, at = '', id = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
      cursor,
    ) ?? [];
  const time = new Date(at);
  if (!Number.isNaN(time.getTime())) return { at: time, id };
  throw new Failure('CURSOR_INVALID', 'This is no place in the list. Begin it anew.');
}
