import { Pool } from 'pg';
import type { Release } from '../../shared/deployments/deployment-model.ts';
import { Failure } from '../../shared/model/failure.ts';
import {
  actingAsServer,
  type Database,
  type SealedField,
  type ServerKeys,
  type TenantTransaction,
} from '../platform/index.ts';
import { advance, type AdvancePorts, type Standing } from './advance.ts';
import type { Asked, Executor, Executors, Sees } from './executors/executor.ts';
import { hold, keepHappening, lookAtGates } from './keep-course.ts';
import { healthOf, keepObservation, seenOf } from './observations.ts';
import { deploymentOf, environmentBy, releaseOf } from './rows.ts';

export interface DeployerPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  /** Finds what is to be moved on, for all tenants. */
  readonly maintUrl: string;
  readonly executors: Executors;
  readonly sees: Sees;
  readonly failed: (error: unknown) => void;
  readonly everyMs?: number;
}

const EVERY_MS = 500;
const ACTIVE = `
  SELECT tenant_id, deployment_id FROM deployment
  WHERE phase IN ('waiting', 'applying', 'observing', 'rolling-back')`;
/** What this server runs itself has ended with it, and is started again. */
const RUN_HERE = `
  SELECT e.tenant_id, d.deployment_id
  FROM environment e
  JOIN LATERAL (
    SELECT deployment_id FROM deployment
    WHERE tenant_id = e.tenant_id AND environment_id = e.environment_id
    ORDER BY requested_at DESC LIMIT 1) d ON true
  WHERE e.current_id IS NOT NULL AND e.executor ->> 'kind' = 'process'`;

/** Name under which secrets of executors are sealed. */
export const secretPurpose = (tenant: string, environmentId: string): string =>
  `executor ${tenant} ${environmentId}`;

/** The secrets of executors. */
export const executorSecret: SealedField = {
  table: 'environment',
  column: 'sealed_secret',
  key: ['environment_id'],
  purposeOf: (tenant, row) => secretPurpose(tenant, String(row['environment_id'])),
};

interface Found {
  readonly tenant_id: string;
  readonly deployment_id: string;
}

export interface Deployer {
  /** Looks at once, because something was asked for. */
  wake(): void;
  stop(): Promise<void>;
}

/** Moves deployments on, those of all tenants, and goes on with what a crash left: all that it knows is in the database. */
export function startDeployer(place: DeployerPlace): Deployer {
  const { maintUrl, failed, everyMs = EVERY_MS } = place;
  const pool = new Pool({ connectionString: maintUrl, max: 1, statement_timeout: 30_000 });
  pool.on('error', () => {});
  const stop = new AbortController();
  const running = new Map<string, Promise<void>>();
  const due = new Map<string, number>();
  let looking: Promise<void> | null = null;
  let begun = false;

  const move = async ({ tenant_id: tenant, deployment_id: id }: Found): Promise<void> => {
    const ports = portsOf(place, tenant, id, stop.signal);
    for (;;) {
      const after = await actingAsServer('deployments', () => advance(ports));
      if (stop.signal.aborted || after === null) break;
      due.set(id, Date.now() + after);
      if (after > 0) return;
    }
    due.delete(id);
  };
  const restart = async ({ tenant_id: tenant, deployment_id: id }: Found): Promise<void> => {
    const standing = await loaded(place, tenant, id);
    const { database } = place;
    const current = standing?.environment.currentId ?? null;
    if (standing === null || current === null) return;
    const release = await database.inTenant(tenant, (tx) => releaseBy(tx, tenant, current));
    if (release !== null) await apply(place, tenant, standing, release, stop.signal);
  };
  const look = async (): Promise<void> => {
    if (!begun) {
      for (const found of (await pool.query<Found>(RUN_HERE)).rows) {
        await restart(found).catch(failed);
      }
      begun = true;
    }
    for (const found of (await pool.query<Found>(ACTIVE)).rows) {
      const { deployment_id: id } = found;
      if (stop.signal.aborted || running.has(id) || (due.get(id) ?? 0) > Date.now()) continue;
      const work = move(found)
        .catch((error: unknown) => {
          // What was not foreseen is tried again, not at once.
          due.set(id, Date.now() + 5_000);
          if (!stop.signal.aborted) failed(error);
        })
        .finally(() => running.delete(id));
      running.set(id, work);
    }
  };
  const wake = (): void => {
    looking ??= look()
      .catch((error: unknown) => {
        if (!stop.signal.aborted) failed(error);
      })
      .finally(() => (looking = null));
  };
  const timer = setInterval(wake, everyMs);
  return {
    wake() {
      due.clear();
      wake();
    },
    async stop() {
      clearInterval(timer);
      stop.abort();
      await looking;
      await Promise.all(running.values());
      await pool.end();
    },
  };
}

function portsOf(
  place: DeployerPlace,
  tenant: string,
  id: string,
  signal: AbortSignal,
): AdvancePorts {
  const { database, sees } = place;
  return {
    load: () => loaded(place, tenant, id),
    look: () =>
      database.inTenant(tenant, async (transaction) =>
        lookAtGates(transaction, tenant, await hold(transaction, tenant, id)),
      ),
    happen: (happening) =>
      database.inTenant(tenant, async (transaction) => {
        const held = await hold(transaction, tenant, id);
        const { phase } = held.deployment;
        // A server that ends has not been hindered: whoever comes after it goes on.
        if (signal.aborted) return phase;
        return (await keepHappening(transaction, tenant, held, happening, null)) ?? phase;
      }),
    async watchFacts(standing) {
      const { environment, deployment } = standing;
      const health = await healthOf(environment.policy.healthUrl, signal);
      const load = sees(environment.environmentId, deployment.releaseId);
      const seen = await database.inTenant(tenant, async (transaction) => {
        if (load !== null) {
          const observation = { source: 'switch', ...load, newIssues: 0 };
          await keepObservation(transaction, tenant, id, observation);
        }
        return seenOf(transaction, tenant, standing);
      });
      return { ...seen, health };
    },
    apply: (standing, release) => apply(place, tenant, standing, release, signal),
  };
}

function loaded({ database }: DeployerPlace, tenant: string, id: string): Promise<Standing | null> {
  return database.inTenant(tenant, async (transaction) => {
    const row = await transaction
      .selectFrom('deployment')
      .where('tenant_id', '=', tenant)
      .where('deployment_id', '=', id)
      .selectAll()
      .executeTakeFirst();
    if (row === undefined) return null;
    const deployment = deploymentOf(row);
    const environment = await environmentBy(transaction, tenant, row.environment_id);
    const release = await releaseBy(transaction, tenant, row.release_id);
    const { previousId } = deployment;
    if (release === null || environment === undefined) return null;
    return {
      deployment,
      environment,
      release,
      previous: previousId === null ? null : await releaseBy(transaction, tenant, previousId),
    };
  });
}

async function releaseBy(
  transaction: TenantTransaction,
  tenant: string,
  releaseId: string,
): Promise<Release | null> {
  const row = await transaction
    .selectFrom('release')
    .where('tenant_id', '=', tenant)
    .where('release_id', '=', releaseId)
    .selectAll()
    .executeTakeFirst();
  return row === undefined ? null : releaseOf(row);
}

async function apply(
  { database, keys, executors }: DeployerPlace,
  tenant: string,
  { environment, deployment }: Standing,
  release: Release,
  signal: AbortSignal,
): Promise<void> {
  const { environmentId, executor: settings, name } = environment;
  const executor = executors[settings.kind] as Executor | undefined;
  if (executor === undefined) {
    throw new Failure('EXECUTOR_OFF', `This server is not set up to deploy by ${settings.kind}.`);
  }
  const secret = await database.inTenant(tenant, async (transaction) => {
    const { sealed_secret: sealed } = await transaction
      .selectFrom('environment')
      .where('tenant_id', '=', tenant)
      .where('environment_id', '=', environmentId)
      .select('sealed_secret')
      .executeTakeFirstOrThrow();
    if (sealed === null) return null;
    return keys.fields.open(transaction, tenant, secretPurpose(tenant, environmentId), sealed);
  });
  const asked: Asked = {
    settings,
    tenant,
    environmentId,
    environment: name,
    deploymentId: deployment.deploymentId,
    release,
    secret,
    signal,
  };
  await executor.apply(asked);
}
