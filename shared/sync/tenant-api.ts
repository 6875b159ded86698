import { z } from 'zod';
import { ROLES } from '../model/role.ts';
import { caseStanding } from './case-keeping-api.ts';

/** What a desktop and its team server say to each other beside the entries of cases. */

const uuid = z.uuid().lowercase();
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

/** Public key that others seal keys of cases with for a member: P-256, uncompressed point, base64url. */
export const sealingKey = base64url.length(87);
/** A key of a case, sealed for one member. */
export const sealedKey = base64url.max(4096);

export const ACCESSES = ['read', 'write', 'manage'] as const;
export const access = z.enum(ACCESSES);

/** How tokens call a sign-in with a passkey, or with a code beside the passphrase (`acr`). */
export const SECOND_FACTOR = 'urn:error-iq:mfa';

export const me = z.strictObject({
  memberId: uuid,
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  team: z.string(),
  sealingKey: sealingKey.nullable(),
});

export const member = z.strictObject({
  memberId: uuid,
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  sealingKey: sealingKey.nullable(),
});

export const newCase = z.strictObject({
  caseId: uuid,
  /** Its name under its own key. */
  sealedName: base64url.max(4096),
  generation: z.number().int().positive(),
  /** Its key, sealed for who shares it. */
  sealedKey,
});

/** A case as a member has it. */
export const sharedCase = newCase.extend({ access, ...caseStanding.shape });

/** Cases that a member has, latest first. */
export const casePage = z.strictObject({
  cases: z.array(sharedCase),
  /** For those after them; null: these are all. */
  next: z.string().nullable(),
});

export const newGrant = z.strictObject({
  access,
  generation: z.number().int().positive(),
  sealedKey,
});

export const grant = z.strictObject({
  memberId: uuid,
  name: z.string(),
  access,
  /** She is no member any more. */
  left: z.boolean(),
});

/** Another key for a case, for everybody who goes on having it; who is not named has it no more. */
export const newCaseKey = z.strictObject({
  /** One more than the one in force. */
  generation: z.number().int().positive(),
  sealedName: base64url.max(4096),
  keys: z
    .array(z.strictObject({ memberId: uuid, sealedKey }))
    .min(1)
    .max(1000),
});

/** A device that a member is signed in on. */
export const listedSession = z.strictObject({
  sessionId: uuid,
  device: z.string(),
  beganAt: z.string(),
  seenAt: z.string(),
  /** It is the one that asks. */
  isThis: z.boolean(),
});

/** How many sign-ins of a member were ended. */
export const endedSessions = z.strictObject({ ended: z.number().int().nonnegative() });

/** What a member can confirm with that it is her, beside her passphrase. */
export const secondFactors = z.strictObject({
  passkeys: z.array(
    z.strictObject({
      passkeyId: z.string(),
      name: z.string(),
      createdAt: z.string(),
      usedAt: z.string().nullable(),
    }),
  ),
  codeApp: z.boolean(),
  /** Left of those that stand for a factor that was lost. */
  recoveryCodes: z.number().int(),
});

export type SecondFactors = z.output<typeof secondFactors>;
export type ListedSession = z.output<typeof listedSession>;
export type Me = z.output<typeof me>;
export type Member = z.output<typeof member>;
export type SharedCase = z.output<typeof sharedCase>;
export type Grant = z.output<typeof grant>;
export type Access = z.output<typeof access>;
