import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { generate } from 'otplib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createExternalProvider } from '../../../../tenant/identity/index.ts';
import { readConfiguration } from '../../../../tenant/platform/index.ts';
import {
  exchange,
  hiddenOf,
  makeTeam,
  REDIRECT,
  signInPage,
  startTestTenant,
  TEAM,
  testBrowser,
  withCodeApp,
  type Answer,
  type Browser,
  type TestTenant,
} from '../test-tenant.ts';
import { startForeignIssuer, type Change, type ForeignIssuer } from './foreign-issuer.ts';

const ADA = { sub: 'ada-there', email: TEAM.email, email_verified: true, name: 'Ada L.' };
const BOB = { sub: 'bob-there', email: 'bob@example.org', email_verified: true, name: 'Bob' };

const folder = mkdtempSync(join(tmpdir(), 'error-iq-external-'));
let foreign: ForeignIssuer;
let tenant: TestTenant;

const configured = (more: Record<string, string> = {}) => {
  const { identity } = readConfiguration(
    {
      ERROR_IQ_TENANT_IDENTITY: 'external',
      ERROR_IQ_TENANT_OIDC_ISSUER: foreign.issuer,
      ERROR_IQ_TENANT_OIDC_TITLE: 'Example ID',
      ERROR_IQ_TENANT_OIDC_CLIENT_ID: foreign.clientId,
      ERROR_IQ_TENANT_OIDC_CLIENT_SECRET: foreign.clientSecret,
      ERROR_IQ_TENANT_OIDC_SECOND_FACTOR_ACRS: 'urn:foreign:mfa',
      ...more,
    },
    null,
  );
  if (identity.kind !== 'external') throw new Error('it is external');
  return identity;
};

beforeAll(async () => {
  foreign = await startForeignIssuer();
  tenant = await startTestTenant({ identity: configured() });
  foreign.knows(`${tenant.url}/t/night/provider`);
  expect((await makeTeam(tenant)).status).toBe(200);
});
beforeEach(() => {
  foreign.now = { person: ADA, change: {} };
});
afterAll(async () => {
  await tenant.stop();
  await foreign.stop();
  rmSync(folder, { recursive: true });
});

interface Walked {
  readonly browser: Browser;
  /** Where the browser was sent at the provider. */
  readonly there: string;
  readonly verifier: string;
}

/** Opens a sign-in and goes to the provider. */
async function begun(change: Record<string, string> = {}): Promise<Walked> {
  const { page, verifier } = signInPage(change);
  const browser = testBrowser(tenant);
  const { last } = await browser.go(page);
  const link = /<a class="button" href="([^"]+)">Sign in with Example ID<\/a>/.exec(last.text)?.[1];
  const { path: there } = await browser.go(link ?? 'no link');
  return { browser, there, verifier };
}

/** Comes back from the provider; gives the code for the desktop, empty: none, and the page that stands there. */
async function cameBack(
  { browser }: Walked,
  back: string,
): Promise<{ code: string; last: Answer }> {
  const { path, last } = await browser.go(back.slice(tenant.url.length));
  return { code: codeOf(path), last };
}

const codeOf = (path: string): string =>
  path.startsWith(REDIRECT) ? (new URL(path).searchParams.get('code') ?? '') : '';

async function tokenOf({ verifier }: Walked, code: string): Promise<string> {
  const form = { grant_type: 'authorization_code', code, code_verifier: verifier };
  return (await exchange(tenant, { ...form, redirect_uri: REDIRECT })).json.access_token;
}

async function signedInThere(change: Record<string, string> = {}): Promise<string> {
  const walked = await begun(change);
  const { code, last } = await cameBack(walked, await foreign.signIn(walked.there));
  if (code === '') throw new Error(`not signed in: ${last.status} ${last.text}`);
  return tokenOf(walked, code);
}

/** What the page says when nobody was signed in. */
async function refusedThere(change: Change = {}): Promise<string> {
  foreign.now = { ...foreign.now, change };
  const walked = await begun();
  const { code, last } = await cameBack(walked, await foreign.signIn(walked.there));
  expect(code).toBe('');
  expect(last.status).toBe(403);
  return saidBy(last);
}

const saidBy = ({ text }: Answer): string =>
  (/role="alert">([^<]+)/.exec(text)?.[1] ?? '').replaceAll('&#39;', "'");

test('the admin of the first link signs in there, and her passphrase is not asked for', async () => {
  const token = await signedInThere();
  expect((await tenant.ask('/api/v1/me', { token })).json).toMatchObject({
    name: 'Ada',
    role: 'admin',
    email: TEAM.email,
  });
  expect(decodeJwt(token)['acr']).toBe('urn:error-iq:provider');
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(foreign.asked.get(name)?.length).toBeGreaterThanOrEqual(43);
  }
  const browser = testBrowser(tenant);
  const { path, last } = await browser.go(signInPage().page);
  expect(last.text).not.toContain('name="passphrase"');
  const sent = await browser.go(path, { email: TEAM.email, passphrase: 'correct horse battery' });
  expect(sent.last.status).toBe(403);
  expect(saidBy(sent.last)).toContain('Passphrases are not used here');
});

test('whoever is invited joins by signing in there, and stays the same member under another address', async () => {
  foreign.now.person = BOB;
  expect(await refusedThere()).toContain('Nobody has invited bob@example.org');
  foreign.now = { person: ADA, change: {} };
  const admin = await signedInThere();
  const body = { email: 'Bob@Example.org', role: 'analyst' };
  const invited = await tenant.ask('/api/v1/invitations', { token: admin, body });
  const join = new URL(invited.json.link).pathname;
  expect((await tenant.ask(join)).text).toContain('sign in with Example ID under this address');
  const typed = await tenant.ask(join, { form: { name: 'Eve', passphrase: 'eve eve eve eve' } });
  expect(typed.status).toBe(403);

  foreign.now.person = { ...BOB, email_verified: false };
  expect(await refusedThere()).toContain('does not say that your e-mail address was verified');
  foreign.now.person = { ...BOB, email: 'ｂob@example.org' };
  expect(await refusedThere()).toContain('does not say that your e-mail address was verified');
  foreign.now = { person: BOB, change: {} };
  const first = await tenant.ask('/api/v1/me', { token: await signedInThere() });
  expect(first.json).toMatchObject({ name: 'Bob', role: 'analyst' });
  foreign.now.person = { ...BOB, email: TEAM.email, email_verified: false };
  const again = await tenant.ask('/api/v1/me', { token: await signedInThere() });
  expect(again.json).toEqual(first.json);
  expect((await tenant.ask(join)).status).toBe(410);
});

test('another account of the provider with the address of a member does not become her', async () => {
  await signedInThere();
  foreign.now.person = { ...ADA, sub: 'somebody-else' };
  expect(await refusedThere()).toContain('signs in with another account of the provider');
});

const altered =
  (claims: Record<string, unknown>): NonNullable<Change['idToken']> =>
  (said, sign) =>
    sign({ ...said, ...claims });
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test.each<[string, Change, string]>([
  ['of another issuer', { idToken: altered({ iss: 'https://evil.example' }) }, '(ID token: iss)'],
  ['for another client', { idToken: altered({ aud: 'another-client' }) }, '(ID token: aud)'],
  [
    'for several clients, and not said for which',
    { idToken: altered({ aud: ['error-iq-team', 'another'] }) },
    '(ID token: azp)',
  ],
  ['that was given to another', { idToken: altered({ azp: 'another' }) }, '(ID token: azp)'],
  ['with another nonce', { idToken: altered({ nonce: 'n'.repeat(43) }) }, '(ID token: nonce)'],
  ['without a nonce', { idToken: altered({ nonce: undefined }) }, '(ID token: nonce)'],
  ['that has ended', { idToken: altered({ exp: Math.floor(Date.now() / 1000) - 90 }) }, 'exp'],
  ['without an end', { idToken: altered({ exp: undefined }) }, '(ID token: exp)'],
  [
    'without a signature',
    { idToken: async (said) => `${part({ alg: 'none' })}.${part(said)}.` },
    'ERR_J',
  ],
  [
    'signed with the secret of the client',
    {
      idToken: async (said) => {
        const text = `${part({ alg: 'HS256', kid: 'foreign' })}.${part(said)}`;
        const mac = createHmac('sha256', 'what both of them know').update(text);
        return `${text}.${mac.digest('base64url')}`;
      },
    },
    'ERR_JOSE_ALG_NOT_ALLOWED',
  ],
  [
    'signed with a key that is not of the provider',
    {
      idToken: async (said) => {
        const { privateKey } = await generateKeyPair('ES256');
        const token = new SignJWT(said).setProtectedHeader({ alg: 'ES256', kid: 'foreign' });
        return token.sign(privateKey);
      },
    },
    'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  ],
  [
    'and userinfo of another person',
    { userinfo: (said) => ({ ...said, sub: 'another' }) },
    'userinfo',
  ],
])('an ID token %s signs nobody in', async (_what, change, said) => {
  expect(await refusedThere(change)).toContain(said);
});

test.each<[string, Change, string]>([
  [
    'of another issuer (mix-up)',
    { back: (query) => query.set('iss', 'https://evil.example') },
    'another issuer answered',
  ],
  ['that names no issuer', { back: (query) => query.delete('iss') }, 'another issuer answered'],
  ['with a code of nobody', { back: (query) => query.set('code', 'x'.repeat(43)) }, 'not taken'],
  [
    'that a person gave up',
    {
      back: (query) => {
        query.delete('code');
        query.set('error', 'access_denied');
      },
    },
    'access_denied',
  ],
  [
    'with another state',
    { back: (query) => query.set('state', `${query.get('state')?.slice(0, -1)}-`) },
    'used already',
  ],
])('an answer %s signs nobody in', async (_what, change, said) => {
  expect(await refusedThere(change)).toContain(said);
});

test('an answer is good once, and only in the browser that asked', async () => {
  const walked = await begun();
  const back = await foreign.signIn(walked.there);
  const thief = testBrowser(tenant);
  expect((await thief.go(back.slice(tenant.url.length))).last.status).toBe(410);
  const other = await begun();
  const { uid } =
    /(?<uid>[\w-]+)\./.exec(new URL(other.there).searchParams.get('state') ?? '')?.groups ?? {};
  const moved = new URL(back);
  const [, random = ''] = (moved.searchParams.get('state') ?? '').split('.');
  moved.searchParams.set('state', `${uid}.${random}`);
  expect((await cameBack(other, moved.href)).code).toBe('');
  // What was tried elsewhere has used nothing up.
  expect((await cameBack(walked, back)).code).not.toBe('');
  expect((await cameBack(walked, back)).code).toBe('');
});

test('a state that was used does not open a second sign-in with a code of another person', async () => {
  const walked = await begun();
  const back = await foreign.signIn(walked.there);
  foreign.now.change = { idToken: altered({ nonce: 'wrong' }) };
  expect((await cameBack(walked, back)).code).toBe('');
  foreign.now.change = {};
  const { last } = await cameBack(walked, back);
  expect(saidBy(last)).toContain('used already');
});

test('a step-up asks for the second factor here, or takes the one of the provider that the configuration names', async () => {
  const stepUp = { acr_values: 'urn:error-iq:mfa', max_age: '0' };
  foreign.now.person = BOB;
  const without = await begun(stepUp);
  const none = await cameBack(without, await foreign.signIn(without.there));
  expect(none.last.text).toContain('A second factor is needed');
  const { secret } = await withCodeApp(tenant, await signedInThere());
  const walked = await begun(stepUp);
  expect(foreign.asked.get('max_age')).not.toBeUndefined();
  const { last, code } = await cameBack(walked, await foreign.signIn(walked.there));
  expect(code).toBe('');
  expect(last.text).toContain('You are signed in there. Now show your second factor.');
  const action = /action="([^"]+)"/.exec(last.text)?.[1] ?? '';
  const epoch = Math.floor(Date.now() / 1000) + 30;
  const shown = { first: hiddenOf(last)['first'] ?? '', code: await generate({ secret, epoch }) };
  const done = await walked.browser.go(action, shown);
  expect(decodeJwt(await tokenOf(walked, codeOf(done.path)))['acr']).toBe('urn:error-iq:mfa');

  foreign.now = { person: ADA, acr: 'urn:foreign:mfa', change: {} };
  const there = decodeJwt(await signedInThere(stepUp));
  expect(foreign.asked.get('acr_values')).toBe('urn:foreign:mfa');
  expect(foreign.asked.get('max_age')).toBe('0');
  expect(there['acr']).toBe('urn:error-iq:mfa');
  // An hour ago is not just now.
  const old = Math.floor(Date.now() / 1000) - 3600;
  foreign.now.change = { idToken: altered({ auth_time: old }) };
  const late = await begun(stepUp);
  const stale = await cameBack(late, await foreign.signIn(late.there));
  expect(stale.code).toBe('');
  expect(stale.last.text).toContain('A second factor is needed');
});

test('a member who was let go does not come in by the provider', async () => {
  foreign.now = { person: BOB, change: {} };
  const walked = await begun();
  const { last } = await cameBack(walked, await foreign.signIn(walked.there));
  const bob = await tenant.ask('/api/v1/members', { token: await adminToken() });
  const { memberId } = bob.json.members.find(({ name }: { name: string }) => name === 'Bob');
  expect(last.status).toBe(200);
  const gone = await tenant.ask(`/api/v1/members/${memberId}`, {
    method: 'DELETE',
    token: await adminToken(),
  });
  expect(gone.status).toBe(204);
  foreign.now = { person: BOB, change: {} };
  expect(await refusedThere()).toContain('not a member of this team any more');
});

async function adminToken(): Promise<string> {
  foreign.now = { person: ADA, acr: 'urn:foreign:mfa', change: {} };
  return signedInThere({ acr_values: 'urn:error-iq:mfa', max_age: '0' });
}

test('only who is in a group that the configuration names comes in', async () => {
  const provider = createExternalProvider(configured({ ERROR_IQ_TENANT_OIDC_GROUPS: 'oncall' }));
  const redirectUri = `${tenant.url}/t/night/provider`;
  const finished = async (groups: readonly string[]) => {
    foreign.now = { person: { ...ADA, groups }, change: {} };
    const { url, kept } = await provider.begin({ redirectUri, isStepUp: false });
    const { searchParams: query } = new URL(await foreign.signIn(url));
    const answer = { code: query.get('code') ?? '', iss: query.get('iss') ?? '' };
    return provider.finish(answer, kept, redirectUri);
  };
  await expect(finished(['sales', 'oncall'])).resolves.toMatchObject({ subject: ADA.sub });
  await expect(finished(['sales'])).rejects.toMatchObject({ code: 'NOT_IN_GROUP' });
  await expect(finished([])).rejects.toMatchObject({ code: 'NOT_IN_GROUP' });
});

test('a configuration that cannot work is told before anybody signs in', async () => {
  const issuer = `${foreign.issuer}/`;
  const other = createExternalProvider({ ...configured(), issuer });
  await expect(other.look()).rejects.toThrow('calls itself by another name');
  const nowhere = createExternalProvider({ ...configured(), issuer: `${foreign.issuer}/none` });
  await expect(nowhere.look()).rejects.toMatchObject({ code: 'CONFIGURATION_BAD' });
  const silent = createExternalProvider({ ...configured(), issuer: 'http://127.0.0.1:9' });
  await expect(silent.look()).rejects.toMatchObject({ code: 'PROVIDER_SILENT' });

  const path = join(folder, 'secret');
  const { clientSecret: _here, ...rest } = configured();
  expect(() => createExternalProvider({ ...rest, clientSecretFile: path })).toThrow(path);
  writeFileSync(path, `${foreign.clientSecret}\n`);
  await createExternalProvider({ ...rest, clientSecretFile: path }).look();
  for (const [variable, value] of [
    ['ISSUER', 'http://id.example.org'],
    ['ISSUER', 'https://id.example.org/?a=b'],
    ['SCOPES', 'email,profile'],
    ['CLIENT_SECRET_FILE', path],
  ] as const) {
    const name = `ERROR_IQ_TENANT_OIDC_${variable}`;
    expect(() => configured({ [name]: value })).toThrow(name);
  }
});
