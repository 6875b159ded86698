import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { request } from 'node:https';
import { generate } from 'otplib';

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
  /** An access token, which goes with a proof of the device, or a key of a program. */
  readonly token?: string;
  readonly device?: Prove;
  readonly body?: unknown;
  readonly form?: Record<string, string>;
  readonly headers?: Record<string, string>;
}

/** A server as its clients see it. */
export interface TenantClient {
  readonly url: string;
  ask(path: string, asked?: Asked): Promise<Answer>;
}

/** Makes the proof that goes with a token, as a device does; `change` alters what it says. */
export type Prove = (
  request: { method: string; url: string; token: string | null },
  change?: Record<string, unknown>,
) => string;

/** A device with a key of its own: Ed25519. */
export function testDevice(): Prove {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { kty, crv, x } = publicKey.export({ format: 'jwk' });
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
  return ({ method, url, token }, change = {}) => {
    const claims = {
      jti: randomUUID(),
      htm: method,
      htu: url.replace(/[?#].*$/, ''),
      iat: Math.floor(Date.now() / 1000),
      ...(token === null ? {} : { ath: sha256(token) }),
      ...change,
    };
    const head = { typ: 'dpop+jwt', alg: 'EdDSA', jwk: { kty, crv, x } };
    const signed = `${part(head)}.${part(claims)}`;
    return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
  };
}

/** The device that tests work on, when they do not say which. */
export const ownDevice = testDevice();

/** Asks a server at an address, known by its authority's certificate. */
export function createAsk(base: string, authority: string): TenantClient['ask'] {
  return (path: string, asked: Asked = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const { method, token, body, form, headers = {}, device = ownDevice } = asked;
      const sent =
        form !== undefined ? String(new URLSearchParams(form)) : body && JSON.stringify(body);
      const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
      const verb = method ?? (sent === undefined ? 'GET' : 'POST');
      const url = new URL(path, base);
      const asking = request(
        url,
        {
          method: verb,
          ca: authority,
          headers: {
            ...(sent === undefined ? {} : { 'content-type': type }),
            ...credentialOf(token, device, { method: verb, url: url.href }),
            ...headers,
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('error', reject);
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
}

/** What a request with a token carries: a proof of the device beside it, or the key of a program alone. */
export function credentialOf(
  token: string | undefined,
  device: Prove,
  request: { method: string; url: string },
): Record<string, string> {
  if (token === undefined) return {};
  if (token.startsWith('eiq_')) return { authorization: `Bearer ${token}` };
  return { authorization: `DPoP ${token}`, dpop: device({ ...request, token }) };
}

export const TEAM = { team: 'Night shift', slug: 'night', name: 'Ada', email: 'ada@example.org' };
export const PASSPHRASE = 'correct horse battery';

/** Makes the first team, with Ada as its admin. */
export async function makeTeam(
  tenant: TenantClient & { firstRunLink: string },
  team = TEAM,
): Promise<Answer> {
  return tenant.ask(new URL(tenant.firstRunLink).pathname, {
    form: { ...team, passphrase: PASSPHRASE },
  });
}

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

export const REDIRECT = 'http://127.0.0.1:54321/callback';

/** The page that a desktop opens to sign in; `change` alters what is asked for. */
export function signInPage(change: Record<string, string> = {}): {
  page: string;
  verifier: string;
} {
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
  return { page: `/t/night/auth?${query}`, verifier };
}

/** A sign-in as a desktop and a browser do it together, up to the code; `change` alters what is asked for. */
export async function signInForCode(
  tenant: TenantClient,
  who: Who,
  change: Record<string, string> = {},
): Promise<{ code: string; verifier: string; last: Answer }> {
  const { page, verifier } = signInPage(change);
  const { back, last } = await walkSignIn(tenant, page, who);
  const code = back === null ? '' : (new URL(back).searchParams.get('code') ?? '');
  return { code, verifier, last };
}

/** A browser with cookies of its own. */
export interface Browser {
  /** Opens a page or sends a form, and goes where the server leads, up to an address of this machine. */
  go(path: string, form?: Record<string, string>): Promise<{ path: string; last: Answer }>;
}

/** Opens a browser with no cookies. */
export function testBrowser(tenant: TenantClient): Browser {
  const cookies = new Map<string, string>();
  const once = async (path: string, form?: Record<string, string>): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await tenant.ask(path, { headers: { cookie }, ...(form && { form }) });
    for (const set of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return answer;
  };
  return {
    async go(page, sent) {
      let [path, form] = [page, sent];
      for (let hop = 0; hop < 10; hop++) {
        const last = await once(path, form);
        form = undefined;
        const to = last.headers['location'];
        if (typeof to !== 'string') return { path, last };
        if (to.startsWith('http://127.0.0.1:')) return { path: to, last };
        path = new URL(to, new URL(path, tenant.url)).href.slice(tenant.url.length);
      }
      throw new Error('it goes in circles');
    },
  };
}

/** What a form on a page sends unseen. */
export function hiddenOf({ text }: Answer): Record<string, string> {
  const inputs = text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]));
}

interface Who {
  readonly email: string;
  readonly passphrase?: string;
}

/** Goes through the pages of a sign-in as a person does; gives where it leads back to, null: nowhere. */
export async function walkSignIn(
  tenant: TenantClient,
  page: string,
  who: Who,
): Promise<{ back: string | null; last: Answer }> {
  const browser = testBrowser(tenant);
  const asked = await browser.go(page);
  return signInAt(browser, asked, who);
}

async function signInAt(
  browser: Browser,
  { path, last }: { path: string; last: Answer },
  { email, passphrase = PASSPHRASE }: Who,
): Promise<{ back: string | null; last: Answer }> {
  if (last.status !== 200 || !path.includes('/sign-in/')) return { back: null, last };
  const sent = await browser.go(path, { email, passphrase });
  return { back: sent.path.startsWith('http:') ? sent.path : null, last: sent.last };
}

/** Types the code of a device as its person does, up to her being asked whether it is hers, or to the end. */
export async function walkDeviceCode(
  tenant: TenantClient,
  code: string,
  upTo: 'confirm' | 'end' = 'end',
): Promise<{ text: string; confirmed: string }> {
  const browser = testBrowser(tenant);
  const page = '/t/night/device';
  const typed = await browser.go(page);
  const asked = await browser.go(page, { ...hiddenOf(typed.last), user_code: code });
  const confirmed = asked.last.text;
  if (!confirmed.includes('Is this your device?')) return { text: confirmed, confirmed };
  const signIn = await browser.go(page, hiddenOf(asked.last));
  if (upTo === 'confirm') return { text: signIn.last.text, confirmed };
  const { last } = await signInAt(browser, signIn, TEAM);
  return { text: last.text, confirmed };
}

/** Asks the identity provider as a device does. */
export function askProvider(
  tenant: TenantClient,
  path: string,
  form: Record<string, string>,
  device: Prove = ownDevice,
): Promise<Answer> {
  const proof = device({ method: 'POST', url: `${tenant.url}${path}`, token: null });
  return tenant.ask(path, {
    form: { client_id: 'error-iq-desktop', ...form },
    headers: { dpop: proof, 'x-error-iq-device': 'A%20laptop' },
  });
}

/** Exchanges a code or refresh token. */
export function exchange(
  tenant: TenantClient,
  form: Record<string, string>,
  device?: Prove,
): Promise<Answer> {
  return askProvider(tenant, '/t/night/token', form, device);
}

/** Signs a member in. */
export async function signedIn(
  tenant: TenantClient,
  email: string = TEAM.email,
  device?: Prove,
): Promise<Tokens> {
  const { code, verifier, last } = await signInForCode(tenant, { email });
  if (code === '') throw new Error(`not signed in: ${last.status} ${last.text}`);
  const form = {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: REDIRECT,
  };
  const { status, json } = await exchange(tenant, form, device);
  if (status !== 200) throw new Error(`no tokens: ${JSON.stringify(json)}`);
  return { access: json.access_token, refresh: json.refresh_token };
}

/** Goes through a sign-in in a browser that shows a second factor by a code; gives where it leads back to, null: nowhere. */
export async function walkSecondFactor(
  tenant: TenantClient,
  page: string,
  who: Who,
  code: string,
): Promise<{ back: string | null; last: Answer }> {
  const browser = testBrowser(tenant);
  const asked = await browser.go(page);
  const { last } = await signInAt(browser, asked, who);
  const sent = await browser.go(asked.path, { first: hiddenOf(last)['first'] ?? '', code });
  return { back: sent.path.startsWith('http:') ? sent.path : null, last: sent.last };
}

/** Sets a code app up for a member; gives its secret and her recovery codes. */
export async function withCodeApp(
  tenant: TenantClient,
  token: string,
  device?: Prove,
): Promise<{ secret: string; codes: string[] }> {
  const asked = { token, method: 'POST', ...(device && { device }) };
  const { json } = await tenant.ask('/api/v1/me/second-factors/link', asked);
  const { pathname } = new URL(json.link);
  const page = await tenant.ask(pathname);
  const secret = /secret=([A-Z2-7]+)/.exec(page.text)?.[1] ?? '';
  const form = {
    secret: /name="secret" value="([^"]+)"/.exec(page.text)?.[1] ?? '',
    code: await generate({ secret }),
  };
  const done = await tenant.ask(pathname, { form });
  const codes = /<pre>([^<]*)<\/pre>/.exec(done.text)?.[1]?.split('\n') ?? [];
  if (done.status !== 200) throw new Error(done.text);
  return { secret, codes };
}

/** Signs a member in with her second factor, by one of her recovery codes. */
export async function steppedUp(
  tenant: TenantClient,
  code: string,
  email: string = TEAM.email,
  device?: Prove,
): Promise<Tokens> {
  const { page, verifier } = signInPage({ acr_values: 'urn:error-iq:mfa', max_age: '0' });
  const { back, last } = await walkSecondFactor(tenant, page, { email }, code);
  if (back === null) throw new Error(`not signed in: ${last.status} ${last.text}`);
  const { json } = await exchange(
    tenant,
    {
      grant_type: 'authorization_code',
      code: new URL(back).searchParams.get('code') ?? '',
      code_verifier: verifier,
      redirect_uri: REDIRECT,
    },
    device,
  );
  return { access: json.access_token, refresh: json.refresh_token };
}

/** Invites somebody, who joins and signs in. */
export async function joined(
  tenant: TenantClient,
  admin: string,
  { email, role, name }: { email: string; role: string; name: string },
  device?: Prove,
): Promise<Tokens> {
  const invited = await tenant.ask('/api/v1/invitations', { token: admin, body: { email, role } });
  const link = new URL(invited.json.link).pathname;
  const form = { name, passphrase: PASSPHRASE };
  const answer = await tenant.ask(link, { form });
  if (answer.status !== 200) throw new Error(answer.text);
  return signedIn(tenant, email, device);
}
