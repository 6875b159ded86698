#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { Failure } from '../shared/model/failure.ts';
import { checkServer } from './check-server.ts';
import { changeDataKeys, changeMaster, changeSeed, destroyBefore } from './operate-keys.ts';
import { backupNow, listBackups, restoreTo, sayPutBack, type Operated } from './operate.ts';
import { readConfiguration, type Configuration } from './platform/index.ts';
import { startTenant } from './start.ts';
import { startWorker } from './start-worker.ts';
import { VERSION } from './version.ts';

const HELP = `The team server of Auterity Error-IQ ${VERSION}.

  npm run tenant -- [--config FILE.json]
  npm run tenant -- worker [--config FILE.json]
  npm run tenant -- backup [--json]
  npm run tenant -- backups [--verify] [--from FOLDER] [--json]
  npm run tenant -- restore [--to TIME] [--from FOLDER] [--replace] [--timeline N] [--json]
  npm run tenant -- restored [--to TIME] [--json]
  npm run tenant -- rekey [--data-keys | --seed | --destroy-before] [--json]
  npm run tenant -- check [--json]

Starts it on https://localhost:7443 with a database and a certificate of its own, and ends it on Ctrl+C; "worker" does
the jobs of a server whose ERROR_IQ_TENANT_JOBS is elsewhere, on the same external database.
What differs is said in a JSON file or in variables; a variable wins over the file:

  ERROR_IQ_TENANT_DATA              folder of the key, the certificate and the own database
  ERROR_IQ_TENANT_HOST, _PORT       where it listens
  ERROR_IQ_TENANT_PUBLIC_URL        where desktops find it, when that is elsewhere
  ERROR_IQ_TENANT_KEY               the master key, 32 bytes in base64url, instead of the file tenant.key
  ERROR_IQ_TENANT_KEY_COMMAND       a program that stands for it (a KMS): run as PROGRAM wrap and PROGRAM unwrap, it reads
                                    a line and answers with one
  ERROR_IQ_TENANT_DATABASE          own, or external with _DATABASE_OWNER_URL, _APP_URL,
                                    _MAINT_URL and _JOBS_URL
  ERROR_IQ_TENANT_BACKUP_FOLDER, _BACKUP_KEEP_DAYS
                                    where backups of the own database go, and how far back they reach
  ERROR_IQ_TENANT_TLS               own, files with _TLS_CERTIFICATE and _TLS_KEY, or proxy
  ERROR_IQ_TENANT_IDENTITY          own, or external: a provider of OpenID Connect says who members are, with _OIDC_ISSUER,
                                    _OIDC_CLIENT_ID, _OIDC_CLIENT_SECRET or _OIDC_CLIENT_SECRET_FILE, and more
                                    (docs/tenant-sign-in.md)
  ERROR_IQ_TENANT_REQUESTS_PER_MINUTE
                                    most of one desktop or key
  ERROR_IQ_TENANT_REDIS_URL         redis:// or rediss://: what several servers on one external database share limits and
                                    pokes by; one alone needs none (docs/tenant-replicas.md)
  ERROR_IQ_TENANT_SESSION_IDLE_HOURS, _SESSION_ABSOLUTE_HOURS
                                    how long a desktop stays signed in: unheard of, and at most
  ERROR_IQ_TENANT_METRICS_TOKEN     lets other machines ask for /metrics
  ERROR_IQ_TENANT_TRACES_URL        where traces are sent, as http://localhost:4318/v1/traces (OpenTelemetry)
  ERROR_IQ_TENANT_SIEM_HOST, _PORT, _FORMAT, _AUTHORITY
                                    syslog over TLS that gets the audit log; plain, cef or ecs
  ERROR_IQ_TENANT_DEPLOY_FOLDER     executables that deployments may run on this machine
  ERROR_IQ_TENANT_DEPLOY_TO_CLUSTER yes: deployments may use helm and kubectl
  ERROR_IQ_TENANT_WEBHOOK_NETWORKS  networks inside that webhooks may go to, as 10.1.0.0/16,fd00::/8
  ERROR_IQ_TENANT_STRIPE_KEY, _STRIPE_WEBHOOK_SECRET
                                    secrets of Stripe, where the file says billing (docs/tenant-subscriptions.md)
  ERROR_IQ_TENANT_JOBS              here, or elsewhere: workers beside it do what is due
  ERROR_IQ_TENANT_LOG               debug, info, warn, error or silent

With a backup folder its own database goes there: every day whole, and its log within a minute, encrypted, so that the
master key opens it. "backup" makes one now; "backups" lists which times can be restored, and reads every byte with
--verify; "restore" makes the database as it was at a time (2026-11-28T21:30:00Z; without one the latest), puts one that is
there aside with --replace, and changes nothing when a byte of the backup is not as it was. "restored" is said after an
external database was put back by its own tools. "check" looks at configuration, keys, database, migrations, roles, clock,
TLS, disk and backups, says of each what to do, changes nothing, and exits with 1 where something is wrong.

"rekey" puts the server under another master key while it serves: a new tenant.key, or ERROR_IQ_TENANT_NEXT_KEY, or
ERROR_IQ_TENANT_NEXT_KEY_COMMAND. With --data-keys all teams get new keys for what they have sealed, and that is sealed
again; with --seed passwords, passphrase and cookie keys of the server are made anew at its next start. Whatever ends one, saying
it again goes on. With --destroy-before the keys that were in tenant.key before, which
are kept under the one in force, are destroyed (docs/tenant-keys.md).

Exit codes: 0 ended, 1 failed, 2 wrong usage.
`;

const began = performance.now();

try {
  const { values, positionals } = readArguments();
  const config = values.config ?? null;
  if (values.help === true) {
    process.stdout.write(HELP);
  } else if (positionals.length === 0) {
    refuseOthers(values, ['config']);
    await serve(config);
  } else if (positionals.length === 1 && positionals[0] === 'worker') {
    refuseOthers(values, ['config']);
    await work(config);
  } else {
    await operate(positionals, values, () => readConfiguration(process.env, config));
  }
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.code === 'USAGE' || error.code === 'CONFIGURATION_BAD' ? 2 : 1;
}

function readArguments() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    config: text,
    to: text,
    from: text,
    timeline: text,
    replace: flag,
    verify: flag,
    'data-keys': flag,
    seed: flag,
    'destroy-before': flag,
    json: flag,
    help: { ...flag, short: 'h' },
  } as const;
  try {
    return parseArgs({ options, strict: true, allowPositionals: true });
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

type Values = ReturnType<typeof readArguments>['values'];

async function operate(
  [command, ...more]: readonly string[],
  values: Values,
  read: () => Configuration,
): Promise<void> {
  const { from = null, replace: replaces = false, verify: verifies = false } = values;
  if (more.length > 0) throw usage(`"${command}" takes no more words.`);
  const said = (what: string): void => void process.stderr.write(`${what}\n`);
  const only = (...names: (keyof Values)[]): void =>
    refuseOthers(values, [...names, 'config', 'json']);
  const commands: Record<string, () => Promise<Operated>> = {
    backup() {
      only();
      return backupNow(read());
    },
    backups() {
      only('from', 'verify');
      return listBackups(read(), { from, verifies });
    },
    restore() {
      only('to', 'from', 'timeline', 'replace');
      const words = { to: timeOf(values.to), from, timeline: countOf(values.timeline), replaces };
      return restoreTo(read(), words, said);
    },
    restored() {
      only('to');
      return sayPutBack(read(), timeOf(values.to));
    },
    check() {
      only();
      return checkServer(read);
    },
    rekey() {
      only('data-keys', 'seed', 'destroy-before');
      const asked = [values['data-keys'], values.seed, values['destroy-before']];
      if (asked.filter((one) => one === true).length > 1) {
        throw usage('Say --data-keys, --seed or --destroy-before.');
      }
      if (values['destroy-before'] === true) return destroyBefore(read());
      if (values.seed === true) return changeSeed(read());
      if (values['data-keys'] === true) return changeDataKeys(read(), said);
      return changeMaster(read(), {
        nextKey: process.env['ERROR_IQ_TENANT_NEXT_KEY'],
        nextKeyCommand: process.env['ERROR_IQ_TENANT_NEXT_KEY_COMMAND'],
      });
    },
  };
  const run = Object.hasOwn(commands, command ?? '') ? commands[command ?? ''] : undefined;
  if (run === undefined) throw usage(`There is no command "${command}". Say --help.`);
  const { document, lines, failed = false } = await run();
  if (failed) process.exitCode = 1;
  process.stdout.write(
    values.json === true ? `${JSON.stringify(document)}\n` : `${lines.join('\n')}\n`,
  );
}

function refuseOthers(values: Values, allowed: readonly (keyof Values)[]): void {
  const other = Object.keys(values).find((name) => !allowed.some((one) => one === name));
  if (other !== undefined) throw usage(`--${other} has no meaning here. Say --help.`);
}

function timeOf(text: string | undefined): Date | null {
  if (text === undefined) return null;
  // Without a zone it would mean another moment on another machine.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) {
    throw usage('--to is a time with its zone, such as 2026-11-28T21:30:00Z.');
  }
  return new Date(text);
}

function countOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usage('--timeline is a number.');
  return Number(text);
}

function usage(sentence: string): Failure {
  return new Failure('USAGE', sentence);
}

/** Comes when the process is asked to end. */
function askedToEnd(): Promise<void> {
  return new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}

async function work(config: string | null): Promise<void> {
  const asked = askedToEnd();
  const stop = await startWorker(readConfiguration(process.env, config));
  process.stdout.write('The worker does what is due.\n');
  await asked;
  process.stderr.write('Ending: jobs that run come to their end first.\n');
  await stop();
}

async function serve(config: string | null): Promise<void> {
  const asked = askedToEnd();
  const running = await startTenant(readConfiguration(process.env, config));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`The team server is ready at ${running.url} after ${seconds} s.\n`);
  if (running.fingerprint !== null) {
    process.stdout.write(`Its certificate: SHA-256 ${running.fingerprint}\n`);
  }
  if (running.firstRunLink !== null) {
    process.stdout.write(
      `It has no team yet. Open this link to make it: ${running.firstRunLink}\n`,
    );
  }
  await asked;
  process.stderr.write('Ending: requests that run are answered first.\n');
  await running.stop();
}
