import { isDay, isLuhn, isVerhoeff, mod97, weighted } from './checksums.ts';

/** A national identity, social security or tax number. */
export interface NationalId {
  /** ISO 3166-1. */
  readonly country: string;
  readonly name: string;
  /** How it is written: `9` a digit, `A` a letter, `X` either; the rest stands for itself, `?` behind it: or not. */
  readonly shape: string;
  /** Whether letters and digits, without what is between, can be one. */
  readonly check: (compact: string) => boolean;
  /** Chance words find one too often: a word that names it must stand before it. */
  readonly named: boolean;
}

const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;
const last = (text: string): number => digit(text, text.length - 1);
const remainder = (sum: number, by: number): number => (by - (sum % by)) % by;
const anything = (): boolean => true;

/** Packs by country. Sources: the issuing authorities' published layouts and check rules, by Wikipedia's list. */
export const NATIONAL_IDS: readonly NationalId[] = [
  { country: 'US', name: 'SSN', shape: '999-99-9999', named: false, check: isSsn },
  { country: 'US', name: 'SSN', shape: '999 ?99 ?9999', named: true, check: isSsn },
  { country: 'GB', name: 'NINO', shape: 'AA ?99 ?99 ?99 ?A', named: false, check: isNino },
  { country: 'GB', name: 'NHS number', shape: '999[ -]?999[ -]?9999', named: true, check: isNhs },
  { country: 'ES', name: 'DNI', shape: '99999999-?A', named: false, check: isDni },
  { country: 'ES', name: 'NIE', shape: 'A9999999-?A', named: false, check: isNie },
  {
    country: 'IT',
    name: 'codice fiscale',
    shape: 'AAAAAA99A99A999A',
    named: false,
    check: isCodiceFiscale,
  },
  {
    country: 'FR',
    name: 'NIR',
    shape: '9 ?99 ?99 ?9X ?999 ?999 ?99',
    named: false,
    check: isNir,
  },
  { country: 'DE', name: 'Steuer-ID', shape: '99 ?999 ?999 ?999', named: true, check: isSteuerId },
  { country: 'NL', name: 'BSN', shape: '9999 ?99 ?999', named: true, check: isBsn },
  {
    country: 'BE',
    name: 'national number',
    shape: '99.99.99-999.99',
    named: false,
    check: isBelgian,
  },
  {
    country: 'SE',
    name: 'personnummer',
    shape: '999999[-+]9999',
    named: false,
    check: (id) => isDay(id, 'ymd') && isLuhn(id),
  },
  {
    country: 'SE',
    name: 'personnummer',
    shape: '99999999[-+]9999',
    named: false,
    check: (id) => isDay(id.slice(2), 'ymd') && isLuhn(id.slice(2)),
  },
  { country: 'FI', name: 'HETU', shape: '999999[-+A]999X', named: false, check: isHetu },
  {
    country: 'DK',
    name: 'CPR',
    shape: '999999-?9999',
    named: true,
    check: (id) => isDay(id, 'dmy'),
  },
  {
    country: 'NO',
    name: 'fødselsnummer',
    shape: '999999 ?99999',
    named: false,
    check: isNorwegian,
  },
  { country: 'PL', name: 'PESEL', shape: '99999999999', named: true, check: isPesel },
  { country: 'PT', name: 'NIF', shape: '999 ?999 ?999', named: true, check: isNif },
  { country: 'IE', name: 'PPS', shape: '9999999A', named: false, check: isPps },
  { country: 'CH', name: 'AHV', shape: '756.9999.9999.99', named: false, check: isEan13 },
  { country: 'AT', name: 'SVNR', shape: '9999 ?999999', named: true, check: isSvnr },
  {
    country: 'CZ',
    name: 'rodné číslo',
    shape: '999999/9999',
    named: false,
    check: (id) => Number(id) % 11 === 0,
  },
  { country: 'RO', name: 'CNP', shape: '9999999999999', named: true, check: isCnp },
  { country: 'BG', name: 'EGN', shape: '9999999999', named: true, check: isEgn },
  { country: 'HR', name: 'OIB', shape: '99999999999', named: true, check: isOib },
  {
    country: 'TR',
    name: 'kimlik numarası',
    shape: '99999999999',
    named: true,
    check: isTurkish,
  },
  { country: 'BR', name: 'CPF', shape: '999.999.999-99', named: false, check: isCpf },
  { country: 'BR', name: 'CPF', shape: '99999999999', named: true, check: isCpf },
  { country: 'MX', name: 'CURP', shape: 'AAAA999999AAAAAAX9', named: false, check: anything },
  { country: 'IN', name: 'Aadhaar', shape: '9999 9999 9999', named: false, check: isVerhoeff },
  { country: 'IN', name: 'Aadhaar', shape: '999999999999', named: true, check: isVerhoeff },
  {
    country: 'IN',
    name: 'PAN',
    shape: 'AAAAA9999A',
    named: false,
    check: (id) => /^.{3}[ABCFGHLJPT]/i.test(id),
  },
  { country: 'CA', name: 'SIN', shape: '999[ -]999[ -]999', named: true, check: isLuhn },
  { country: 'CA', name: 'SIN', shape: '999999999', named: true, check: isLuhn },
  { country: 'AU', name: 'TFN', shape: '999 ?999 ?999', named: true, check: isTfn },
  { country: 'AU', name: 'Medicare', shape: '9999 ?99999 ?9', named: true, check: anything },
  {
    country: 'CN',
    name: 'resident ID',
    shape: '99999999999999999X',
    named: false,
    check: isChinese,
  },
  { country: 'KR', name: 'RRN', shape: '999999-9999999', named: false, check: isKorean },
  {
    country: 'JP',
    name: 'My Number',
    shape: '9999[ -]?9999[ -]?9999',
    named: true,
    check: anything,
  },
  { country: 'SG', name: 'NRIC', shape: 'A9999999A', named: false, check: isNric },
  {
    country: 'ZA',
    name: 'ID number',
    shape: '9999999999999',
    named: true,
    check: (id) => isDay(id, 'ymd') && isLuhn(id),
  },
];

/** Words that name such a number, before it. Lower case; a word that begins so counts. */
export const ID_WORDS: readonly string[] = [
  'ssn',
  'itin',
  'social',
  'security',
  'nino',
  'insurance',
  'nhs',
  'dni',
  'nie',
  'nif',
  'nir',
  'steuer',
  'tax',
  'tin',
  'bsn',
  'burgerservice',
  'sofi',
  'cpr',
  'pesel',
  'svnr',
  'sozialversicherung',
  'cnp',
  'egn',
  'oib',
  'kimlik',
  'tckn',
  'cpf',
  'aadhaar',
  'sin',
  'tfn',
  'medicare',
  'number',
  'mynumber',
  'identity',
  'identification',
  'national',
  'citizen',
  'idnumber',
  'passport',
  'license',
  'licence',
  'driver',
  'personnummer',
  'nationalid',
  'taxid',
];

function isSsn(id: string): boolean {
  const area = Number(id.slice(0, 3));
  return area !== 0 && area !== 666 && id.slice(3, 5) !== '00' && id.slice(5) !== '0000';
}

function isNino(id: string): boolean {
  return /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(id);
}

function isNhs(id: string): boolean {
  return remainder(weighted(id, [10, 9, 8, 7, 6, 5, 4, 3, 2]), 11) === last(id);
}

const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';

function isDni(id: string): boolean {
  return DNI_LETTERS[Number(id.slice(0, 8)) % 23] === id[8]?.toUpperCase();
}

function isNie(id: string): boolean {
  const first = 'XYZ'.indexOf(id[0]?.toUpperCase() ?? '');
  return first >= 0 && isDni(`${first}${id.slice(1)}`);
}

const ODD = 'BAKPLCQDREVOSFTGUHMINJWZYX';

function isCodiceFiscale(id: string): boolean {
  const upper = id.toUpperCase();
  let sum = 0;
  for (let at = 0; at < 15; at++) {
    const code = upper.charCodeAt(at);
    const value = code < 58 ? code - 48 : code - 65;
    sum += at % 2 === 1 ? value : ODD.indexOf(String.fromCharCode(65 + value));
  }
  return String.fromCharCode(65 + (sum % 26)) === upper[15];
}

function isNir(id: string): boolean {
  const digits = id.toUpperCase().replace('2A', '19').replace('2B', '18');
  if (!/^[12478]\d{14}$/.test(digits)) return false;
  const month = Number(digits.slice(3, 5));
  return month >= 1 && 97 - mod97(digits.slice(0, 13)) === Number(digits.slice(13));
}

function isSteuerId(id: string): boolean {
  let product = 10;
  for (let at = 0; at < 10; at++) {
    const sum = (digit(id, at) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return id[0] !== '0' && (11 - product) % 10 === last(id);
}

function isBsn(id: string): boolean {
  return Number(id) > 0 && weighted(id, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

function isBelgian(id: string): boolean {
  const check = Number(id.slice(9));
  const number = Number(id.slice(0, 9));
  return check === 97 - (number % 97) || check === 97 - ((number + 2e9) % 97);
}

function isHetu(id: string): boolean {
  const digits = id.replace(/^(\d{6})[A-Za-z]/, '$1');
  const check = '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(digits.slice(0, 9)) % 31];
  return isDay(digits, 'dmy') && check === id.at(-1)?.toUpperCase();
}

function isNorwegian(id: string): boolean {
  const first = remainder(weighted(id, [3, 7, 6, 1, 8, 9, 4, 5, 2]), 11);
  const second = remainder(weighted(id, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]), 11);
  return isDay(id, 'dmy') && first === digit(id, 9) && second === digit(id, 10);
}

function isPesel(id: string): boolean {
  return remainder(weighted(id, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]), 10) === last(id);
}

function isNif(id: string): boolean {
  const check = remainder(weighted(id, [9, 8, 7, 6, 5, 4, 3, 2]), 11);
  return /^[1235689]/.test(id) && (check > 9 ? 0 : check) === last(id);
}

function isPps(id: string): boolean {
  const rest = weighted(id, [8, 7, 6, 5, 4, 3, 2]) % 23;
  return 'WABCDEFGHIJKLMNOPQRSTUV'[rest] === id[7]?.toUpperCase();
}

function isEan13(id: string): boolean {
  return remainder(weighted(id, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]), 10) === last(id);
}

function isSvnr(id: string): boolean {
  return weighted(id, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === digit(id, 3);
}

function isCnp(id: string): boolean {
  const rest = weighted(id, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return /^[1-9]/.test(id) && (rest === 10 ? 1 : rest) === last(id);
}

function isEgn(id: string): boolean {
  return (weighted(id, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === last(id);
}

function isOib(id: string): boolean {
  let rest = 10;
  for (let at = 0; at < 10; at++) rest = (((rest + digit(id, at)) % 10 || 10) * 2) % 11;
  return (11 - rest) % 10 === last(id);
}

function isTurkish(id: string): boolean {
  const odd = digit(id, 0) + digit(id, 2) + digit(id, 4) + digit(id, 6) + digit(id, 8);
  const even = digit(id, 1) + digit(id, 3) + digit(id, 5) + digit(id, 7);
  const tenth = (odd * 7 - even + 100) % 10;
  return id[0] !== '0' && tenth === digit(id, 9) && (odd + even + tenth) % 10 === last(id);
}

function isCpf(id: string): boolean {
  if (/^(\d)\1*$/.test(id)) return false;
  const check = (count: number): number => {
    const weights = Array.from({ length: count }, (_, at) => count + 1 - at);
    const rest = (weighted(id, weights) * 10) % 11;
    return rest === 10 ? 0 : rest;
  };
  return check(9) === digit(id, 9) && check(10) === digit(id, 10);
}

function isTfn(id: string): boolean {
  return weighted(id, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0;
}

function isChinese(id: string): boolean {
  const sum = weighted(id, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return isDay(id.slice(8), 'ymd') && '10X98765432'[sum % 11] === id[17]?.toUpperCase();
}

function isKorean(id: string): boolean {
  return isDay(id, 'ymd') && /^[1-8]$/.test(id[6] ?? '');
}

function isNric(id: string): boolean {
  const upper = id.toUpperCase();
  const [first] = upper;
  const add = first === 'T' || first === 'G' ? 4 : first === 'M' ? 3 : 0;
  const rest = (weighted(upper.slice(1), [2, 7, 6, 5, 4, 3, 2]) + add) % 11;
  const letters: Readonly<Record<string, string>> = {
    S: 'JZIHGFEDCBA',
    T: 'JZIHGFEDCBA',
    F: 'XWUTRQPNMLK',
    G: 'XWUTRQPNMLK',
    M: 'KLJNPQRTUWX',
  };
  const row = first === undefined ? undefined : letters[first];
  return row?.[first === 'M' ? 10 - rest : rest] === upper[8];
}

/** Shapes as regular expressions without loops, each to be tried where a number or a word begins. */
export function shapePattern(shape: string): RegExp {
  const source = shape
    .replaceAll('.', '\\.')
    .replaceAll('9', '\\d')
    .replace(/(?<!\[[^\]]*)A/g, '[A-Za-z]')
    .replaceAll('X', '[A-Za-z\\d]');
  return new RegExp(`${source}(?![\\w])`, 'y');
}
