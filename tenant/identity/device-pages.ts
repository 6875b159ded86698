import type { KoaContextWithOIDC } from 'oidc-provider';
import { formPage, textPage } from './page.ts';

/** The pages on which a person lets a device in that has no browser (RFC 8628, section 3.3). */
export const devicePages = {
  /** Asks for the code that the device shows. */
  userCodeInputSource(context: KoaContextWithOIDC, _form: string, _out: unknown, error: unknown) {
    context.body = formPage({
      title: 'Sign in on another device',
      text: 'Type the code that Error-IQ shows there.',
      fault: error === undefined || error === null ? null : faultOf(error),
      action: context.oidc.urlFor('code_verification'),
      hidden: { xsrf: secretOf(context) },
      fields: [{ name: 'user_code', label: 'Code', type: 'text', autocomplete: 'off' }],
      button: 'Go on',
    });
  },
  /** Asks whether it is the person's own device: a code that somebody else sent her would let that one in. */
  userCodeConfirmSource(
    context: KoaContextWithOIDC,
    _form: string,
    _client: unknown,
    { device }: Readonly<Record<string, unknown>>,
    userCode: string,
  ) {
    context.body = formPage({
      title: 'Is this your device?',
      text: `${String(device)} asks to be signed in as you. Go on only if you are in front of it and it shows the code ${userCode}. If somebody sent you this code, close this page.`,
      fault: null,
      action: context.oidc.urlFor('code_verification'),
      hidden: { xsrf: secretOf(context), user_code: userCode, confirm: 'yes' },
      fields: [],
      button: 'It is mine, sign it in',
    });
  },
  successSource(context: KoaContextWithOIDC) {
    context.body = textPage('Signed in', 'The other device goes on by itself; close this page.');
  },
};

function secretOf({ oidc }: KoaContextWithOIDC): string {
  const { secret } = (oidc.session?.state ?? {}) as { secret?: string };
  return secret ?? '';
}

function faultOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'AbortedError') return 'The sign-in was given up. Begin again on the device.';
  return 'This code is wrong, was used or has ended. Look at the device again.';
}
