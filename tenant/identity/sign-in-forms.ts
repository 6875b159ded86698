import type { InteractionResults } from 'oidc-provider';
import type { Database, ServerKeys } from '../platform/index.ts';
import type { ExternalProvider } from './external-provider.ts';
import { formPage, linkPage, textPage } from './page.ts';
import { again, FIELD } from './page-reply.ts';
import { passkeyHost, passkeyToUse } from './passkeys.ts';
import { ACRS } from './principal.ts';
import { openStep, sealStep } from './sealed-step.ts';
import { hasSecondFactor, secondFactorsOf } from './second-factors.ts';
import type { TenantDoor } from './tenants.ts';

/** One sign-in: the page belongs to the browser in which Error-IQ opened it. */
export interface SignIn {
  readonly door: TenantDoor;
  readonly uid: string;
  /** Only a second factor will do. */
  readonly isStepUp: boolean;
}

/** How a step of a sign-in ended: signed in, or another page. */
export type Step =
  | { readonly is: 'in'; readonly login: NonNullable<InteractionResults['login']> }
  | { readonly is: 'page'; readonly html: string; readonly status: number };

/** What a member has shown already, before her second factor. */
export interface First {
  readonly memberId: string;
  readonly by: 'passphrase' | 'provider';
}

export interface SignInFormsPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly publicUrl: () => string;
  /** Who says who a member is; null: this server, by passphrases. */
  readonly external: ExternalProvider | null;
}

export interface SignInForms {
  readonly purposeOf: (signing: SignIn, what: 'first' | 'passkey') => string;
  /** Asks who it is. */
  readonly firstPage: (
    signing: SignIn,
    action: string,
    fault: string | null,
    body: unknown,
  ) => Promise<string>;
  /** Asks for the second factor. */
  readonly secondPage: (
    signing: SignIn,
    action: string,
    first: First,
    fault: string | null,
  ) => Promise<string>;
  /** What was shown already, by what `secondPage` carries; null: nothing, or too long ago. */
  readonly openFirst: (signing: SignIn, sealed: string) => First | null;
  /** Goes on after a first factor: to the second one, if there is any, or in. */
  readonly afterFirst: (signing: SignIn, action: string, first: First) => Promise<Step>;
}

/** A step of a sign-in waits for so long. */
const STEP_S = 600;

const FIRST = {
  passphrase: { said: 'Your passphrase is right', amr: ['pwd'], acr: ACRS.passphrase },
  provider: { said: 'You are signed in there', amr: [], acr: ACRS.provider },
} as const;

/** A page of a sign-in, as a step. */
export const pageStep = (html: string, status = 400): Step => ({ is: 'page', html, status });

/** Where a sign-in goes on at the provider outside. */
export const toProvider = ({ door, uid }: Pick<SignIn, 'door' | 'uid'>): string =>
  `/t/${door.slug}/sign-in/${uid}/provider`;

/** Makes the pages that a sign-in goes through. */
export function createSignInForms(place: SignInFormsPlace): SignInForms {
  const { database, keys, publicUrl, external } = place;
  const purposeOf: SignInForms['purposeOf'] = ({ door, uid }, what) =>
    `sign-in ${what} ${door.tenant} ${uid}`;

  async function passkeyFormOf(signing: SignIn, more: Readonly<Record<string, string>> = {}) {
    const host = passkeyHost(publicUrl());
    if (host === null) return {};
    const { options, challenge } = await passkeyToUse(host);
    const sealed = sealStep(keys, purposeOf(signing, 'passkey'), challenge, { seconds: STEP_S });
    const text = 'A passkey needs no passphrase.';
    const hidden = { ...more, challenge: sealed };
    return { passkey: { kind: 'get' as const, text, options, hidden, button: 'Use a passkey' } };
  }

  const firstPage: SignInForms['firstPage'] = async (signing, action, fault, body) => {
    const title = signing.isStepUp ? 'Confirm that it is you' : 'Sign in';
    const text = signing.isStepUp
      ? 'What Error-IQ is about to do needs your second factor, just now.'
      : 'Error-IQ asks to work with your team server.';
    const link = external && {
      href: toProvider(signing),
      label: `Sign in with ${external.title}`,
    };
    if (link !== null && external?.passphrases !== true) {
      return linkPage({ title, text, fault, link });
    }
    const fields = again([FIELD.email, FIELD.passphrase], body);
    const form = { title, text, fault, action, fields, button: 'Sign in' };
    return formPage({ ...form, ...(await passkeyFormOf(signing)), ...(link && { link }) });
  };

  const secondPage: SignInForms['secondPage'] = async (signing, action, first, fault) => {
    const sealed = sealStep(keys, purposeOf(signing, 'first'), JSON.stringify(first), {
      seconds: STEP_S,
    });
    return formPage({
      title: 'Second factor',
      text: `${FIRST[first.by].said}. Now show your second factor.`,
      fault,
      action,
      hidden: { first: sealed },
      fields: [FIELD.code],
      button: 'Go on',
      ...(await passkeyFormOf(signing, { first: sealed })),
    });
  };

  return {
    purposeOf,
    firstPage,
    secondPage,
    openFirst(signing, sealed) {
      const opened = openStep(keys, purposeOf(signing, 'first'), sealed);
      return opened === null ? null : (JSON.parse(opened) as First);
    },
    async afterFirst(signing, action, first) {
      const { tenant } = signing.door;
      const { memberId, by } = first;
      const factors = await database.inTenant(tenant, (transaction) =>
        secondFactorsOf(transaction, { tenant, memberId }),
      );
      if (hasSecondFactor(factors)) {
        return pageStep(await secondPage(signing, action, first, null), 200);
      }
      if (signing.isStepUp) {
        const text =
          'You have no second factor yet. Set one up in Error-IQ, on the screen Team, then try again.';
        return pageStep(textPage('A second factor is needed', text), 403);
      }
      const { amr, acr } = FIRST[by];
      return { is: 'in', login: { accountId: memberId, amr: [...amr], acr } };
    },
  };
}
