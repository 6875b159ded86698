import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from 'pg';
import { z } from 'zod';
import { Failure } from '../../../shared/model/failure.ts';
import { withClient } from '../database/with-client.ts';
import { writeDurably } from './durable-file.ts';
import { sealedUnder } from './sealed-under.ts';
import type { SealedSecrets } from './server-secrets.ts';

/** Where a server keeps its sealed secrets: once for each master key that opens them, the latest first. */
export interface SecretsStore {
  /** For people. */
  readonly where: string;
  /** Empty: there are none yet. Throws SECRETS_DAMAGED. */
  read(): Promise<readonly SealedSecrets[]>;
  /** Keeps the first ones. Does nothing when there are some already. */
  begin(sealed: readonly SealedSecrets[]): Promise<void>;
  /**
   * Keeps others instead of those that were `read`, all or none. Throws SECRETS_CHANGED when they are not those any more;
   * who changes them also holds the lock of `changeKeysAlone`.
   */
  replace(sealed: readonly SealedSecrets[], read: readonly SealedSecrets[]): Promise<void>;
}

/** File of the sealed secrets in the data folder of a server with a database of its own. */
export const SECRETS_FILE = 'tenant.secrets';

const secretsFile = z.strictObject({
  format: z.literal('error-iq-tenant-secrets'),
  version: z.literal(1),
  secrets: z.array(sealedUnder).min(1),
});

/** The text of a file of sealed secrets. */
export function secretsText(secrets: readonly SealedSecrets[]): string {
  const file: z.input<typeof secretsFile> = {
    format: 'error-iq-tenant-secrets',
    version: 1,
    secrets: [...secrets],
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** What a file of sealed secrets holds; nothing, when it is not there. Throws SECRETS_DAMAGED. */
export function readSecretsFile(path: string): readonly SealedSecrets[] {
  if (!existsSync(path)) return [];
  try {
    return secretsFile.parse(JSON.parse(readFileSync(path, 'utf8'))).secrets;
  } catch (error) {
    throw new Failure(
      'SECRETS_DAMAGED',
      `The file of sealed keys, ${path}, cannot be read. Nothing was changed. Bring back an earlier copy; of the server's secrets there is one with every backup.`,
      { path },
      { cause: error },
    );
  }
}

function requireSame(
  kept: readonly SealedSecrets[],
  read: readonly SealedSecrets[],
  where: string,
): void {
  if (isDeepStrictEqual(kept, read)) return;
  throw new Failure(
    'SECRETS_CHANGED',
    `The server's secrets in ${where} were changed by somebody else meanwhile. They were left as they are. Try again.`,
  );
}

/** For a server with a database of its own, whose passwords are among the secrets: a file in its data folder. */
export function secretsInFolder(dataFolder: string): SecretsStore {
  const path = join(dataFolder, SECRETS_FILE);
  const read = (): Promise<readonly SealedSecrets[]> => Promise.resolve(readSecretsFile(path));
  return {
    where: path,
    read,
    begin(sealed) {
      try {
        writeDurably(path, secretsText(sealed), { replaces: false });
      } catch (error) {
        if (!existsSync(path)) throw error;
      }
      return Promise.resolve();
    },
    async replace(sealed, before) {
      requireSame(await read(), before, path);
      writeDurably(path, secretsText(sealed), { replaces: true });
    },
  };
}

/** Whose the secrets of the server itself are, among tenants: nobody's. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** For servers that share an external database: a table of it, by the role that owns it. */
export function secretsInDatabase(ownerUrl: string): SecretsStore {
  const changing = <T>(work: (client: Client) => Promise<T>): Promise<T> =>
    withClient({ connectionString: ownerUrl }, async (client) => {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('app.tenant', $1, true)`, [NOBODY]);
      const done = await work(client);
      await client.query('COMMIT');
      return done;
    });
  const read = async (client: Client): Promise<SealedSecrets[]> => {
    const { rows } = await client.query<{ secrets: unknown }>(
      'SELECT secrets FROM server_secrets ORDER BY place',
    );
    return rows.map(({ secrets }) => sealedUnder.parse(secrets));
  };
  const write = async (client: Client, sealed: readonly SealedSecrets[]): Promise<void> => {
    await client.query('DELETE FROM server_secrets');
    for (const [place, secrets] of sealed.entries()) {
      await client.query(
        'INSERT INTO server_secrets (tenant_id, place, secrets) VALUES ($1, $2, $3)',
        [NOBODY, place, JSON.stringify(secrets)],
      );
    }
  };
  return {
    where: 'the database',
    read: () => changing(read),
    begin: (sealed) =>
      changing(async (client) => {
        await client.query('LOCK TABLE server_secrets IN EXCLUSIVE MODE');
        if ((await read(client)).length === 0) await write(client, sealed);
      }),
    replace: (sealed, before) =>
      changing(async (client) => {
        await client.query('LOCK TABLE server_secrets IN EXCLUSIVE MODE');
        requireSame(await read(client), before, 'the database');
        await write(client, sealed);
      }),
  };
}
