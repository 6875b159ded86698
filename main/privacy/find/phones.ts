import type { Report } from './findings.ts';

/** Groups of digits that stand close together. */
export interface DigitGroups {
  plus: boolean;
  /** The first group stands in brackets. */
  bracketed: boolean;
  count: number;
  /** Of all groups. */
  digits: number;
  readonly lengths: Uint8Array;
  readonly starts: Uint32Array;
  end: number;
}

/** Names of fields and words that a number after them is a telephone number by, whatever its form. */
const SURE =
  /(?:phone|mobile|cell|tele?|fax|msisdn|whatsapp|sms|caller|callee|handset|hotline|telefon|handy|móvil|mobil|portable)[a-z_. "']{0,14}(?:no|nr|number)?[^a-z\d]{0,6}$/i;
/** Words of people who speak of one. */
const LIKELY =
  /\b(?:phone|mobile|cell|tel|fax|call(?:ed|ing)?|dial|ring|text|contact|reach|answering|registered|office|desk|number|voicemail|home|work)\b[^\d\n]{0,24}$/i;
const BEHIND = /^[\s,;(\\-]{0,3}(?:office|fax|mobile|cell|home|work|desk|phone|ext)\b/i;
const EXTENSION = /(?:\s?(?:x|ext\.?|#)\s?\d{1,6})(?![\w])/iy;

/** Looks whether groups of digits are a telephone number. Gives where to go on; `at`: they are none. */
export function findPhone(text: string, at: number, groups: DigitGroups, report: Report): number {
  const { plus, count, digits: total } = groups;
  if (total > 16 || (total > 13 && !plus && count === 1)) return at;
  // Groups of a telephone number are short, but for one that is written in one go.
  if (count > 1) {
    for (let group = 0; group < count; group++) if ((groups.lengths[group] ?? 0) > 8) return at;
    if (!plus && (groups.lengths[0] ?? 0) > 5 && (groups.lengths[1] ?? 0) > 4) return at;
  }
  let { end } = groups;
  const after = text.charCodeAt(end);
  const extension =
    after === 32 || after === 120 || after === 35 || after === 101 ? extensionAt(text, end) : 0;
  if (extension === 0 && isPartOfMore(text, end, after)) return at;
  let confidence = plus ? plusConfidence(text, at, groups) : formConfidence(text, groups);
  if (confidence < 0) return at;
  if (extension > 0 && confidence > 0) {
    end += extension;
    confidence = Math.max(confidence, 0.8);
  }
  if (confidence < 0.6) {
    if (!followsWord(text, at)) {
      if (!BEHIND.test(text.slice(end, end + 12))) return at;
      confidence = 0.8;
    } else {
      const before = text.slice(Math.max(0, at - 44), at);
      if (SURE.test(before) || BEHIND.test(text.slice(end, end + 12))) confidence = 0.9;
      else if (LIKELY.test(before) && (count > 1 || total >= 10)) confidence = 0.7;
      else return at;
    }
  }
  const digits = text.slice(at, groups.end).replace(/\D/g, '');
  report('phone', at, end, confidence, `${plus ? '+' : ''}${digits}`);
  return end;
}

/** Whether the last letter or digit before a number is a letter: else no word can say what it is. */
function followsWord(text: string, at: number): boolean {
  for (let place = at - 1; place >= 0 && place > at - 12; place--) {
    const code = text.charCodeAt(place);
    if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return true;
    if (code >= 48 && code <= 57) return false;
  }
  return false;
}

function extensionAt(text: string, end: number): number {
  EXTENSION.lastIndex = end;
  return EXTENSION.exec(text)?.[0].length ?? 0;
}

/** Another number, a word or a unit goes on where the groups end. */
function isPartOfMore(text: string, end: number, after: number): boolean {
  if (Number.isNaN(after)) return false;
  const isLetter = (after >= 65 && after <= 90) || (after >= 97 && after <= 122) || after === 95;
  if (isLetter || after === 37) return true;
  const next = text.charCodeAt(end + 1);
  const digitFollows = next >= 48 && next <= 57;
  return (
    (after === 58 || after === 44 || after === 46 || after === 47 || after === 45) && digitFollows
  );
}

function plusConfidence(text: string, at: number, { count, digits, starts }: DigitGroups): number {
  if (text.charCodeAt(starts[0] ?? at) === 48 || digits < 8) return -1;
  return count > 1 ? 0.9 : 0.8;
}

/** How surely the form alone says that it is one; less than 0: it is surely something else. */
function formConfidence(text: string, groups: DigitGroups): number {
  const { lengths, starts, count, bracketed, digits } = groups;
  if (count === 1) return 0.3;
  const first = lengths[0] ?? 0;
  const separator = text.charCodeAt((starts[1] ?? 1) - 1);
  if (count >= 3 && isDate(text, groups, separator)) return -1;
  const [a, b, c] = [lengths[count - 3], lengths[count - 2], lengths[count - 1]];
  // North America: 3-3-4, with or without a 1 before it; neither area nor exchange begin with 0 or 1.
  if (a === 3 && b === 3 && c === 4 && count <= 4) {
    const area = starts[count - 3] ?? 0;
    const exchange = starts[count - 2] ?? 0;
    const country = count === 4 ? text.slice(starts[0], (starts[0] ?? 0) + first) : '1';
    const parted = bracketed || text.charCodeAt((starts[count - 1] ?? 1) - 1) !== 32;
    const isValid =
      text.charCodeAt(area) >= 50 && text.charCodeAt(exchange) >= 50 && /^(?:001|1)$/.test(country);
    return isValid && parted ? 0.85 : 0.3;
  }
  if (bracketed) return 0.55;
  // Trunk zero: France, Italy, Britain, Germany and others write 0 and pairs or triples.
  const start = starts[0] ?? 0;
  if (text.charCodeAt(start) !== 48 || text.charCodeAt(start + 1) === 48) return 0.3;
  if (digits < 9 || digits > 12) return 0.3;
  let pairs = first === 2;
  let triples = first === 3;
  for (let group = 1; group < count; group++) {
    const length = lengths[group] ?? 0;
    if (text.charCodeAt((starts[group] ?? 1) - 1) !== separator || length < 2) return 0.3;
    pairs &&= length === 2;
    triples &&= length === 3;
  }
  if (pairs && count === 5 && separator !== 47) return 0.8;
  // Groups of three throughout are parts of an address with zeros before them.
  const isGrouped = count >= 3 && count <= 5 && first >= 3 && first <= 5 && !triples;
  return isGrouped && separator !== 46 && separator !== 47 ? 0.65 : 0.3;
}

/** Year, month, day or day, month, year, with one and the same thing between. */
function isDate(text: string, { lengths, starts }: DigitGroups, separator: number): boolean {
  if (separator === 32 || text.charCodeAt((starts[2] ?? 1) - 1) !== separator) return false;
  const [first, second, third] = [lengths[0] ?? 0, lengths[1] ?? 0, lengths[2] ?? 0];
  const year = (group: number): boolean => {
    const start = starts[group] ?? 0;
    const century = text.slice(start, start + 2);
    return century === '19' || century === '20';
  };
  if (first === 4 && second <= 2 && third <= 2) return year(0);
  return third === 4 && first <= 2 && second <= 2 && year(2);
}
