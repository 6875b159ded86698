import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { addAuditRoutes } from './audit/index.ts';
import { keepBackups, noticeOtherLife } from './backup/index.ts';
import { addCaseRoutes } from './cases/index.ts';
import { addDeployments } from './deployments/index.ts';
import {
  addIdentityRoutes,
  addIdempotency,
  addMemberRoutes,
  addSecondFactorRoutes,
  addSessionRoutes,
  addSignInRoutes,
  createAuthenticate,
  createFirstRun,
  createProofs,
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
    const log = createLog(configuration.log);
    const urls = await databaseOf(configuration, key, { ends, log });
    await migrate(urls.owner);
    await noticeOtherLife(urls);
    const database = openDatabase(urls.app);
    ends.push(() => database.close());
    const { requestsPerMinute, sessions } = configuration;
    ends.push(forgetExpiredHourly(urls.maint, () => log.warn('expired rows could not be deleted')));
    const server = await createHttpServer({
      certificate,
      log,
      version: VERSION,
      requestsPerMinute,
    });
    let serving = true;
    const { metricsToken } = configuration;
    addObservationRoutes(server, { database, isServing: () => serving, metricsToken });
    // Known once it listens, and kept: requests that run while it ends need it too.
    let url = configuration.publicUrl;
    const where = (): string => (url ??= urlOf(server, configuration.host, certificate !== null));
    const behindProxy = configuration.tls.kind === 'proxy';
    const doors = createTenantDoors({
      database,
      master: key,
      publicUrl: where,
      behindProxy,
      sessions,
    });
    const proofs = createProofs({ master: key, publicUrl: where });
    server.addHook('onRequest', proofs.check);
    const firstRun = await createFirstRun(database);
    const authenticate = actorNoted(createAuthenticate({ database, issuer: doors.issuer, proofs }));
    const place = { database, master: key, authenticate, doors, firstRun, publicUrl: where };
    addIdempotency(server, place);
    await addSyncRoutes(server, { ...place, pokes: createPokes() });
    await addSignInRoutes(server, place);
    addIdentityRoutes(server, place);
    addSessionRoutes(server, place);
    addSecondFactorRoutes(server, place);
    addMemberRoutes(server, place);
    addCaseRoutes(server, place);
    addAuditRoutes(server, place);
    const { deployFolder } = configuration;
    const deploying = {
      ...place,
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
  return async (headers) => {
    const principal = await authenticate(headers);
    actorIs({ is: 'member', id: principal.memberId, by: principal.by.is });
    return principal;
  };
}

async function databaseOf(
  { database, dataFolder, backup }: Configuration,
  key: MasterKey,
  { ends, log }: { ends: (() => Promise<void>)[]; log: ReturnType<typeof createLog> },
): Promise<DatabaseUrls> {
  if (database.kind === 'external') {
    return { owner: database.ownerUrl, app: database.appUrl, maint: database.maintUrl };
  }
  const password = passwordOf(key, 'superuser');
  const { folder, keepDays } = backup;
  const archives = folder !== undefined;
  const own = await startOwnPostgres({ folder: dataFolder, password, archives });
  ends.push(() => own.stop());
  if (folder !== undefined) {
    const server = { dataFolder, folder: resolve(folder), keepDays, master: key, postgres: own };
    ends.push(
      keepBackups(server, (error) => log.error({ err: nameOf(error) }, 'a backup was not made')),
    );
  }
  return prepareRoles(own, key);
}

function urlOf(server: HttpServer, host: string, isTls: boolean): string {
  const { port } = server.server.address() as AddressInfo;
  // Browsers make passkeys for names only.
  const name = host === '127.0.0.1' ? 'localhost' : host;
  return `${isTls ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

async function drained(server: HttpServer): Promise<void> {
  const late = setTimeout(() => server.server.closeAllConnections(), DRAIN_MS);
  await server.close();
  clearTimeout(late);
}
