import { PgBoss } from 'pg-boss';
import { withClient } from '../database/with-client.ts';

/** Schema of the tables that jobs are kept in. */
export const JOB_SCHEMA = 'job';

/**
 * What the roles may do there. `eiq_jobs` works with all of it and with nothing else of the database. Who answers requests
 * reads jobs of the tenant that it works for: these rows have no column `tenant_id`, so its policy looks into what they are
 * about. The owner is not forced under it, because the library's own migrations change rows.
 */
const RIGHTS = `
  SELECT pg_advisory_xact_lock(hashtext('error-iq job rights'));
  GRANT USAGE ON SCHEMA ${JOB_SCHEMA} TO eiq_jobs, eiq_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${JOB_SCHEMA} TO eiq_jobs;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${JOB_SCHEMA} TO eiq_jobs;
  REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ${JOB_SCHEMA} FROM PUBLIC;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${JOB_SCHEMA} TO eiq_jobs;
  GRANT SELECT ON ${JOB_SCHEMA}.job TO eiq_app;
  ALTER TABLE ${JOB_SCHEMA}.job ENABLE ROW LEVEL SECURITY;
  DROP POLICY IF EXISTS of_jobs ON ${JOB_SCHEMA}.job;
  DROP POLICY IF EXISTS of_tenant ON ${JOB_SCHEMA}.job;
  CREATE POLICY of_jobs ON ${JOB_SCHEMA}.job TO eiq_jobs USING (true) WITH CHECK (true);
  CREATE POLICY of_tenant ON ${JOB_SCHEMA}.job FOR SELECT TO eiq_app
    USING (data ->> 'tenant' = nullif(current_setting('app.tenant', true), ''))`;

/** Makes the tables of jobs, or brings them to the version of the library, and grants what the roles need. */
export async function prepareJobs(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: JOB_SCHEMA,
    max: 1,
    supervise: false,
    schedule: false,
  });
  await boss.start();
  await boss.stop({ graceful: false });
  // Statements that are sent together are one transaction.
  await withClient({ connectionString: ownerUrl }, (client) => client.query(RIGHTS));
}
