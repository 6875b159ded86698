import type { AddressInfo } from 'node:net';
import { Failure } from '../shared/model/failure.ts';
import { addAuditRoutes } from './audit/index.ts';
import { addCaseRoutes, addRawLogRoutes, addReadableLogRoutes } from './cases/index.ts';
import { addDeployments } from './deployments/index.ts';
import { addDeviceRoutes } from './devices/index.ts';
import { addGraphqlRoutes } from './graphql/index.ts';
import {
  addIdentityRoutes,
  addIdempotency,
  addMemberRoutes,
  addSecondFactorRoutes,
  addServiceAccountRoutes,
  addSessionRoutes,
  addSignInRoutes,
  createAuthenticate,
  createExternalProvider,
  createFirstRun,
  createProofs,
  createTenantDoors,
  type Authenticate,
  type ExternalProvider,
} from './identity/index.ts';
import { addJobRoutes, addRetentionRoutes } from './jobs/index.ts';
import { openServer, type OpenServer } from './open-server.ts';
import {
  actorIs,
  addRequestSpans,
  aloneReplica,
  addObservationRoutes,
  createHttpServer,
  createRates,
  createTeamChanges,
  hearWorkers,
  loadCertificate,
  nameOf,
  NO_LIMITS,
  redisReplicas,
  type Configuration,
  type CountRequest,
  type HttpServer,
} from './platform/index.ts';
import { addSubscriptionRoutes, createLimitGuard, createStripe } from './subscriptions/index.ts';
import { addSyncRoutes, createPokes } from './sync/index.ts';
import { VERSION } from './version.ts';
import { addWebhookRoutes } from './webhooks/index.ts';

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
    const open = await openServer(configuration, configuration.jobs === 'here', ends);
    const { keys, log, urls, database, jobs } = open;
    const external = await externalOf(configuration, log);
    const certificate = await loadCertificate(configuration, keys);
    const { requestsPerMinute, sessions, redisUrl } = configuration;
    const replicas = redisUrl === undefined ? aloneReplica() : redisReplicas({ redisUrl, log });
    ends.push(() => replicas.end());
    const server = await createHttpServer({
      certificate,
      log,
      version: VERSION,
      requestsPerMinute,
      replicas: redisUrl === undefined ? null : replicas,
    });
    if (configuration.tracesUrl !== undefined) addRequestSpans(server);
    let serving = true;
    const { metricsToken } = configuration;
    addObservationRoutes(server, { database, jobs, isServing: () => serving, metricsToken });
    // Known once it listens, and kept: requests that run while it ends need it too.
    let url = configuration.publicUrl;
    const where = (): string => (url ??= urlOf(server, configuration.host, certificate !== null));
    const behindProxy = configuration.tls.kind === 'proxy';
    const doors = createTenantDoors({
      database,
      keys,
      publicUrl: where,
      behindProxy,
      sessions,
    });
    const proofs = createProofs({ keys, publicUrl: where, isFirst: replicas.isFirst });
    server.addHook('onRequest', proofs.check);
    const firstRun = await createFirstRun(database);
    const authenticate = actorNoted(
      createAuthenticate({ database, issuer: doors.issuer, proofs }),
      createRates(requestsPerMinute, replicas),
    );
    const paid = configuration.billing.kind === 'none' ? null : configuration.billing;
    const limits = paid === null ? NO_LIMITS : createLimitGuard(paid);
    const place = { database, keys, authenticate, doors, firstRun, limits, publicUrl: where };
    addIdempotency(server, place);
    const pokes = createPokes(replicas);
    await addSyncRoutes(server, { ...place, pokes });
    await addSignInRoutes(server, { ...place, external });
    const changes = createTeamChanges(database, replicas, (heard) => {
      // Only an external database has workers beside its servers.
      if (configuration.database.kind === 'external') ends.push(hearWorkers(urls.app, heard));
    });
    await addGraphqlRoutes(server, { ...place, changes });
    addIdentityRoutes(server, place);
    addSessionRoutes(server, place);
    addSecondFactorRoutes(server, place);
    addMemberRoutes(server, place);
    addServiceAccountRoutes(server, place);
    addDeviceRoutes(server, { ...place, proofs, poke: pokes.poke });
    addCaseRoutes(server, place);
    addRawLogRoutes(server, place);
    addReadableLogRoutes(server, place);
    addAuditRoutes(server, place);
    addWebhookRoutes(server, { ...place, jobs });
    addJobRoutes(server, { ...place, jobs });
    addRetentionRoutes(server, place);
    const billing = paid && { ...paid, port: createStripe(paid) };
    await addSubscriptionRoutes(server, { ...place, billing });
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

/** The provider outside that says who members are. One that is away is asked again when somebody signs in. */
async function externalOf(
  { identity }: Configuration,
  log: OpenServer['log'],
): Promise<ExternalProvider | null> {
  if (identity.kind === 'own') return null;
  const external = createExternalProvider(identity);
  try {
    await external.look();
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'PROVIDER_SILENT') throw error;
    log.warn('the provider of sign-ins does not answer: nobody can sign in until it does');
  }
  return external;
}

/** Whoever was found to ask is who the audit log says did it, and whose requests are counted. */
function actorNoted(authenticate: Authenticate, count: CountRequest): Authenticate {
  // One request may ask several times who it is from.
  const counted = new WeakSet<object>();
  return async (headers) => {
    const principal = await authenticate(headers);
    if (!counted.has(headers)) {
      counted.add(headers);
      await count('member', principal.memberId);
      await count('tenant', principal.tenant);
    }
    const { memberId: id, by } = principal;
    actorIs({ is: 'member', id, by: by.is === 'key' && by.isService ? 'service' : by.is });
    return principal;
  };
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
