import { z } from 'zod';

/** Text of a scope or claim name (RFC 6749, section 3.3). */
const word = z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]{1,255}$/, 'must be one word');

const issuer = z.url({ protocol: /^https?$/ }).refine(
  (text) => {
    const { protocol, hostname, search, hash, username, password } = new URL(text);
    const isSafe =
      protocol === 'https:' || /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname);
    return isSafe && search === '' && hash === '' && username === '' && password === '';
  },
  { error: 'must be an https address without a question mark, a number sign or a password in it' },
);

/** Who says who a member is. */
export const identityConfiguration = z
  .discriminatedUnion('kind', [
    /** The server itself, by passphrases and second factors. */
    z.strictObject({ kind: z.literal('own') }),
    /** A provider of OpenID Connect: Keycloak, Entra, Okta, or any other. */
    z
      .strictObject({
        kind: z.literal('external'),
        /** As its own metadata say it, letter by letter. */
        issuer,
        /** What people call it: the button says "Sign in with" it. */
        title: z.string().trim().min(1).max(60).default('your organisation'),
        clientId: z.string().min(1).max(255),
        /** Without a secret, here or in a file, the server is a public client there. */
        clientSecret: z.string().min(8).max(4096).exactOptional(),
        clientSecretFile: z.string().min(1).exactOptional(),
        scopes: z
          .array(word)
          .refine((scopes) => scopes.includes('openid'), { error: 'must name openid' })
          .default(['openid', 'email', 'profile']),
        /** Which claims say her address, and that the provider has verified that it is hers. */
        emailClaim: word.default('email'),
        emailVerifiedClaim: word.default('email_verified'),
        /** Only who is in one of these groups may sign in; without it, every member. */
        groups: z
          .strictObject({ claim: word.default('groups'), anyOf: z.array(z.string().min(1)).min(1) })
          .exactOptional(),
        /** Values of `acr` by which the provider says that it asked for a second factor itself. */
        secondFactorAcrs: z.array(word).default([]),
        /** Whether members may sign in with a passphrase of this server as well. */
        passphrases: z.enum(['yes', 'no']).default('no'),
      })
      .refine(({ clientSecret, clientSecretFile }) => !(clientSecret && clientSecretFile), {
        error: 'must not be given beside clientSecret',
        path: ['clientSecretFile'],
      }),
  ])
  .default({ kind: 'own' });

export type IdentityConfiguration = z.output<typeof identityConfiguration>;
export type ExternalIdentity = Extract<IdentityConfiguration, { kind: 'external' }>;
