#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { Failure } from '../shared/model/failure.ts';
import { readConfiguration } from './platform/index.ts';
import { startTenant } from './start.ts';
import { startWorker } from './start-worker.ts';
import { VERSION } from './version.ts';

const HELP = `The team server of Auterity Error-IQ ${VERSION}.

  npm run tenant -- [--config FILE.json]
  npm run tenant -- worker [--config FILE.json]

Starts it on https://localhost:7443 with a database and a certificate of its own, and ends it on Ctrl+C; "worker" does
the jobs of a server whose ERROR_IQ_TENANT_JOBS is elsewhere, on the same external database.
What differs is said in a JSON file or in variables; a variable wins over the file:

  ERROR_IQ_TENANT_DATA              folder of the key, the certificate and the own database
  ERROR_IQ_TENANT_HOST, _PORT       where it listens
  ERROR_IQ_TENANT_PUBLIC_URL        where desktops find it, when that is elsewhere
  ERROR_IQ_TENANT_KEY               the master key, 32 bytes in base64url, instead of the file tenant.key
  ERROR_IQ_TENANT_DATABASE          own, or external with _DATABASE_OWNER_URL, _APP_URL,
                                    _MAINT_URL and _JOBS_URL
  ERROR_IQ_TENANT_TLS               own, files with _TLS_CERTIFICATE and _TLS_KEY, or proxy
  ERROR_IQ_TENANT_REQUESTS_PER_MINUTE
                                    most of one desktop or key
  ERROR_IQ_TENANT_SESSION_IDLE_HOURS, _SESSION_ABSOLUTE_HOURS
                                    how long a desktop stays signed in: unheard of, and at most
  ERROR_IQ_TENANT_METRICS_TOKEN     lets other machines ask for /metrics
  ERROR_IQ_TENANT_DEPLOY_FOLDER     executables that deployments may run on this machine
  ERROR_IQ_TENANT_DEPLOY_TO_CLUSTER yes: deployments may use helm and kubectl
  ERROR_IQ_TENANT_WEBHOOK_NETWORKS  networks inside that webhooks may go to, as 10.1.0.0/16,fd00::/8
  ERROR_IQ_TENANT_JOBS              here, or elsewhere: workers beside it do what is due
  ERROR_IQ_TENANT_LOG               debug, info, warn, error or silent

Exit codes: 0 ended, 1 failed, 2 wrong usage.
`;

const began = performance.now();

try {
  const options = { config: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  const { values, positionals } = readArguments(options);
  const [role, extra] = positionals;
  if (values.help === true) {
    process.stdout.write(HELP);
  } else if (extra !== undefined || (role !== undefined && role !== 'worker')) {
    throw new Failure('USAGE', 'It takes "worker" or nothing; see --help.');
  } else {
    await (role === 'worker' ? work : serve)(values.config ?? null);
  }
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.code === 'USAGE' || error.code === 'CONFIGURATION_BAD' ? 2 : 1;
}

function readArguments<O extends NonNullable<Parameters<typeof parseArgs>[0]>['options']>(
  options: O,
) {
  try {
    return parseArgs({ options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new Failure('USAGE', error instanceof Error ? error.message : String(error));
  }
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
