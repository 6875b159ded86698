import { z } from 'zod';
import { limits } from './subscription-api.ts';

/** Kind of token that a licence is (JWS, RFC 7515, header `typ`), so that no other token of the server passes as one. */
export const LICENCE_TYPE = 'error-iq-licence+jwt';

/** What a licence says: what a team may use, and until when a desktop may believe that without asking again. */
export const licenceClaims = z.strictObject({
  /** Id of the team. */
  sub: z.uuid(),
  /** The team in addresses. */
  team: z.string(),
  /** When it was made, seconds. */
  iat: z.number().int(),
  /** Until when it holds, seconds; null: for good. */
  exp: z.number().int().nullable(),
  /** So long after that it is only warned, seconds. */
  grace: z.number().int().min(0),
  /** Null: a server without billing. */
  plan: z.strictObject({ plan: z.string(), title: z.string() }).nullable(),
  limits,
});

/** A public key that licences are signed with: Ed25519 (RFC 8037). */
export const licenceKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().length(43),
});

/** A licence (compact JWS, EdDSA) and the key that it is checked with. */
export const signedLicence = z.strictObject({ licence: z.string().max(4096), key: licenceKey });

export type LicenceClaims = z.output<typeof licenceClaims>;
export type SignedLicence = z.output<typeof signedLicence>;

/**
 * How a licence stands on a desktop. `unlimited`: of a server without billing. `other-team`: it says another team.
 * `bad`: not signed by the key that was seen first. None of them keeps anybody from reading or exporting a case.
 */
export const LICENCE_STANDINGS = [
  'missing',
  'unlimited',
  'valid',
  'grace',
  'over',
  'other-team',
  'bad',
] as const;

/** A licence as the desktop tells of it. */
export const licenceState = z.strictObject({
  standing: z.enum(LICENCE_STANDINGS),
  /** In words; null: there is nothing to tell. */
  said: z.string().nullable(),
  plan: z.string().nullable(),
  until: z.iso.datetime().nullable(),
});
export type LicenceState = z.output<typeof licenceState>;
