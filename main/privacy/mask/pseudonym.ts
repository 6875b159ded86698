import { createHmac, hkdfSync } from 'node:crypto';
import type { PersonalKind } from '#shared/model/personal-data.ts';

const WORDS: Readonly<Record<PersonalKind, string>> = {
  email: 'user',
  phone: 'phone',
  ip: 'ip',
  card: 'card',
  iban: 'iban',
  'national-id': 'id',
  'access-key': 'key',
  jwt: 'jwt',
  'private-key': 'pem',
  password: 'password',
  cookie: 'cookie',
  user: 'account',
  name: 'person',
  address: 'address',
  place: 'place',
  organization: 'org',
  'birth-date': 'birth',
  age: 'age',
};

/** Consonants only: never a word, a number or the beginning of a key, so that nothing is found in it again. */
const LETTERS = 'bcdfghjklmnpqrstvwxz';
/** 20^12 is some 52 bits: among a million values two are alike once in 8,000 cases. */
const LENGTH = 12;

const FORM = `(?:${[...new Set(Object.values(WORDS))].join('|')})-[${LETTERS}]{${LENGTH}}`;

/** Every pseudonym in a text. */
export const pseudonymsIn = (): RegExp =>
  new RegExp(`(?<!\\w)${FORM}(?:@masked\\.example)?(?![\\w])`, 'g');

const WHOLE = new RegExp(`^${FORM}(?:@masked\\.example)?$`);

/** Whether a value is a pseudonym already. */
export const isPseudonym = (value: string): boolean => WHOLE.test(value);

/** The key that pseudonyms are made with, from the key of the case (HKDF-SHA-256, RFC 5869). */
export function maskingKey(caseKey: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', caseKey, Buffer.alloc(0), 'error-iq masking', 32));
}

/**
 * What stands for a value: the same for the same value, and without the key no guess at the value can be tested.
 * `value` is in its compared form, so that one number written in two ways is one.
 */
export function pseudonymOf(key: Uint8Array, kind: PersonalKind, value: string): string {
  const digest = createHmac('sha256', key).update(`${kind}\u0000${value}`).digest();
  let letters = '';
  let rest = digest.readBigUInt64BE(0);
  for (let at = 0; at < LENGTH; at++) {
    letters += LETTERS[Number(rest % 20n)] ?? '';
    rest /= 20n;
  }
  const pseudonym = `${WORDS[kind]}-${letters}`;
  return kind === 'email' ? `${pseudonym}@masked.example` : pseudonym;
}
