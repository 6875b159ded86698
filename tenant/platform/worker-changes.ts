import { Client } from 'pg';
import { z } from 'zod';
import type { Database } from './database/database.ts';
import { tellTogether } from './tell-together.ts';

/** What a worker tells all servers on its database: the id of a team and no more, because whoever has the database hears it. */
const CHANNEL = 'error_iq_worker_changes';
/** A NOTIFY keeps all commits of the database waiting for a moment: one a team in so long is told, ms. */
const TOGETHER_MS = 100;
/** A connection that broke without a word is noticed after so long, and longest pause before another try to connect, ms. */
const SILENT_MS = 10_000;
const PAUSE_MS = 2000;

/**
 * Tells the servers of each change of a team that this process, a worker, keeps: after it and apart from it, so that the
 * change itself waits for nothing. One that cannot be told is seen when live views look by themselves.
 */
export function tellServers(database: Pick<Database, 'onKept' | 'notify'>): void {
  const tell = tellTogether(
    (tenant) => void database.notify(CHANNEL, tenant).catch(() => {}),
    TOGETHER_MS,
  );
  database.onKept(({ tenant }) => tell(tenant));
}

/**
 * Calls `heard` with the team of each change that a worker tells, on a connection of its own (PostgreSQL's LISTEN), which is
 * made anew whenever it breaks. Gives what ends it.
 */
export function hearWorkers(appUrl: string, heard: (tenant: string) => void): () => Promise<void> {
  let client: Client | null = null;
  let [ended, tries] = [false, 0];
  let pause: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const own = new Client({
      connectionString: appUrl,
      application_name: 'error-iq-tenant-hears',
      connectionTimeoutMillis: SILENT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: SILENT_MS,
    });
    client = own;
    const lost = (): void => {
      if (client !== own) return;
      client = null;
      void own.end().catch(() => {});
      if (!ended) pause = setTimeout(() => void connect(), Math.min(PAUSE_MS, 100 * ++tries));
    };
    own.on('error', lost);
    own.on('end', lost);
    own.on('notification', ({ payload }) => {
      const tenant = z.uuid().safeParse(payload);
      if (tenant.success) heard(tenant.data);
    });
    try {
      await own.connect();
      await own.query(`LISTEN ${CHANNEL}`);
      tries = 0;
    } catch {
      lost();
    }
  }

  void connect();
  return async () => {
    ended = true;
    clearTimeout(pause);
    const last = client;
    client = null;
    await last?.end().catch(() => {});
  };
}
