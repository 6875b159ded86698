import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Database, HttpServer, ServerKeys, TenantTransaction } from '../platform/index.ts';
import { keepCodeApp, makeCodeSecret, stepOfCode } from './code-app.ts';
import { linkOver } from './first-run.ts';
import { formPage, textPage } from './page.ts';
import { doorOf, FIELD, pageOptions, read, show } from './page-reply.ts';
import { keepPasskey, passkeyHost, passkeyToMake } from './passkeys.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';
import { openStep, sealStep } from './sealed-step.ts';
import { secondFactorsOf } from './second-factors.ts';
import type { TenantDoor, TenantDoors } from './tenants.ts';

export interface SecondFactorPagesPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly doors: TenantDoors;
  readonly publicUrl: () => string;
}

/** A link to set up a second factor is good for so long. */
export const FACTOR_LINK_S = 600;

/** What a link to set up a second factor is sealed for. */
export const factorLinkPurpose = (tenant: string): string => `second factor link ${tenant}`;

const newCodeApp = z.object({ secret: z.string().max(4096), code: z.string().trim().max(64) });
const newPasskey = z.object({
  challenge: z.string().max(4096),
  credential: z.string().min(1).max(12_000),
});

interface Params {
  Params: { slug: string; link: string };
  Body: unknown;
}

interface Setup {
  readonly door: TenantDoor;
  readonly memberId: string;
  readonly member: { readonly name: string; readonly email: string; readonly team: string };
}

/** Adds the page on which a member sets up a passkey or a code app; Error-IQ opens it with a link of its own. */
export function addSecondFactorPages(pages: HttpServer, place: SecondFactorPagesPlace): void {
  const { database, keys, doors, publicUrl } = place;
  const purposeOf = ({ door, memberId }: Setup, what: string): string =>
    `second factor ${what} ${door.tenant} ${memberId}`;

  async function setupOf({ slug, link }: Params['Params']): Promise<Setup> {
    const door = await doorOf(doors, slug);
    const memberId = openStep(keys, factorLinkPurpose(door.tenant), link);
    if (memberId === null) throw linkOver();
    const member = await database.inTenant(door.tenant, (transaction) =>
      transaction
        .selectFrom('member')
        .innerJoin('tenant', 'tenant.tenant_id', 'member.tenant_id')
        .where('member.tenant_id', '=', door.tenant)
        .where('member_id', '=', memberId)
        .where('disabled_at', 'is', null)
        .select(['member.name', 'email', 'tenant.name as team'])
        .executeTakeFirst(),
    );
    if (member === undefined || member.email === null) throw linkOver();
    return { door, memberId, member: { ...member, email: member.email } };
  }

  async function page(setup: Setup, action: string, fault: string | null): Promise<string> {
    const { memberId, member } = setup;
    const { secret, uri } = makeCodeSecret(member.team, member.email);
    const seconds = FACTOR_LINK_S;
    const host = passkeyHost(publicUrl());
    const made = host === null ? null : await passkeyToMake(host, { memberId, ...member });
    return formPage({
      title: 'Second factor',
      text: 'To set up a code app, add this secret to it (or open the address below it), then type the code that it shows.',
      fault,
      action,
      shown: [secret.replace(/(.{4})(?=.)/g, '$1 '), uri],
      hidden: { secret: sealStep(keys, purposeOf(setup, 'secret'), secret, { seconds }) },
      fields: [FIELD.code],
      button: 'Use this code app',
      ...(made === null
        ? {}
        : {
            passkey: {
              kind: 'create' as const,
              text: 'A passkey of this machine, your phone or a security key is the strongest.',
              options: made.options,
              hidden: {
                challenge: sealStep(keys, purposeOf(setup, 'passkey'), made.challenge, {
                  seconds,
                }),
              },
              button: 'Make a passkey',
            },
          }),
    });
  }

  /** Keeps what was set up, and tells recovery codes if there are none yet; null: it does not fit. */
  async function kept(
    setup: Setup,
    keep: (transaction: TenantTransaction) => Promise<boolean>,
  ): Promise<readonly string[] | null> {
    const who = { tenant: setup.door.tenant, memberId: setup.memberId };
    return database.inTenant(who.tenant, async (transaction) => {
      if (!(await keep(transaction))) return null;
      const { recoveryCodes } = await secondFactorsOf(transaction, who);
      return recoveryCodes > 0 ? [] : makeRecoveryCodes(transaction, who);
    });
  }

  async function byPasskey(setup: Setup, body: unknown): Promise<readonly string[] | null> {
    const sent = read(newPasskey, body);
    if (typeof sent === 'string') return null;
    const challenge = openStep(keys, purposeOf(setup, 'passkey'), sent.challenge);
    if (challenge === null) return null;
    const who = { tenant: setup.door.tenant, memberId: setup.memberId };
    const name = `Passkey of ${new Date().toISOString().slice(0, 10)}`;
    const made = { response: sent.credential, challenge, publicUrl: publicUrl(), name };
    return kept(setup, (transaction) => keepPasskey(transaction, who, made));
  }

  async function byCodeApp(setup: Setup, body: unknown): Promise<readonly string[] | null> {
    const sent = read(newCodeApp, body);
    if (typeof sent === 'string') return null;
    const secret = openStep(keys, purposeOf(setup, 'secret'), sent.secret);
    const step = secret === null ? null : await stepOfCode(secret, sent.code, 0);
    if (secret === null || step === null) return null;
    const who = { tenant: setup.door.tenant, memberId: setup.memberId };
    return kept(setup, async (transaction) => {
      await keepCodeApp(transaction, keys, who, { secret, step });
      return true;
    });
  }

  const done = (reply: FastifyReply, codes: readonly string[]): FastifyReply =>
    show(
      reply,
      textPage(
        'Your second factor is set up',
        codes.length === 0
          ? 'Go back to Error-IQ; this page can be closed.'
          : 'Keep these recovery codes where only you find them: each signs you in once when your second factor is lost. They are shown this once.',
        codes,
      ),
    );

  pages.get<Params>('/t/:slug/second-factor/:link', pageOptions, async (request, reply) => {
    const setup = await setupOf(request.params);
    return show(reply, await page(setup, request.url, null));
  });
  pages.post<Params>('/t/:slug/second-factor/:link', pageOptions, async (request, reply) => {
    const setup = await setupOf(request.params);
    const { body, url } = request;
    const isPasskey = newPasskey.safeParse(body).success;
    const codes = await (isPasskey ? byPasskey(setup, body) : byCodeApp(setup, body));
    if (codes !== null) return done(reply, codes);
    const fault = isPasskey
      ? 'The passkey does not fit what was asked, so nothing was kept. Try again.'
      : 'The code was wrong, so nothing was kept. Take the new secret into your app, and try again.';
    return show(reply, await page(setup, url, fault), 400);
  });
}
