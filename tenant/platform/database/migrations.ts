import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator, type Migration, type MigrationResultSet } from 'kysely/migration';
import { Pool } from 'pg';
import { Failure } from '../../../shared/model/failure.ts';

const FOLDER = join(import.meta.dirname, 'migrations');

/** Names of the migrations this server knows, in their order. */
export function knownMigrations(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.up.sql'))
    .map((file) => file.replace(/\.up\.sql$/, ''))
    .sort();
}

/**
 * Brings a database to the last migration, or back to `target` (null: to an empty one); all of it or nothing. Two
 * servers that start at once wait for each other. Gives the names of what was done. Throws DATABASE_TOO_NEW,
 * MIGRATION_FAILED.
 */
export async function migrate(ownerUrl: string, target?: string | null): Promise<string[]> {
  const pool = new Pool({ connectionString: ownerUrl, max: 1 });
  const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const migrator = new Migrator({
      db: database,
      provider: { getMigrations: () => Promise.resolve(migrations()) },
      migrationTableSchema: 'migration',
    });
    return done(await run(migrator, target));
  } finally {
    await database.destroy();
  }
}

function run(migrator: Migrator, target: string | null | undefined): Promise<MigrationResultSet> {
  if (target === undefined) return migrator.migrateToLatest();
  return migrator.migrateTo(target ?? { __noMigrations__: true });
}

function migrations(): Record<string, Migration> {
  const step = (name: string, way: 'up' | 'down') => async (database: Kysely<unknown>) => {
    const text = readFileSync(join(FOLDER, `${name}.${way}.sql`), 'utf8');
    await sql.raw(text).execute(database);
  };
  return Object.fromEntries(
    knownMigrations().map((name) => [name, { up: step(name, 'up'), down: step(name, 'down') }]),
  );
}

function done({ error, results = [] }: MigrationResultSet): string[] {
  if (error === undefined) return results.map(({ migrationName }) => migrationName);
  const failed = results.find(({ status }) => status === 'Error')?.migrationName;
  const reason = error instanceof Error ? error.message : '';
  if (failed === undefined && /missing/.test(reason)) {
    throw new Failure(
      'DATABASE_TOO_NEW',
      'The database was made by a newer server. Nothing was changed; start that one, or go back with its `migrate down`.',
      {},
      { cause: error },
    );
  }
  throw new Failure(
    'MIGRATION_FAILED',
    `The database could not be brought to this version (${failed ?? 'before the first step'}). It is as it was before. ${reason}`,
    { migration: failed ?? null },
    { cause: error },
  );
}
