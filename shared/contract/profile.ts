import { z } from 'zod';
import { call } from './call.ts';
import { nothing } from './values.ts';

/** Somebody's key that copies of cases are sealed for. */
const sealingKey = z.strictObject({
  name: z.string(),
  /** SHA-256, hex in groups of four: what two people compare by voice. */
  fingerprint: z.string(),
});

const signer = z.strictObject({
  subject: z.string(),
  issuer: z.string(),
  from: z.string(),
  to: z.string(),
  fingerprint: z.string(),
});

/** A PKCS #12 file holds a key and a few certificates. */
const LARGEST_PKCS12 = 1_000_000;

export const profileContract = {
  /** The key of this profile as text to hand over; made when it is first asked for. */
  'profile.key': call('vault', nothing, sealingKey.extend({ text: z.string() })),
  /** Whose key a text is. Throws KEY_INVALID. */
  'profile.readKey': call('vault', z.strictObject({ text: z.string().max(1000) }), sealingKey),
  /** What the profile signs files with; made when it is first asked for. */
  'profile.signer': call('vault', nothing, signer),
  /** Signs with the key of a PKCS #12 file (base64) from now on. Throws PKCS12_PASSPHRASE_WRONG, PKCS12_UNUSABLE. */
  'profile.importSigner': call(
    'vault',
    z.strictObject({
      file: z.base64().max(LARGEST_PKCS12),
      passphrase: z.string().max(1024),
    }),
    signer,
  ),
};
