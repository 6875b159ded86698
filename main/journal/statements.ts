import type { Database, Statement } from 'better-sqlite3';

/** Prepares each statement of a database once, by its text. */
export type Statements = <Row = unknown>(sql: string) => Statement<unknown[], Row>;

/** The statements of an open database. */
export function statementsOf(database: Database): Statements {
  const prepared = new Map<string, Statement<unknown[], unknown>>();
  return <Row>(sql: string) => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = database.prepare<unknown[], unknown>(sql);
      prepared.set(sql, statement);
    }
    return statement as Statement<unknown[], Row>;
  };
}
