import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { readConfiguration, type Configuration } from '../../../tenant/platform/index.ts';
import { startTenant } from '../../../tenant/start.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  /** The body as JSON. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look at pieces of it
  readonly json: any;
}

export interface Asked {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly form?: Record<string, string>;
  readonly headers?: Record<string, string>;
}

export interface TestTenant {
  readonly url: string;
  readonly firstRunLink: string;
  readonly database: TestDatabase;
  /** Of the certificate's authority, PEM. */
  readonly authority: string;
  ask(path: string, asked?: Asked): Promise<Answer>;
  stop(): Promise<void>;
}

/** A whole server over HTTPS, with a database of its own in the cluster of the tests. */
export async function startTestTenant(
  change: Partial<Configuration> = {},
  before?: TestDatabase,
): Promise<TestTenant> {
  const folder = mkdtempSync(join(tmpdir(), 'error-iq-tenant-'));
  const database = before ?? (await testDatabase());
  const running = await startTenant({
    ...readConfiguration({}, null),
    dataFolder: folder,
    masterKey: inject('tenantCluster').key,
    port: 0,
    log: 'silent',
    database: {
      kind: 'external',
      ownerUrl: database.owner,
      appUrl: database.app,
      maintUrl: database.maint,
    },
    ...change,
  });
  const authority = readFileSync(join(folder, 'tls-authority.pem'), 'utf8');
  const ask = (path: string, { method, token, body, form, headers = {} }: Asked = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const sent =
        form !== undefined ? String(new URLSearchParams(form)) : body && JSON.stringify(body);
      const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
      const asking = request(
        new URL(path, running.url),
        {
          method: method ?? (sent === undefined ? 'GET' : 'POST'),
          ca: authority,
          headers: {
            ...(sent === undefined ? {} : { 'content-type': type }),
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            ...headers,
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const isJson = /json/.test(answer.headers['content-type'] ?? '');
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              text,
              json: isJson && text !== '' ? JSON.parse(text) : null,
            });
          });
        },
      );
      asking.on('error', reject);
      asking.end(sent);
    });
  return {
    url: running.url,
    firstRunLink: running.firstRunLink ?? '',
    database,
    authority,
    ask,
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const TEAM = { team: 'Night shift', slug: 'night', name: 'Ada', email: 'ada@example.org' };
export const PASSPHRASE = 'correct horse battery';

/** Makes the first team, with Ada as its admin. */
export async function makeTeam(tenant: TestTenant, team = TEAM): Promise<Answer> {
  return tenant.ask(new URL(tenant.firstRunLink).pathname, {
    form: { ...team, passphrase: PASSPHRASE },
  });
}

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

export const REDIRECT = 'http://127.0.0.1:54321/callback';

/** A sign-in as a desktop and a browser do it together, up to the code; `change` alters what is asked for. */
export async function signInForCode(
  tenant: TestTenant,
  who: { email: string; passphrase?: string },
  change: Record<string, string> = {},
): Promise<{ code: string; verifier: string; last: Answer }> {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: 'error-iq-desktop',
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: 'openid offline_access tenant',
    state: 'state',
    nonce: 'nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...change,
  });
  const { back, last } = await walkSignIn(tenant, `/t/night/auth?${query}`, who);
  const code = back === null ? '' : (new URL(back).searchParams.get('code') ?? '');
  return { code, verifier, last };
}

/** Goes through the pages of a sign-in as a browser does; gives where it leads back to, null: nowhere. */
export async function walkSignIn(
  tenant: TestTenant,
  page: string,
  who: { email: string; passphrase?: string },
): Promise<{ back: string | null; last: Answer }> {
  const cookies = new Map<string, string>();
  let path = page;
  let form: Record<string, string> | undefined;
  let last: Answer;
  for (let hop = 0; ; hop++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    last = await tenant.ask(path, { headers: { cookie }, ...(form && { form }) });
    for (const set of [last.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    form = undefined;
    const to = last.headers['location'];
    if (typeof to === 'string') {
      if (to.startsWith('http://127.0.0.1:')) return { back: to, last };
      path = new URL(to, new URL(path, tenant.url)).href.slice(tenant.url.length);
    } else if (last.status === 200 && path.includes('/sign-in/')) {
      form = { email: who.email, passphrase: who.passphrase ?? PASSPHRASE };
    } else return { back: null, last };
    if (hop > 10) throw new Error('the sign-in goes in circles');
  }
}

/** Exchanges a code or refresh token. */
export function exchange(tenant: TestTenant, form: Record<string, string>): Promise<Answer> {
  return tenant.ask('/t/night/token', { form: { client_id: 'error-iq-desktop', ...form } });
}

/** Signs a member in. */
export async function signedIn(tenant: TestTenant, email: string = TEAM.email): Promise<Tokens> {
  const { code, verifier, last } = await signInForCode(tenant, { email });
  if (code === '') throw new Error(`not signed in: ${last.status} ${last.text}`);
  const { status, json } = await exchange(tenant, {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: REDIRECT,
  });
  if (status !== 200) throw new Error(`no tokens: ${JSON.stringify(json)}`);
  return { access: json.access_token, refresh: json.refresh_token };
}

/** Invites somebody, who joins and signs in. */
export async function joined(
  tenant: TestTenant,
  admin: string,
  { email, role, name }: { email: string; role: string; name: string },
): Promise<Tokens> {
  const invited = await tenant.ask('/api/v1/invitations', { token: admin, body: { email, role } });
  const link = new URL(invited.json.link).pathname;
  const form = { name, passphrase: PASSPHRASE };
  const answer = await tenant.ask(link, { form });
  if (answer.status !== 200) throw new Error(answer.text);
  return signedIn(tenant, email);
}
