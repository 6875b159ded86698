import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../shared/model/failure.ts';
import type { Database, HttpServer, ServerKeys } from '../platform/index.ts';
import { memberOfPerson } from './external-members.ts';
import type { ExternalProvider, ProviderAnswer } from './external-provider.ts';
import { keepExternalSignIn, takeExternalSignIn } from './external-sign-ins.ts';
import { doorOf, pageOptions, sentenceOf, show } from './page-reply.ts';
import { ACRS } from './principal.ts';
import { toProvider, type SignIn, type SignInForms, type Step } from './sign-in-forms.ts';
import type { TenantDoors } from './tenants.ts';

export interface ExternalPagesPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly doors: TenantDoors;
  readonly publicUrl: () => string;
  readonly external: ExternalProvider;
  readonly forms: SignInForms;
  /** The sign-in of this browser. Throws LINK_OVER. */
  readonly signInOf: (request: FastifyRequest<Params>, reply: FastifyReply) => Promise<SignIn>;
  readonly stepped: (
    signing: SignIn,
    step: Step,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => Promise<FastifyReply>;
}

interface Params {
  Params: { slug: string; uid: string };
  Querystring: Readonly<Record<string, string | string[] | undefined>>;
}

/** A second factor that the provider asked for counts for a step-up when it is no older than this, s. */
const JUST_NOW_S = 300;
const UID = /^[\w-]{10,64}$/;

/** Adds the way to a provider outside and back. */
export function addExternalPages(pages: HttpServer, place: ExternalPagesPlace): void {
  const { database, doors, publicUrl, external, forms, signInOf, stepped } = place;
  const backTo = (slug: string): string => `${publicUrl().replace(/\/$/, '')}/t/${slug}/provider`;

  pages.get<Params>('/t/:slug/sign-in/:uid/provider', pageOptions, async (request, reply) => {
    const signing = await signInOf(request, reply);
    const { door, uid, isStepUp } = signing;
    try {
      const { url, kept } = await external.begin({ redirectUri: backTo(door.slug), isStepUp });
      const state = `${uid}.${kept.state}`;
      await keepExternalSignIn(place, { tenant: door.tenant, uid }, kept);
      const to = new URL(url);
      to.searchParams.set('state', state);
      return await reply.redirect(to.href, 303);
    } catch (error) {
      return failed(signing, error, request.log, reply);
    }
  });

  // Providers know one address; the cookie of a sign-in goes to its own. Which one it is, the state tells.
  pages.get<Params>('/t/:slug/provider', pageOptions, async ({ params, query, url }, reply) => {
    const door = await doorOf(doors, params.slug);
    const [uid = ''] = one(query['state'])?.split('.') ?? [];
    if (!UID.test(uid)) {
      throw new Failure('LINK_OVER', 'This sign-in has ended. Begin again in Error-IQ.');
    }
    const search = new URL(url, publicUrl()).search;
    return reply.redirect(`${toProvider({ door, uid })}/back${search}`, 303);
  });

  pages.get<Params>('/t/:slug/sign-in/:uid/provider/back', pageOptions, async (request, reply) => {
    const signing = await signInOf(request, reply);
    const { door, uid } = signing;
    try {
      const { query } = request;
      const [, state = ''] = one(query['state'])?.split('.') ?? [];
      const kept = await takeExternalSignIn(place, { tenant: door.tenant, uid }, state);
      if (kept === null) {
        throw new Failure(
          'LINK_OVER',
          'This answer was used already, or took too long. Begin again.',
        );
      }
      const answer: ProviderAnswer = {
        code: one(query['code']),
        error: one(query['error']),
        iss: one(query['iss']),
      };
      const person = await external.finish(answer, kept, backTo(door.slug));
      const memberId = await memberOfPerson(database, door.tenant, person);
      const step = await stepOf(signing, memberId, person.secondFactorAt);
      return await stepped(signing, step, request, reply);
    } catch (error) {
      return failed(signing, error, request.log, reply);
    }
  });

  async function stepOf(signing: SignIn, memberId: string, at: number | null): Promise<Step> {
    const isNew = at !== null && Date.now() / 1000 - at <= JUST_NOW_S;
    if (at !== null && (isNew || !signing.isStepUp)) {
      const login = { accountId: memberId, amr: ['mfa'], acr: ACRS.secondFactor, ts: at };
      return { is: 'in', login };
    }
    const action = `/t/${signing.door.slug}/sign-in/${signing.uid}`;
    return forms.afterFirst(signing, action, { memberId, by: 'provider' });
  }

  /** The first page again, with what went wrong. */
  async function failed(
    signing: SignIn,
    error: unknown,
    log: FastifyBaseLogger,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { said } = sentenceOf(error);
    if (error instanceof Failure) {
      const { code, details } = error;
      log.warn({ code, reason: details['reason'] }, 'nobody was signed in by the provider');
    }
    const action = `/t/${signing.door.slug}/sign-in/${signing.uid}`;
    return show(reply, await forms.firstPage(signing, action, said, null), 403);
  }
}

/** A parameter that came once; twice it is none, since two who read it could take another one each. */
function one(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
