import { z } from 'zod';
import { call } from './call.ts';
import { nothing, passphrase } from './values.ts';

const strength = z.strictObject({
  score: z.number().int().min(0).max(4),
  /** Ten to this power guesses would be needed. */
  guessesLog10: z.number(),
  accepted: z.boolean(),
  warning: z.string().nullable(),
  suggestions: z.array(z.string()),
});

export const vaultContract = {
  'vault.strength': call(
    'open',
    z.strictObject({
      passphrase: z.string().max(1024),
      words: z.array(z.string().max(200)).max(10),
    }),
    strength,
  ),
  /** First run. Either a passphrase, or the OS keychain where the shell has one, or both. */
  'vault.create': call(
    'open',
    z.strictObject({
      name: z.string().trim().min(1).max(100),
      passphrase: passphrase.nullable(),
      keychain: z.boolean(),
    }),
    nothing,
  ),
  'vault.unlock': call(
    'open',
    z.discriminatedUnion('with', [
      z.strictObject({ with: z.literal('passphrase'), passphrase }),
      z.strictObject({ with: z.literal('keychain') }),
    ]),
    nothing,
  ),
  /** Closes the case and forgets every key. */
  'vault.lock': call('open', nothing, nothing),
  'vault.changePassphrase': call(
    'vault',
    z.strictObject({ current: passphrase, next: passphrase }),
    nothing,
  ),
  /** Says that somebody is there; the page sends it on use, at most once a minute. */
  'vault.touch': call('vault', nothing, nothing),
};
