import type { FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import type { Database, HttpServer, ServerKeys } from '../platform/index.ts';
import type { ExternalProvider } from './external-provider.ts';
import type { FirstRun } from './first-run.ts';
import { acceptInvitation, invitationOf } from './invitations.ts';
import { formPage, PAGE_POLICY, textPage } from './page.ts';
import { again, doorOf, FIELD, pageOptions, read, show } from './page-reply.ts';
import { LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE } from './passphrase.ts';
import { addSecondFactorPages } from './second-factor-pages.ts';
import { addSignInPages } from './sign-in-pages.ts';
import type { TenantDoors } from './tenants.ts';

export interface SignInPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly doors: TenantDoors;
  readonly firstRun: FirstRun;
  readonly publicUrl: () => string;
  /** Who says who a member is; null: this server, by passphrases. */
  readonly external: ExternalProvider | null;
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
const newMember = z.object({ name, passphrase });

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
    addSecondFactorPages(pages, place);
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
  pages.get<TokenParams>('/setup/:token', pageOptions, ({ params: { token } }, reply) => {
    firstRun.check(token);
    return show(reply, form(token, null, null));
  });
  pages.post<TokenParams>(
    '/setup/:token',
    pageOptions,
    async ({ params: { token }, body }, reply) => {
      firstRun.check(token);
      const team = read(newTeam, body);
      if (typeof team === 'string') return show(reply, form(token, team, body), 400);
      await firstRun.use(token, team);
      const address = `${publicUrl()}/t/${team.slug}`;
      return show(
        reply,
        textPage('The team is made', `Connect Error-IQ to ${address} and sign in there.`),
      );
    },
  );
}

function addJoinPages(
  pages: HttpServer,
  { database, doors, publicUrl, external }: SignInPlace,
): void {
  const form = (slug: string, token: string, to: string, fault: string | null, body: unknown) =>
    formPage({
      title: 'Join the team',
      text: `This invitation is for ${to}.`,
      fault,
      action: `/t/${slug}/join/${token}`,
      fields: again([FIELD.name, FIELD.newPassphrase], body),
      button: 'Join',
    });
  pages.get<TokenParams>('/t/:slug/join/:token', pageOptions, async ({ params }, reply) => {
    const { tenant, slug } = await doorOf(doors, params.slug);
    const { email } = await invitationOf(database, tenant, params.token);
    if (external === null || external.passphrases) {
      return show(reply, form(slug, params.token, email, null, null));
    }
    // Signing in there with this address is what makes the member.
    const text = `This invitation is for ${email}. Connect Error-IQ to ${publicUrl()}/t/${slug} and sign in with ${external.title} under this address.`;
    return show(reply, textPage('Join the team', text));
  });
  pages.post<TokenParams>('/t/:slug/join/:token', pageOptions, async ({ params, body }, reply) => {
    const { tenant, slug } = await doorOf(doors, params.slug);
    const invitation = await invitationOf(database, tenant, params.token);
    if (external !== null && !external.passphrases) {
      throw new Failure(
        'NOT_ALLOWED',
        `Passphrases are not used here. Sign in with ${external.title}.`,
      );
    }
    const member = read(newMember, body);
    if (typeof member === 'string') {
      return show(reply, form(slug, params.token, invitation.email, member, body), 400);
    }
    await acceptInvitation(database, tenant, params.token, member);
    const address = `${publicUrl()}/t/${slug}`;
    return show(reply, textPage('Welcome', `Connect Error-IQ to ${address} and sign in there.`));
  });
}
