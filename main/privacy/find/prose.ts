import type { PersonalKind } from '#shared/model/personal-data.ts';
import { plainName } from './fields.ts';
import type { Report } from './findings.ts';
import type { NameLists } from './name-lists.ts';
import { isCountry, PEOPLES } from './places.ts';
import { findAddresses } from './street-addresses.ts';

/** How lines of logs begin: with a bracket, a date, a time, a number. */
const LOG_BEGINNING =
  /^[\s>]*(?:\[|<\d|\{|-? ?\d{4}[-/]\d\d[-/]\d\d|- \d|\d\d\/\d\d\/\d\d |\d{2}[:.]\d{2}[:.]\d{2}|[A-Z][a-z]{2} [ \d]\d \d\d:|\d{6,}[ .]\d|[\w.-]+\.log)/;
/** What lines of logs have and sentences have not. */
const LOG_MARKS =
  /\b(?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE|FATAL|NOTICE|SEVERE)\b|[{}\\]|\w=\S|\w\(\)|\w::\w|\b0x[\da-f]|[a-z]_[a-z]|\b[\w-]+\.(?:java|py|js|ts|go|rb|cpp|cs|so|dll|exe|conf|log)\b|(?:^| )\/\w+\/\w|\b[a-z]+[A-Z]\w*\b.*\b[a-z]+[A-Z]|\b\w+(?:\.\w+){3,}/m;
/** Words of people who speak of people: a sentence has one, a log message hardly. */
const SPOKEN =
  /\b(?:i|i'm|i'd|i'll|i've|my|me|mine|you|your|he|him|his|she|her|hers|we|our|us|they|them|their|who|who's|what's|please|here's|there's|mr|mrs|ms|dr|lives?|born|says?|said|was|were|the|this|that|is|are|has|have)\b/i;
const SENTENCE_END = /[.?!]["')”]?\s*$/;

/** Longest text that is looked at as written by a person, and longest line of a block of address lines. */
const LONGEST = 6000;
const BLOCK_LINE = 90;

/** Names, places, organisations, ages and addresses in what people wrote; lines of logs are left alone. */
export function findInProse(text: string, lists: NameLists, report: Report): void {
  if (LOG_BEGINNING.test(text) && !text.includes('\n')) return;
  if (text.length > LONGEST) {
    findInLines(text, lists, report);
    return;
  }
  if (LOG_BEGINNING.test(text) || LOG_MARKS.test(text)) {
    if (text.includes('\n')) findInLines(text, lists, report);
    return;
  }
  findInUnit(text, lists, report);
}

/** Of many lines only those that are sentences beyond doubt. */
function findInLines(text: string, lists: NameLists, report: Report): void {
  for (let start = 0; start < text.length;) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    if (end - start > 20 && end - start < LONGEST && !startsAsLog(text, start)) {
      const line = text.slice(start, end);
      if (
        !LOG_BEGINNING.test(line) &&
        !LOG_MARKS.test(line) &&
        /\b(?:i|my|he|she|his|her|your)\b/i.test(line) &&
        SENTENCE_END.test(line)
      ) {
        const from = start;
        findInUnit(line, lists, (kind, a, b, confidence, value) =>
          report(kind, from + a, from + b, confidence, value),
        );
      }
    }
    start = end + 1;
  }
}

/** Nearly every line of a log begins with a date, a bracket or a number. */
function startsAsLog(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return !(
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code > 127 ||
    code === 34 ||
    code === 39
  );
}

function findInUnit(text: string, lists: NameLists, report: Report): void {
  const isBlock = text.includes('\n') && text.split('\n').every((line) => line.length < BLOCK_LINE);
  const isSpoken = SPOKEN.test(text);
  if (!isBlock && !isSpoken && !SENTENCE_END.test(text) && !/,/.test(text)) return;
  findAddresses(text, report);
  findAges(text, report);
  findProperNames(text, lists, report);
}

const AGE =
  /\b(?:(\d{1,3})[- ]?(?:years?[- ]old|y\/?o\b|yrs? old)|(?:age of|aged|turn(?:ed|ing)?|was|am|i'm) (\d{1,3})(?=[.,!? ]|$)(?! ?(?:%|[a-z]+s\b|o'clock|am|pm)))/gi;

function findAges(text: string, report: Report): void {
  for (const match of text.matchAll(AGE)) {
    const age = match[1] ?? match[2] ?? '';
    if (Number(age) > 120 || Number(age) < 1) continue;
    const start = match.index + match[0].indexOf(age);
    report('age', start, start + age.length, 0.5, age);
  }
  for (const match of text.matchAll(
    /\b(?:zip(?: ?code)?|post ?code|postal code)(?: is|:)? {0,3}([A-Z\d][A-Z\d -]{2,9}[A-Z\d])\b/gi,
  )) {
    const code = match[1] ?? '';
    if (!/\d/.test(code)) continue;
    const start = match.index + match[0].length - code.length;
    report('place', start, start + code.length, 0.6, code);
  }
  for (const match of text.matchAll(/\bhttps?:\/\/[\w.-]{4,80}\/?(?=[\s"'<>)]|$)/gi)) {
    report('organization', match.index, match.index + match[0].length, 0.4, match[0].toLowerCase());
  }
}

/** A run of words that may be one name. */
const RUN =
  /(?<![\p{L}\d@/.#_-])\p{Lu}[\p{L}'’-]*(?:(?:[ \u00a0](?:(?:de|da|di|do|dos|del|du|van|von|der|den|la|le|el|y|of|the)[ \u00a0](?=\p{Lu}))?|, (?=\p{Lu}[\p{L}-]+ and \p{Lu})| and (?=\p{Lu}[\p{L}-]+(?: |\W|$)))(?:\p{Lu}\.(?=[ \u00a0])|\p{Lu}[\p{L}'’-]*|[IVX]{1,4}\b)){0,6}/gu;
const ORGANISATION =
  /(?:\b(?:inc|llc|ltd|plc|gmbh|ag|corp(?:oration)?|co|company|group|partners|bank|technologies|solutions|systems|holdings|investments|industries|associates|health|insurance|university|institute|foundation|services|networks?|labs|media|software|capital|energy|motors|records|orchestra)\b\.?$|,.* and |^\p{L}+-\p{L}+$)/iu;
const ORGANISATION_BEFORE =
  /\b(?:works? (?:for|at)|work(?:ed|ing) (?:for|at)|employed (?:by|at)|ceo of|office of|company|from the)\s$/i;
const PLACE_BEFORE =
  /\b(?:in|from|to|at|near|visit(?:ed|ing)?|southern|northern|eastern|western|of)(?: the)?\s$/i;
const OPENING = /(?:^|[.!?:>]["')”]?\s+|\n\s*[>?]*\s*|["“(]|^[>?]+ ?)$/;

function findProperNames(text: string, lists: NameLists, report: Report): void {
  const known = new Set<string>();
  for (const match of text.matchAll(RUN)) {
    const trimmed = nameWithin(text, match[0], match.index, lists);
    if (trimmed === null) continue;
    const { start, end } = trimmed;
    const name = text.slice(start, end);
    if (isIdentifier(name, text.slice(end, end + 3))) continue;
    const kind = kindOfName(name, text.slice(Math.max(0, start - 24), start));
    known.add(name);
    report(kind, start, end, kind === 'name' ? 0.45 : 0.4, plainName(name));
  }
}

/** What of a run of capitals is a name; null: nothing. Words at its ends that are only words are taken off. */
function nameWithin(
  text: string,
  run: string,
  index: number,
  lists: NameLists,
): { start: number; end: number } | null {
  const words = [...run.matchAll(/[^ \u00a0,]+/g)].map((word) => ({
    text: word[0].replace(/['’]s?$/, ''),
    at: word.index,
  }));
  const opens = OPENING.test(text.slice(Math.max(0, index - 6), index));
  const lower = (word: string): string => word.toLowerCase().replace(/\.$/, '');
  const whole = lower(run.replace(/['’]s$/, ''));
  if (isCountry(whole) || PEOPLES.test(whole)) return { start: index, end: index + whole.length };
  const isOnlyWord = (at: number): boolean => {
    const word = words[at]?.text ?? '';
    const plain = lower(word);
    if (/^(?:I|[IVX]{2,4})$/.test(word) || NEVER.test(plain)) return true;
    if (isCountry(plain) || PEOPLES.test(plain)) return false;
    if (/^\p{Lu}\.?$/u.test(word)) return true;
    const isWord =
      lists.isWord(plain) ||
      lists.isWord(plain.replace(/s$/, '')) ||
      lists.isWord(plain.replace(/(?:ing|ed)$/, ''));
    if (/^\p{Lu}{2,4}$/u.test(word)) return true;
    // At the beginning of a sentence every word has a capital.
    if (at === 0 && opens && words.length === 1) return isWord && !lists.isFirstName(plain);
    if (at > 0 && !lists.isWord(lower(words[at - 1]?.text ?? '')))
      return isWord && !lists.isFamilyName(plain, 20_000);
    return isWord;
  };
  let first = 0;
  while (first < words.length && isOnlyWord(first)) first++;
  let last = words.length - 1;
  while (last > first && isOnlyWord(last) && !ORGANISATION.test(words[last]?.text ?? '')) last--;
  const begin = words[first];
  const finish = words[last];
  if (begin === undefined || finish === undefined || first > last) return null;
  return { start: index + begin.at, end: index + finish.at + finish.text.length };
}

const NEVER =
  /^(?:error-iq|postgresql|postgres|mysql|mariadb|mongodb|redis|kafka|kubernetes|docker|nginx|linux|windows|ubuntu|debian|elasticsearch|rabbitmq|tomcat|hadoop|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|mr|mrs|ms|dr|prof|sir|ok|hi|hello|http|https|url|api|json|html|xml|sql|server|user|users|error|email|e-mail|phone|mobile|fax|desk|suite|apt|box|psc|unit|address|name|date|website|select|from|where|inc|ceo|iban|ssn|zip|pin|atm|cc|.*['’](?:m|ve|re|ll|d|t)|c['’]mon)$/;

/** A class of a program, by a second capital within it and how it ends or what is called on it: `LedgerDao.reserve`. */
function isIdentifier(name: string, after: string): boolean {
  if (!/\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}/u.test(name)) return false;
  return (
    /^(?:\.\p{Ll}|\(|::|#\p{Ll})/u.test(after) ||
    /(?:Error|Exception|Dao|Service|Controller|Handler|Factory|Client|Pool|Repository)$/.test(name)
  );
}

function kindOfName(name: string, before: string): PersonalKind {
  const plain = name.toLowerCase();
  if (isCountry(plain) || PEOPLES.test(plain)) return 'place';
  if (ORGANISATION.test(name) || ORGANISATION_BEFORE.test(before)) return 'organization';
  if (PLACE_BEFORE.test(before)) return 'place';
  return 'name';
}
