import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { billingConfiguration } from './billing-configuration.ts';
import { identityConfiguration } from './identity-configuration.ts';

const port = z.number().int().min(0).max(65_535);
const postgresUrl = z
  .url({ protocol: /^postgres(ql)?$/ })
  .describe('postgres://user:password@host:port/database');

const configurationFile = z.strictObject({
  /** Folder of the key, the certificate and the server's own database. */
  dataFolder: z.string().min(1).exactOptional(),
  /** A program that wraps and unwraps by the master key of a KMS, instead of a key of one's own. */
  keyCommand: z.string().min(1).exactOptional(),
  /** Address to listen on. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0: any that is free. */
  port: port.default(7443),
  /** Where desktops find the server, when it is not at `host` and `port`: behind a proxy, say. */
  publicUrl: z.url({ protocol: /^https$/ }).exactOptional(),
  database: z
    .discriminatedUnion('kind', [
      /** PostgreSQL 18 that comes with the server, in its data folder. */
      z.strictObject({ kind: z.literal('own') }),
      /** PostgreSQL 15 to 18 of your own, with the four roles of `database-roles.sql`. */
      z.strictObject({
        kind: z.literal('external'),
        ownerUrl: postgresUrl,
        appUrl: postgresUrl,
        maintUrl: postgresUrl,
        jobsUrl: postgresUrl,
      }),
    ])
    .default({ kind: 'own' }),
  /** Backups of the server's own PostgreSQL. */
  backup: z
    .strictObject({
      /** Where they go, on another disk at best; without one none are made. */
      folder: z.string().min(1).exactOptional(),
      /** How far back any moment can be restored. */
      keepDays: z.number().int().min(1).max(3660).default(14),
    })
    .prefault({}),
  tls: z
    .discriminatedUnion('kind', [
      /** A certificate made at the first start, which desktops know by its fingerprint. */
      z.strictObject({ kind: z.literal('own') }),
      z.strictObject({
        kind: z.literal('files'),
        certificate: z.string().min(1),
        key: z.string().min(1),
      }),
      /** A proxy on this machine speaks TLS; the server listens on loopback only. */
      z.strictObject({ kind: z.literal('proxy') }),
    ])
    .default({ kind: 'own' }),
  /** Who says who a member is: this server, or a provider of OpenID Connect. */
  identity: identityConfiguration,
  /** Most requests in a minute of one desktop or key, or of one address that sends neither. */
  requestsPerMinute: z.number().int().positive().default(1200),
  /** Redis that several processes of the server share counts and pokes by; one process needs none. */
  redisUrl: z
    .url({ protocol: /^rediss?$/, error: 'must be redis://host:port or rediss://host:port' })
    .exactOptional(),
  /** How long a desktop stays signed in: without being heard of, and at most. */
  sessions: z
    .strictObject({
      idleHours: z.number().positive().max(8784).default(720),
      absoluteHours: z.number().positive().max(8784).default(2160),
    })
    .prefault({}),
  /** Who asks for /metrics from another machine sends it as a bearer token; without one only this machine may ask. */
  metricsToken: z.string().min(16).exactOptional(),
  /** Where traces are sent: an OpenTelemetry collector's address for traces (OTLP over HTTP); without one none are recorded. */
  tracesUrl: z.url({ protocol: /^https?$/ }).exactOptional(),
  /** Where the audit logs of all teams are sent: syslog over TLS (RFC 5424, RFC 5425); without it nowhere. */
  siem: z
    .strictObject({
      host: z.string().min(1),
      port: port.default(6514),
      /** As entries are hashed, in the Common Event Format, or in the Elastic Common Schema. */
      format: z.enum(['plain', 'cef', 'ecs']).default('plain'),
      /** File of the certificate, PEM, that the receiver's goes back to; without one those of this system. */
      authority: z.string().min(1).exactOptional(),
    })
    .exactOptional(),
  /** Folder of executables that deployments may run on this machine; without one they run none. */
  deployFolder: z.string().min(1).exactOptional(),
  /** Whether deployments may use `helm` and `kubectl` with the rights of who runs the server. */
  deployToCluster: z.enum(['yes', 'no']).default('no'),
  /** Networks inside, such as 10.1.0.0/16, that webhooks may go to; without one they go to the internet only. */
  webhookNetworks: z
    .array(z.union([z.cidrv4(), z.cidrv6()], { error: 'must be a network, such as 10.1.0.0/16' }))
    .default([]),
  /** Whether this process does the jobs that are due too, or processes beside it (`npm run tenant -- worker`). */
  jobs: z.enum(['here', 'elsewhere']).default('here'),
  /** Whether teams pay for what they use. */
  billing: billingConfiguration,
  log: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** How the server runs. */
export type Configuration = Readonly<
  Omit<z.output<typeof configurationFile>, 'dataFolder'> & {
    dataFolder: string;
    /** The master key, when the environment brings it. */
    masterKey: string | undefined;
  }
>;

/** Environment variables that stand for a member of the configuration, and win over the file. */
const VARIABLES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  ERROR_IQ_TENANT_DATA: ['dataFolder'],
  ERROR_IQ_TENANT_KEY_COMMAND: ['keyCommand'],
  ERROR_IQ_TENANT_HOST: ['host'],
  ERROR_IQ_TENANT_PORT: ['port'],
  ERROR_IQ_TENANT_PUBLIC_URL: ['publicUrl'],
  ERROR_IQ_TENANT_DATABASE: ['database', 'kind'],
  ERROR_IQ_TENANT_DATABASE_OWNER_URL: ['database', 'ownerUrl'],
  ERROR_IQ_TENANT_DATABASE_APP_URL: ['database', 'appUrl'],
  ERROR_IQ_TENANT_DATABASE_MAINT_URL: ['database', 'maintUrl'],
  ERROR_IQ_TENANT_BACKUP_FOLDER: ['backup', 'folder'],
  ERROR_IQ_TENANT_BACKUP_KEEP_DAYS: ['backup', 'keepDays'],
  ERROR_IQ_TENANT_DATABASE_JOBS_URL: ['database', 'jobsUrl'],
  ERROR_IQ_TENANT_TLS: ['tls', 'kind'],
  ERROR_IQ_TENANT_TLS_CERTIFICATE: ['tls', 'certificate'],
  ERROR_IQ_TENANT_TLS_KEY: ['tls', 'key'],
  ERROR_IQ_TENANT_IDENTITY: ['identity', 'kind'],
  ERROR_IQ_TENANT_OIDC_ISSUER: ['identity', 'issuer'],
  ERROR_IQ_TENANT_OIDC_TITLE: ['identity', 'title'],
  ERROR_IQ_TENANT_OIDC_CLIENT_ID: ['identity', 'clientId'],
  ERROR_IQ_TENANT_OIDC_CLIENT_SECRET: ['identity', 'clientSecret'],
  ERROR_IQ_TENANT_OIDC_CLIENT_SECRET_FILE: ['identity', 'clientSecretFile'],
  ERROR_IQ_TENANT_OIDC_SCOPES: ['identity', 'scopes'],
  ERROR_IQ_TENANT_OIDC_EMAIL_CLAIM: ['identity', 'emailClaim'],
  ERROR_IQ_TENANT_OIDC_EMAIL_VERIFIED_CLAIM: ['identity', 'emailVerifiedClaim'],
  ERROR_IQ_TENANT_OIDC_GROUPS: ['identity', 'groups', 'anyOf'],
  ERROR_IQ_TENANT_OIDC_GROUPS_CLAIM: ['identity', 'groups', 'claim'],
  ERROR_IQ_TENANT_OIDC_SECOND_FACTOR_ACRS: ['identity', 'secondFactorAcrs'],
  ERROR_IQ_TENANT_OIDC_PASSPHRASES: ['identity', 'passphrases'],
  ERROR_IQ_TENANT_REQUESTS_PER_MINUTE: ['requestsPerMinute'],
  ERROR_IQ_TENANT_REDIS_URL: ['redisUrl'],
  ERROR_IQ_TENANT_SESSION_IDLE_HOURS: ['sessions', 'idleHours'],
  ERROR_IQ_TENANT_SESSION_ABSOLUTE_HOURS: ['sessions', 'absoluteHours'],
  ERROR_IQ_TENANT_METRICS_TOKEN: ['metricsToken'],
  ERROR_IQ_TENANT_TRACES_URL: ['tracesUrl'],
  ERROR_IQ_TENANT_SIEM_HOST: ['siem', 'host'],
  ERROR_IQ_TENANT_SIEM_PORT: ['siem', 'port'],
  ERROR_IQ_TENANT_SIEM_FORMAT: ['siem', 'format'],
  ERROR_IQ_TENANT_SIEM_AUTHORITY: ['siem', 'authority'],
  ERROR_IQ_TENANT_DEPLOY_FOLDER: ['deployFolder'],
  ERROR_IQ_TENANT_DEPLOY_TO_CLUSTER: ['deployToCluster'],
  ERROR_IQ_TENANT_WEBHOOK_NETWORKS: ['webhookNetworks'],
  ERROR_IQ_TENANT_JOBS: ['jobs'],
  ERROR_IQ_TENANT_STRIPE_KEY: ['billing', 'secretKey'],
  ERROR_IQ_TENANT_STRIPE_WEBHOOK_SECRET: ['billing', 'webhookSecret'],
  ERROR_IQ_TENANT_LOG: ['log'],
};

const NUMBERS: ReadonlySet<string> = new Set([
  'port',
  'requestsPerMinute',
  'idleHours',
  'absoluteHours',
  'keepDays',
]);

/** Members that a variable names one after the other, with commas. */
const LISTS: ReadonlySet<string> = new Set([
  'webhookNetworks',
  'scopes',
  'anyOf',
  'secondFactorAcrs',
]);

const MASTER_KEY = 'ERROR_IQ_TENANT_KEY';

type Environment = Readonly<Record<string, string | undefined>>;
type Members = { [name: string]: unknown };

/**
 * The configuration from a JSON file, if one is named, and the environment. Throws CONFIGURATION_BAD, whose sentence
 * names every member that is wrong, where it came from and what it must be, but no value, which may be a secret.
 */
export function readConfiguration(environment: Environment, file: string | null): Configuration {
  const members: Members = file === null ? {} : readFile(file);
  const from = new Map<string, string>();
  for (const [variable, path] of Object.entries(VARIABLES)) {
    const value = environment[variable];
    if (value === undefined || value === '') continue;
    set(members, path, meant(path.at(-1) ?? '', value));
    from.set(path.join('.'), variable);
  }
  const parsed = configurationFile.safeParse(members);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => {
      const member = path.join('.');
      return `${from.get(member) ?? (member === '' ? 'the file' : member)}: ${message}`;
    });
    throw bad(faults, file);
  }
  const configuration = parsed.data;
  if (configuration.tls.kind === 'proxy' && !isLoopback(configuration.host)) {
    throw bad(
      ['tls: behind a proxy the server speaks no TLS itself, so host must be 127.0.0.1 or ::1'],
      file,
    );
  }
  return {
    ...configuration,
    dataFolder: resolve(configuration.dataFolder ?? defaultDataFolder()),
    masterKey: environment[MASTER_KEY],
  };
}

function meant(member: string, value: string): unknown {
  if (LISTS.has(member)) return value.split(',').map((part) => part.trim());
  return NUMBERS.has(member) && /^\d+$/.test(value) ? Number(value) : value;
}

function bad(faults: readonly string[], file: string | null): Failure {
  return new Failure(
    'CONFIGURATION_BAD',
    `The server was not started, because its configuration is wrong. ${faults.join('; ')}.`,
    { file },
  );
}

function readFile(path: string): Members {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : 'it cannot be read';
    throw bad([`${path}: ${reason}`], path);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw bad([`${path}: it must hold one JSON object`], path);
  }
  return { ...value };
}

function set(members: Members, [name, ...rest]: readonly string[], value: unknown): void {
  if (name === undefined) return;
  const [next] = rest;
  if (next === undefined) {
    members[name] = value;
    return;
  }
  const before = members[name];
  const inner: Members = typeof before === 'object' && before !== null ? { ...before } : {};
  set(inner, rest, value);
  members[name] = inner;
}

/** Whether an address is of this machine only. */
export function isLoopback(address: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|::1|localhost|::ffff:127\.\d+\.\d+\.\d+)$/.test(address);
}

function defaultDataFolder(): string {
  const home = homedir();
  switch (process.platform) {
    case 'win32':
      return join(process.env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Error-IQ tenant');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Error-IQ tenant');
    default:
      // PostgreSQL does not run as root, and what it runs as instead cannot reach into root's home.
      if (process.getuid?.() === 0) return '/var/lib/error-iq-tenant';
      return join(process.env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'error-iq-tenant');
  }
}
