import { mod97 } from './checksums.ts';
import type { Report } from './findings.ts';
import { SECRET_FORMS } from './secret-forms.ts';

interface CompiledForm {
  readonly prefix: string;
  readonly form: RegExp;
}

const keyOf = (first: number, second: number): number => first * 128 + second;

/** Forms by the codes of their first two characters; the longest prefix first. */
const FORMS: ReadonlyMap<number, readonly CompiledForm[]> = (() => {
  const byFirst = new Map<number, CompiledForm[]>();
  const longestFirst = [...SECRET_FORMS].sort((a, b) => b.prefix.length - a.prefix.length);
  for (const { prefix, form } of longestFirst) {
    const code = keyOf(prefix.charCodeAt(0), prefix.charCodeAt(1));
    const list = byFirst.get(code) ?? [];
    list.push({ prefix, form: new RegExp(form, 'y') });
    byFirst.set(code, list);
  }
  return byFirst;
})();

const JWT = /eyJ[\w-]{8,}\.eyJ[\w-]{4,}\.[\w-]*|eyJ[\w-]{8,}\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+/y;

const HAS_FORMS: Uint8Array = (() => {
  const has = new Uint8Array(128 * 128);
  for (const key of FORMS.keys()) has[key] = 1;
  return has;
})();

/** A key, token or JWT that begins where a word begins. Gives where to go on; `at`: there is none. */
export function findToken(text: string, at: number, report: Report): number {
  const code = text.charCodeAt(at);
  if (code === 101 && text.startsWith('eyJ', at)) {
    JWT.lastIndex = at;
    const match = JWT.exec(text);
    if (match !== null) {
      report('jwt', at, at + match[0].length, 1, match[0]);
      return at + match[0].length;
    }
  }
  const key = keyOf(code, text.charCodeAt(at + 1));
  if (HAS_FORMS[key] !== 1) return at;
  const forms = FORMS.get(key);
  if (forms === undefined) return at;
  for (const { prefix, form } of forms) {
    if (!text.startsWith(prefix, at)) continue;
    form.lastIndex = at;
    const match = form.exec(text);
    if (match === null) continue;
    // A name with hyphens ("sk-very-long-service-name") has no digits in it.
    if (!/\d/.test(match[0].slice(prefix.length)) && match[0].length < 60) continue;
    report('access-key', at, at + match[0].length, 1, match[0]);
    return at + match[0].length;
  }
  return at;
}

/** Length of an IBAN by country (SWIFT, IBAN registry release 99). */
const IBAN_LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BI: 27,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DJ: 27,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FK: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HN: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  LY: 25,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MN: 20,
  MR: 27,
  MT: 31,
  MU: 30,
  NI: 28,
  NL: 18,
  NO: 15,
  OM: 23,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  RU: 33,
  SA: 24,
  SC: 31,
  SD: 18,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  SO: 23,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
  YE: 30,
};

const IBAN = /[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z\d]{4}){2,7}(?:[ -]?[A-Za-z\d]{1,4})?/y;

/** An IBAN (ISO 13616) that begins where a word begins: length by country and check digits fit. */
export function findIban(text: string, at: number, report: Report): number {
  const third = text.charCodeAt(at + 2);
  const fourth = text.charCodeAt(at + 3);
  if (third < 48 || third > 57 || fourth < 48 || fourth > 57) return at;
  const length = IBAN_LENGTHS[text.slice(at, at + 2).toUpperCase()];
  if (length === undefined) return at;
  IBAN.lastIndex = at;
  const match = IBAN.exec(text);
  if (match === null) return at;
  // What follows may look like one more group of it.
  let end = at;
  let compact = '';
  for (; end < at + match[0].length && compact.length < length; end++) {
    const character = text[end] ?? '';
    if (character !== ' ' && character !== '-') compact += character;
  }
  if (compact.length !== length || /[\w]/.test(text[end] ?? '')) return at;
  const upper = compact.toUpperCase();
  if (mod97(upper.slice(4) + upper.slice(0, 4)) !== 1) return at;
  report('iban', at, end, 1, upper);
  return end;
}
