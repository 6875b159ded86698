import type { Pseudonym } from '#shared/model/personal-data.ts';
import type { Database } from 'better-sqlite3';

/** What the case thread offers of pseudonyms. */
export type PseudonymOperations = {
  keepPseudonyms(input: { pseudonyms: readonly Pseudonym[] }): void;
  /** Those that are known, with what they stand for. */
  findPseudonyms(input: { pseudonyms: readonly string[] }): [string, string][];
};

/** The operations of the case thread on its table of pseudonyms. */
export function createPseudonymOperations(database: Database): PseudonymOperations {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO pseudonym (pseudonym, kind, original) VALUES (@pseudonym, @kind, @original)',
  );
  const find = database.prepare<[string], { original: string }>(
    'SELECT original FROM pseudonym WHERE pseudonym = ?',
  );
  const keepAll = database.transaction((pseudonyms: readonly Pseudonym[]) => {
    for (const pseudonym of pseudonyms) insert.run(pseudonym);
  });
  return {
    keepPseudonyms: ({ pseudonyms }) => keepAll(pseudonyms),
    findPseudonyms: ({ pseudonyms }) =>
      pseudonyms.flatMap((pseudonym): [string, string][] => {
        const row = find.get(pseudonym);
        return row === undefined ? [] : [[pseudonym, row.original]];
      }),
  };
}
