import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import type { Database, HttpServer } from '../platform/index.ts';
import type { FirstRun } from './first-run.ts';
import { acceptInvitation, invitationOf } from './invitations.ts';
import { signIn } from './members.ts';
import { formPage, PAGE_POLICY, textPage, type FormField } from './page.ts';
import { LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE } from './passphrase.ts';
import { ACRS } from './principal.ts';
import type { TenantDoor, TenantDoors } from './tenants.ts';

export interface SignInPlace {
  readonly database: Database;
  readonly doors: TenantDoors;
  readonly firstRun: FirstRun;
  readonly publicUrl: () => string;
}

const passphrase = z.string().min(SHORTEST_PASSPHRASE).max(LONGEST_PASSPHRASE);
const email = z.email().max(320);
const name = z.string().trim().min(1).max(200);
const newTeam = z.object({
  team: name,
  slug: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/),
  name,
  email,
  passphrase,
});
const credentials = z.object({ email: z.string().max(320), passphrase: z.string().max(1024) });
const newMember = z.object({ name, passphrase });

const PASSPHRASE_HINT = `At least ${SHORTEST_PASSPHRASE} characters.`;
const FIELD = {
  name: { name: 'name', label: 'Your name', type: 'text', autocomplete: 'name' },
  email: { name: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username' },
  passphrase: {
    name: 'passphrase',
    label: 'Passphrase',
    type: 'password',
    autocomplete: 'current-password',
  },
  newPassphrase: {
    name: 'passphrase',
    label: 'Passphrase',
    type: 'password',
    autocomplete: 'new-password',
    hint: PASSPHRASE_HINT,
  },
  team: { name: 'team', label: 'Name of your team', type: 'text', autocomplete: 'organization' },
  slug: {
    name: 'slug',
    label: 'Its name in addresses',
    type: 'text',
    autocomplete: 'off',
    hint: 'Small letters, digits and hyphens.',
  },
} as const satisfies Record<string, FormField>;

/** Each try costs the server a derived key, so one address has this many in a minute. */
const MOST_TRIES = 120;
const options = {
  schema: { hide: true },
  config: { rateLimit: { max: MOST_TRIES, timeWindow: '1 minute' } },
};

type Sent = Readonly<Record<string, string>>;

/** Adds the pages on which people sign in, join and make the first team, and the identity provider of each tenant. */
export async function addSignInRoutes(server: HttpServer, place: SignInPlace): Promise<void> {
  await server.register(async (plain) => {
    const pages = plain.withTypeProvider<ZodTypeProvider>() as HttpServer;
    pages.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 16_384 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    pages.addHook('onRequest', async (request) => refuseOtherPages(request, place.publicUrl()));
    addFirstRunPages(pages, place);
    addJoinPages(pages, place);
    addSignInPages(pages, place);
  });
  await server.register(async (raw) => {
    // The provider reads its requests itself.
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', (_request, _payload, done) => done(null));
    raw.all<{ Params: { slug: string } }>(
      '/t/:slug/*',
      { schema: { hide: true } },
      async (request, reply) => {
        const door = await doorOf(place.doors, request.params.slug);
        reply.hijack();
        reply.raw.setHeader('content-security-policy', PAGE_POLICY);
        reply.raw.setHeader('referrer-policy', 'no-referrer');
        reply.raw.setHeader('x-content-type-options', 'nosniff');
        const { raw: asked } = request;
        const whole = asked.url ?? '';
        Object.assign(asked, { originalUrl: whole, url: whole.slice(`/t/${door.slug}`.length) });
        await door.oidc.callback()(asked, reply.raw);
      },
    );
  });
}

/** A form that another site's page sends is not the person's own doing. */
function refuseOtherPages({ method, headers }: FastifyRequest, publicUrl: string): void {
  if (method !== 'POST') return;
  const { origin } = headers;
  const isOwn = origin === undefined || origin === 'null' || origin === new URL(publicUrl).origin;
  const site = headers['sec-fetch-site'];
  if (isOwn && (site === undefined || site === 'same-origin')) return;
  throw new Failure(
    'NOT_ALLOWED',
    'This form was sent by a page of another site, so it was refused.',
  );
}

async function doorOf(doors: TenantDoors, slug: string): Promise<TenantDoor> {
  const door = await doors.find(slug);
  if (door === null) throw new Failure('NOT_FOUND', 'There is no such team on this server.');
  return door;
}

function show(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply
    .status(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', PAGE_POLICY)
    .serializer(String)
    .send(html);
}

/** What was sent, or what to say about it. */
function read<T extends z.ZodType>(schema: T, body: unknown): z.output<T> | string {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path[0];
  return field === 'passphrase'
    ? `The passphrase must have ${SHORTEST_PASSPHRASE} to ${LONGEST_PASSPHRASE} characters.`
    : `Check the field "${labelOf(String(field))}".`;
}

const labelOf = (name: string): string =>
  Object.values(FIELD).find((field) => field.name === name)?.label ?? name;

/** Fields as they were sent, but no passphrase. */
const again = (fields: readonly FormField[], body: unknown): FormField[] =>
  fields.map((field) => {
    const value = field.type === 'password' ? undefined : (body as Sent | null)?.[field.name];
    return value === undefined ? field : { ...field, value };
  });

function sentenceOf(error: unknown): { said: string; status: number } {
  if (!(error instanceof Failure)) throw error;
  return { said: error.message, status: error.code === 'SIGN_IN_PAUSED' ? 429 : 400 };
}

interface TokenParams {
  Params: { token: string; slug: string };
  Body: unknown;
}

function addFirstRunPages(pages: HttpServer, { firstRun, publicUrl }: SignInPlace): void {
  const fields = [FIELD.team, FIELD.slug, FIELD.name, FIELD.email, FIELD.newPassphrase];
  const form = (token: string, fault: string | null, body: unknown): string =>
    formPage({
      title: 'A new team server',
      text: 'You are its first admin. Others join by invitations that you send.',
      fault,
      action: `/setup/${token}`,
      fields: again(fields, body),
      button: 'Make the team',
    });
  pages.get<TokenParams>('/setup/:token', options, ({ params: { token } }, reply) => {
    firstRun.check(token);
    return show(reply, form(token, null, null));
  });
  pages.post<TokenParams>('/setup/:token', options, async ({ params: { token }, body }, reply) => {
    firstRun.check(token);
    const team = read(newTeam, body);
    if (typeof team === 'string') return show(reply, form(token, team, body), 400);
    await firstRun.use(token, team);
    const address = `${publicUrl()}/t/${team.slug}`;
    return show(
      reply,
      textPage('The team is made', `Connect Error-IQ to ${address} and sign in there.`),
    );
  });
}

function addJoinPages(pages: HttpServer, { database, doors, publicUrl }: SignInPlace): void {
  const form = (slug: string, token: string, to: string, fault: string | null, body: unknown) =>
    formPage({
      title: 'Join the team',
      text: `This invitation is for ${to}.`,
      fault,
      action: `/t/${slug}/join/${token}`,
      fields: again([FIELD.name, FIELD.newPassphrase], body),
      button: 'Join',
    });
  pages.get<TokenParams>('/t/:slug/join/:token', options, async ({ params }, reply) => {
    const { tenant, slug } = await doorOf(doors, params.slug);
    const invitation = await invitationOf(database, tenant, params.token);
    return show(reply, form(slug, params.token, invitation.email, null, null));
  });
  pages.post<TokenParams>('/t/:slug/join/:token', options, async ({ params, body }, reply) => {
    const { tenant, slug } = await doorOf(doors, params.slug);
    const invitation = await invitationOf(database, tenant, params.token);
    const member = read(newMember, body);
    if (typeof member === 'string') {
      return show(reply, form(slug, params.token, invitation.email, member, body), 400);
    }
    await acceptInvitation(database, tenant, params.token, member);
    const address = `${publicUrl()}/t/${slug}`;
    return show(reply, textPage('Welcome', `Connect Error-IQ to ${address} and sign in there.`));
  });
}

function addSignInPages(pages: HttpServer, { database, doors }: SignInPlace): void {
  const form = (action: string, fault: string | null, body: unknown): string =>
    formPage({
      title: 'Sign in',
      text: 'Error-IQ on this machine asks to work with your team server.',
      fault,
      action,
      fields: again([FIELD.email, FIELD.passphrase], body),
      button: 'Sign in',
    });
  interface Params {
    Params: { slug: string; uid: string };
    Body: unknown;
  }
  pages.get<Params>('/t/:slug/sign-in/:uid', options, async (request, reply) => {
    const { oidc } = await doorOf(doors, request.params.slug);
    await refuseStranger(oidc, request, reply);
    return show(reply, form(request.url, null, null));
  });
  pages.post<Params>('/t/:slug/sign-in/:uid', options, async (request, reply) => {
    const { oidc, tenant } = await doorOf(doors, request.params.slug);
    await refuseStranger(oidc, request, reply);
    const sent = read(credentials, request.body);
    if (typeof sent === 'string') return show(reply, form(request.url, sent, request.body), 400);
    let accountId: string;
    try {
      accountId = await signIn(database, tenant, sent);
    } catch (error) {
      const { said, status } = sentenceOf(error);
      return show(reply, form(request.url, said, request.body), status);
    }
    const result = { login: { accountId, amr: ['pwd'], acr: ACRS.passphrase } };
    const to = await oidc.interactionResult(request.raw, reply.raw, result);
    return reply.redirect(to, 303);
  });
}

/** The page belongs to the browser in which Error-IQ opened it, and to this one sign-in. */
async function refuseStranger(
  oidc: TenantDoor['oidc'],
  { raw, params }: FastifyRequest<{ Params: { uid: string } }>,
  reply: FastifyReply,
): Promise<void> {
  const uid = await oidc.interactionDetails(raw, reply.raw).then(
    (interaction) => interaction.uid,
    () => null,
  );
  if (uid === params.uid) return;
  throw new Failure('LINK_OVER', 'This sign-in has ended. Begin again in Error-IQ.');
}
