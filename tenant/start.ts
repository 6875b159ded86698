import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { addAuditRoutes } from './audit/index.ts';
import { addCaseRoutes } from './cases/index.ts';
import { addDeployments } from './deployments/index.ts';
import {
  addIdentityRoutes,
  addSignInRoutes,
  createAuthenticate,
  createFirstRun,
  createTenantDoors,
  forgetExpiredHourly,
  type Authenticate,
} from './identity/index.ts';
import {
  actorIs,
  addObservationRoutes,
  createHttpServer,
  createLog,
  loadCertificate,
  loadMasterKey,
  migrate,
  nameOf,
  openDatabase,
  passwordOf,
  prepareRoles,
  startOwnPostgres,
  type Configuration,
  type DatabaseUrls,
  type HttpServer,
  type MasterKey,
} from './platform/index.ts';
import { addSyncRoutes, createPokes } from './sync/index.ts';
import { VERSION } from './version.ts';

/** A server that runs. */
export interface RunningTenant {
  /** Where desktops find it. */
  readonly url: string;
  /** SHA-256 of the certificate that they know it by; null: a proxy speaks TLS. */
  readonly fingerprint: string | null;
  /** Where the first team and its admin are made, once; null: there is a team. */
  readonly firstRunLink: string | null;
  /** Ends it: no new requests, those that run come to their end, then the database is closed. */
  stop(): Promise<void>;
}

/** Requests that run are given this long to end. */
const DRAIN_MS = 10_000;

/** Starts everything that the configuration asks for, in this process. Throws a Failure that says what to do. */
export async function startTenant(configuration: Configuration): Promise<RunningTenant> {
  // What is started is ended in the reverse order, also when a later step fails.
  const ends: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    mkdirSync(configuration.dataFolder, { recursive: true, mode: 0o700 });
    const key = loadMasterKey(configuration.dataFolder, configuration.masterKey);
    const certificate = await loadCertificate(configuration, key);
    const urls = await databaseOf(configuration, key, ends);
    await migrate(urls.owner);
    const database = openDatabase(urls.app);
    ends.push(() => database.close());
    const log = createLog(configuration.log);
    ends.push(forgetExpiredHourly(urls.maint, () => log.warn('expired rows could not be deleted')));
    const server = await createHttpServer({ certificate, log, version: VERSION });
    let serving = true;
    const { metricsToken } = configuration;
    addObservationRoutes(server, { database, isServing: () => serving, metricsToken });
    const where = (): string =>
      configuration.publicUrl ?? urlOf(server, configuration.host, certificate !== null);
    const behindProxy = configuration.tls.kind === 'proxy';
    const doors = createTenantDoors({ database, master: key, publicUrl: where, behindProxy });
    const firstRun = await createFirstRun(database);
    const authenticate = actorNoted(createAuthenticate({ database, issuer: doors.issuer }));
    const place = { database, authenticate, doors, firstRun, publicUrl: where };
    await addSyncRoutes(server, { ...place, pokes: createPokes() });
    await addSignInRoutes(server, place);
    addIdentityRoutes(server, place);
    addCaseRoutes(server, place);
    addAuditRoutes(server, { ...place, master: key });
    const { deployFolder } = configuration;
    const deploying = {
      ...place,
      master: key,
      maintUrl: urls.maint,
      deployFolder,
      toCluster: configuration.deployToCluster === 'yes',
      failed: (error: unknown) => log.error({ err: nameOf(error) }, 'a deployment could not go on'),
    };
    ends.push(addDeployments(server, deploying));
    await server.listen({ host: configuration.host, port: configuration.port });
    ends.push(() => {
      serving = false;
      return drained(server);
    });
    return {
      url: where(),
      fingerprint: certificate?.fingerprint ?? null,
      firstRunLink: firstRun.token === null ? null : `${where()}/setup/${firstRun.token}`,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whoever was found to ask is who the audit log says did it. */
function actorNoted(authenticate: Authenticate): Authenticate {
  return async (authorization) => {
    const principal = await authenticate(authorization);
    actorIs({ is: 'member', id: principal.memberId, by: principal.by.is });
    return principal;
  };
}

async function databaseOf(
  { database, dataFolder }: Configuration,
  key: MasterKey,
  ends: (() => Promise<void>)[],
): Promise<DatabaseUrls> {
  if (database.kind === 'external') {
    return { owner: database.ownerUrl, app: database.appUrl, maint: database.maintUrl };
  }
  const password = passwordOf(key, 'superuser');
  const own = await startOwnPostgres({ folder: dataFolder, password });
  ends.push(() => own.stop());
  return prepareRoles(own, key);
}

function urlOf(server: HttpServer, host: string, isTls: boolean): string {
  const { port } = server.server.address() as AddressInfo;
  return `${isTls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function drained(server: HttpServer): Promise<void> {
  const late = setTimeout(() => server.server.closeAllConnections(), DRAIN_MS);
  await server.close();
  clearTimeout(late);
}
