import { addCondition, fieldCondition } from '#shared/query/index.ts';

/**
 * The query of a side. `path`: of its source; null: all sources. In a file of its own because the first screen keeps what the sides
 * show, and would load the query language with it: 15 kB.
 */
export function queryOfSide(query: string, path: string | null): string {
  if (path === null) return query;
  return addCondition(query, fieldCondition('source', path), false);
}
