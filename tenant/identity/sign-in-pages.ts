import type { FastifyReply, FastifyRequest } from 'fastify';
import type { InteractionResults } from 'oidc-provider';
import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import type { Database, HttpServer, ServerKeys } from '../platform/index.ts';
import { confirmSecondFactor, signIn } from './members.ts';
import { formPage, textPage } from './page.ts';
import { again, doorOf, FIELD, pageOptions, read, sentenceOf, show } from './page-reply.ts';
import { memberOfPasskey, passkeyHost, passkeyToUse } from './passkeys.ts';
import { ACRS } from './principal.ts';
import { openStep, sealStep } from './sealed-step.ts';
import { hasSecondFactor, secondFactorsOf } from './second-factors.ts';
import type { TenantDoor, TenantDoors } from './tenants.ts';

export interface SignInPagesPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly doors: TenantDoors;
  readonly publicUrl: () => string;
}

const credentials = z.object({ email: z.string().max(320), passphrase: z.string().max(1024) });
const secondStep = z.object({ first: z.string().max(4096), code: z.string().trim().max(64) });
const passkeyStep = z.object({
  challenge: z.string().max(4096),
  credential: z.string().min(1).max(12_000),
});

/** A step of a sign-in waits for so long. */
const STEP_S = 600;

interface Params {
  Params: { slug: string; uid: string };
  Body: unknown;
}

/** One sign-in: the page belongs to the browser in which Error-IQ opened it. */
interface SignIn {
  readonly door: TenantDoor;
  readonly uid: string;
  /** Only a second factor will do. */
  readonly isStepUp: boolean;
}

/** How a step of a sign-in ended: signed in, or another page. */
type Step =
  | { readonly is: 'in'; readonly login: NonNullable<InteractionResults['login']> }
  | { readonly is: 'page'; readonly html: string; readonly status: number };

/** Adds the pages on which a member signs in: with passphrase and, if she has one, a second factor, or with a passkey. */
export function addSignInPages(pages: HttpServer, place: SignInPagesPlace): void {
  const { database, keys, doors, publicUrl } = place;
  const purposeOf = ({ door, uid }: SignIn, what: string): string =>
    `sign-in ${what} ${door.tenant} ${uid}`;

  async function passkeyFormOf(signing: SignIn, button: string) {
    const host = passkeyHost(publicUrl());
    if (host === null) return {};
    const { options, challenge } = await passkeyToUse(host);
    const sealed = sealStep(keys, purposeOf(signing, 'passkey'), challenge, { seconds: STEP_S });
    const text = 'A passkey needs no passphrase.';
    const hidden = { challenge: sealed };
    return { passkey: { kind: 'get' as const, text, options, hidden, button } };
  }

  async function firstPage(signing: SignIn, action: string, fault: string | null, body: unknown) {
    return formPage({
      title: signing.isStepUp ? 'Confirm that it is you' : 'Sign in',
      text: signing.isStepUp
        ? 'What Error-IQ is about to do needs your second factor, just now.'
        : 'Error-IQ asks to work with your team server.',
      fault,
      action,
      fields: again([FIELD.email, FIELD.passphrase], body),
      button: 'Sign in',
      ...(await passkeyFormOf(signing, 'Use a passkey')),
    });
  }

  async function secondPage(
    signing: SignIn,
    action: string,
    memberId: string,
    fault: string | null,
  ): Promise<string> {
    const first = sealStep(keys, purposeOf(signing, 'first'), memberId, { seconds: STEP_S });
    return formPage({
      title: 'Second factor',
      text: 'Your passphrase is right. Now show your second factor.',
      fault,
      action,
      hidden: { first },
      fields: [FIELD.code],
      button: 'Go on',
      ...(await passkeyFormOf(signing, 'Use a passkey')),
    });
  }

  const page = (html: string, status = 400): Step => ({ is: 'page', html, status });

  async function byPassphrase(signing: SignIn, action: string, body: unknown): Promise<Step> {
    const { tenant } = signing.door;
    const sent = read(credentials, body);
    if (typeof sent === 'string') return page(await firstPage(signing, action, sent, body));
    let memberId: string;
    try {
      memberId = await signIn(database, tenant, sent);
    } catch (error) {
      const { said, status } = sentenceOf(error);
      return page(await firstPage(signing, action, said, body), status);
    }
    const factors = await database.inTenant(tenant, (transaction) =>
      secondFactorsOf(transaction, { tenant, memberId }),
    );
    if (hasSecondFactor(factors)) {
      return page(await secondPage(signing, action, memberId, null), 200);
    }
    if (signing.isStepUp) {
      const text =
        'You have no second factor yet. Set one up in Error-IQ, on the screen Team, then try again.';
      return page(textPage('A second factor is needed', text), 403);
    }
    return {
      is: 'in',
      login: { accountId: memberId, amr: ['pwd'], acr: ACRS.passphrase },
    };
  }

  async function byCode(signing: SignIn, action: string, body: unknown): Promise<Step> {
    const { tenant } = signing.door;
    const sent = read(secondStep, body);
    const memberId =
      typeof sent === 'string' ? null : openStep(keys, purposeOf(signing, 'first'), sent.first);
    if (typeof sent === 'string' || memberId === null) {
      return page(await firstPage(signing, action, 'That took too long. Begin again.', null));
    }
    try {
      await confirmSecondFactor(database, keys, { tenant, memberId }, sent.code);
    } catch (error) {
      const { said, status } = sentenceOf(error);
      return page(await secondPage(signing, action, memberId, said), status);
    }
    const amr = ['pwd', 'otp', 'mfa'];
    return { is: 'in', login: { accountId: memberId, amr, acr: ACRS.secondFactor } };
  }

  async function byPasskey(signing: SignIn, action: string, body: unknown): Promise<Step> {
    const { tenant } = signing.door;
    const sent = read(passkeyStep, body);
    const challenge =
      typeof sent === 'string'
        ? null
        : openStep(keys, purposeOf(signing, 'passkey'), sent.challenge);
    const memberId =
      typeof sent === 'string' || challenge === null
        ? null
        : await database.inTenant(tenant, (transaction) =>
            memberOfPasskey(transaction, tenant, {
              response: sent.credential,
              challenge,
              publicUrl: publicUrl(),
            }),
          );
    if (memberId === null) {
      const said = 'This passkey does not belong to a member of this team, or it took too long.';
      return page(await firstPage(signing, action, said, null));
    }
    const amr = ['hwk', 'user', 'mfa'];
    return { is: 'in', login: { accountId: memberId, amr, acr: ACRS.secondFactor } };
  }

  pages.get<Params>('/t/:slug/sign-in/:uid', pageOptions, async (request, reply) => {
    const signing = await signInOf(doors, request, reply);
    return show(reply, await firstPage(signing, request.url, null, null));
  });
  pages.post<Params>('/t/:slug/sign-in/:uid', pageOptions, async (request, reply) => {
    const signing = await signInOf(doors, request, reply);
    const { body, url } = request;
    const step = await (passkeyStep.safeParse(body).success
      ? byPasskey(signing, url, body)
      : secondStep.safeParse(body).success
        ? byCode(signing, url, body)
        : byPassphrase(signing, url, body));
    if (step.is === 'page') return show(reply, step.html, step.status);
    const { oidc } = signing.door;
    const to = await oidc.interactionResult(request.raw, reply.raw, { login: step.login });
    return reply.redirect(to, 303);
  });
}

/** The sign-in that a page is of. Throws LINK_OVER for who is another browser, or too late. */
async function signInOf(
  doors: TenantDoors,
  { raw, params }: FastifyRequest<Params>,
  reply: FastifyReply,
): Promise<SignIn> {
  const door = await doorOf(doors, params.slug);
  const interaction = await door.oidc.interactionDetails(raw, reply.raw).catch(() => null);
  if (interaction?.uid !== params.uid) {
    throw new Failure('LINK_OVER', 'This sign-in has ended. Begin again in Error-IQ.');
  }
  const { acr_values: wanted } = interaction.params;
  const isStepUp = typeof wanted === 'string' && wanted.split(' ').includes(ACRS.secondFactor);
  return { door, uid: params.uid, isStepUp };
}
