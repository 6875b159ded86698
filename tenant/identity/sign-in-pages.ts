import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import type { Database, HttpServer, ServerKeys } from '../platform/index.ts';
import { addExternalPages } from './external-pages.ts';
import type { ExternalProvider } from './external-provider.ts';
import { confirmSecondFactor, signIn } from './members.ts';
import { doorOf, pageOptions, read, sentenceOf, show } from './page-reply.ts';
import { memberOfPasskey } from './passkeys.ts';
import { ACRS } from './principal.ts';
import { openStep } from './sealed-step.ts';
import { createSignInForms, pageStep, type SignIn, type Step } from './sign-in-forms.ts';
import type { TenantDoors } from './tenants.ts';

export interface SignInPagesPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly doors: TenantDoors;
  readonly publicUrl: () => string;
  /** Who says who a member is; null: this server, by passphrases. */
  readonly external: ExternalProvider | null;
}

const credentials = z.object({ email: z.string().max(320), passphrase: z.string().max(1024) });
const secondStep = z.object({ first: z.string().max(4096), code: z.string().trim().max(64) });
const passkeyStep = z.object({
  challenge: z.string().max(4096),
  credential: z.string().min(1).max(12_000),
  first: z.string().max(4096).optional(),
});

interface Params {
  Params: { slug: string; uid: string };
  Body: unknown;
}

/**
 * Adds the pages on which a member signs in: with passphrase and, if she has one, a second factor, or with a passkey; or at
 * a provider outside, where there is one.
 */
export function addSignInPages(pages: HttpServer, place: SignInPagesPlace): void {
  const { database, keys, doors, publicUrl, external } = place;
  const forms = createSignInForms(place);
  const { firstPage, secondPage } = forms;
  const needsProvider = external !== null && !external.passphrases;

  async function byPassphrase(signing: SignIn, action: string, body: unknown): Promise<Step> {
    if (needsProvider) {
      const said = `Passphrases are not used here. Sign in with ${external.title}.`;
      return pageStep(await firstPage(signing, action, said, null), 403);
    }
    const { tenant } = signing.door;
    const sent = read(credentials, body);
    if (typeof sent === 'string') return pageStep(await firstPage(signing, action, sent, body));
    let memberId: string;
    try {
      memberId = await signIn(database, tenant, sent);
    } catch (error) {
      const { said, status } = sentenceOf(error);
      return pageStep(await firstPage(signing, action, said, body), status);
    }
    return forms.afterFirst(signing, action, { memberId, by: 'passphrase' });
  }

  async function byCode(signing: SignIn, action: string, body: unknown): Promise<Step> {
    const { tenant } = signing.door;
    const sent = read(secondStep, body);
    const first = typeof sent === 'string' ? null : forms.openFirst(signing, sent.first);
    if (typeof sent === 'string' || first === null) {
      return pageStep(await firstPage(signing, action, 'That took too long. Begin again.', null));
    }
    const { memberId } = first;
    try {
      await confirmSecondFactor(database, keys, { tenant, memberId }, sent.code);
    } catch (error) {
      const { said, status } = sentenceOf(error);
      return pageStep(await secondPage(signing, action, first, said), status);
    }
    const amr = [...(first.by === 'passphrase' ? ['pwd'] : []), 'otp', 'mfa'];
    return { is: 'in', login: { accountId: memberId, amr, acr: ACRS.secondFactor } };
  }

  async function byPasskey(signing: SignIn, action: string, body: unknown): Promise<Step> {
    const { tenant } = signing.door;
    const sent = passkeyStep.parse(body);
    const first = sent.first === undefined ? null : forms.openFirst(signing, sent.first);
    const challenge = openStep(keys, forms.purposeOf(signing, 'passkey'), sent.challenge);
    const memberId =
      challenge === null
        ? null
        : await database.inTenant(tenant, (transaction) =>
            memberOfPasskey(transaction, tenant, {
              response: sent.credential,
              challenge,
              publicUrl: publicUrl(),
            }),
          );
    // Where the provider says who may come in, a passkey alone lets nobody in.
    const isOther = (needsProvider || first !== null) && first?.memberId !== memberId;
    if (memberId === null || isOther) {
      const said = 'This passkey does not belong to a member of this team, or it took too long.';
      return pageStep(await firstPage(signing, action, said, null));
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
    return stepped(signing, step, request, reply);
  });
  if (external !== null) {
    addExternalPages(pages, {
      ...place,
      external,
      forms,
      signInOf: (...asked) => signInOf(doors, ...asked),
      stepped,
    });
  }
}

/** Answers with what a step came to. */
async function stepped(
  { door: { oidc } }: SignIn,
  step: Step,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (step.is === 'page') return show(reply, step.html, step.status);
  const to = await oidc.interactionResult(request.raw, reply.raw, { login: step.login });
  return reply.redirect(to, 303);
}

/** The sign-in that a page is of. Throws LINK_OVER for who is another browser, or too late. */
async function signInOf(
  doors: TenantDoors,
  { raw, params }: { raw: FastifyRequest['raw']; params: Params['Params'] },
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
