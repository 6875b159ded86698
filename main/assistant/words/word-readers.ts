import { parseQuery, quoteValue } from '#shared/query/index.ts';
import { sourceCondition, type CaseWords } from './case-words.ts';
import { FILLER } from './filler.ts';
import { KNOWN_PHRASES } from './known-phrases.ts';
import { allOf, anyOf, type Reading } from './reading.ts';
import { formsOf, stemOf, type Token } from './tokens.ts';

/** Words that were read, from a place on: how many, and as what. */
export interface Found {
  readonly length: number;
  readonly reading: Omit<Reading, 'words'>;
  /** The words deny it. */
  readonly denies?: boolean;
}

/** Reads what stands at a place; null: it is nothing of the kind. */
export type Reader = (
  tokens: readonly Token[],
  at: number,
  words: CaseWords,
) => Found | null | Promise<Found | null>;

/** The words from a place on, joined by single spaces, up to a sign or anything else that is no word. */
export function runAt(tokens: readonly Token[], at: number, most = 8): string[] {
  const run: string[] = [];
  for (let i = at; i < tokens.length && run.length < most; i++) {
    const token = tokens[i];
    if (token?.kind !== 'word') break;
    run.push(token.lower);
  }
  return run;
}

/** A condition that `length` words say. */
export const found = (
  length: number,
  condition: string,
  group: string | null,
  note: string | null = null,
): Found => ({
  length,
  reading: { condition, group, note },
});

/** What is in quotes stands in the message, or else in a field, as it is. */
export const readQuoted: Reader = async (tokens, at, words) => {
  const token = tokens[at];
  if (token?.kind !== 'quoted') return null;
  const phrase = quoteValue(token.text);
  if ((await words.count(phrase)) > 0) return found(1, phrase, null);
  const anywhere = `*:${phrase}`;
  if ((await words.count(anywhere)) > 0) return found(1, anywhere, null, 'in a field');
  return found(1, phrase, null, 'no record says it');
};

/** A condition that is written in the query language already, on a field that there is. */
export const readCondition: Reader = (tokens, at, { fields }) => {
  const token = tokens[at];
  const [, name] = /^([\w@.-]+):./.exec(token?.text ?? '') ?? [];
  if (token?.kind !== 'word' || name === undefined) return null;
  const known = BUILT_IN.has(name) || fields.some((field) => field.name === name);
  return known && parseQuery(token.text).ok ? found(1, token.text, `field:${name}`) : null;
};

/** Fields that records have without having been given them. */
export const BUILT_IN: ReadonlySet<string> = new Set([
  'level',
  'source',
  'time',
  '@timestamp',
  'message',
  'template',
  'issue',
  'detected',
  '*',
]);

const LEVEL_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:fatals?|criticals?|crit|panics?|emergenc(?:y|ies))$/, 'fatal'],
  [/^(?:errors?|errored|err)$/, 'error'],
  [/^(?:warnings?|warns?)$/, 'warning'],
  [/^(?:notices?)$/, 'notice'],
  [/^(?:infos?|informational)$/, 'info'],
  [/^(?:debug)$/, 'debug'],
  [/^(?:trace)$/, 'trace'],
];
const OR_WORSE = /^(?:and|or) (?:worse|above|higher|more severe|up|greater)\b/;
const AT_LEAST = /^(?:at least|minimum|worse than|above|more severe than|higher than)$/;

const levelOf = (word: string | undefined): string | null =>
  LEVEL_WORDS.find(([pattern]) => pattern.test(word ?? ''))?.[1] ?? null;

/** A level: an error is everything that is at least one. */
export const readLevel: Reader = (tokens, at) => {
  const run = runAt(tokens, at);
  let start = 0;
  let least = false;
  for (const length of [3, 2, 1]) {
    if (AT_LEAST.test(run.slice(0, length).join(' '))) {
      start = length;
      least = true;
      break;
    }
  }
  const above = least && /^(?:worse|above|more|higher)/.test(run[0] ?? '');
  let labelled = false;
  if (/^(?:level|severity|loglevel)$/.test(run[start] ?? '')) {
    labelled = true;
    start += /^(?:is|of|at|equals)$/.test(run[start + 1] ?? '') ? 2 : 1;
  }
  const level = levelOf(run[start]);
  if (level === null) return null;
  let end = start + 1;
  if (/^(?:level|severity|messages?|logs?|lines?|records?|entries)$/.test(run[end] ?? '')) end++;
  const worse = OR_WORSE.exec(run.slice(end).join(' '));
  if (worse !== null) {
    least = true;
    end += worse[0].split(' ').length;
  }
  // `trace` and `debug` are words of their own, too.
  if (!labelled && end === start + 1 && /^(?:trace|notice|panic)/.test(run[start] ?? '') && !least)
    return null;
  if (above) return found(end, `level:>${level}`, 'level');
  if (least) return found(end, `level:>=${level}`, 'level');
  return level === 'error'
    ? found(end, 'level:>=error', 'level', 'error and worse')
    : found(end, `level:${level}`, 'level');
};

/** What people call a failure, in the words in which the case logs it. */
export const readKnownPhrase: Reader = async (tokens, at, words) => {
  const run = runAt(tokens, at).join(' ');
  for (const [pattern, said] of KNOWN_PHRASES) {
    const [match] = pattern.exec(run) ?? [];
    if (match === undefined) continue;
    const logged: string[] = [];
    for (const phrase of said) if ((await words.count(phrase)) > 0) logged.push(phrase);
    const length = match.trim().split(' ').length;
    if (logged.length > 0) return found(length, anyOf(logged), null, 'as this case logs it');
  }
  return null;
};

const LONGEST_PHRASE = 8;

/** At least two words on end that stand so in a template, in whatever form. */
export const readPhrase: Reader = async (tokens, at, { templates, count }) => {
  const run = runAt(tokens, at, LONGEST_PHRASE).map(stemOf);
  if (FILLER.has(tokens[at]?.lower ?? '')) return null;
  for (let length = run.length; length >= 2; length--) {
    const last = tokens[at + length - 1]?.lower ?? '';
    // Two words of which one says nothing are no phrase; a sentence as it is logged is.
    if ((length < 3 && FILLER.has(last)) || last === 'and' || last === 'or') continue;
    const said = run.slice(0, length);
    if (levelOf(tokens[at]?.lower) !== null && length === 2) continue;
    const phrases = new Set<string>();
    for (const template of templates) {
      const start = template.words.findIndex((_, i) =>
        said.every((stem, j) => template.words[i + j]?.stem === stem),
      );
      if (start < 0) continue;
      const [first, end] = [template.words[start], template.words[start + length - 1]];
      const phrase = template.text.slice(first?.start, end?.end).toLowerCase();
      // `payment.service` is one name and not two words.
      if (/^[\p{L}\p{N}_]+(?:[,:;]? [\p{L}\p{N}_]+)+$/u.test(phrase)) phrases.add(phrase);
    }
    if (phrases.size > 0 && phrases.size <= 4) {
      return found(length, anyOf([...phrases].map(quoteValue)), null);
    }
  }
  // A sentence out of a stack trace is in no template.
  const sentence = runAt(tokens, at, LONGEST_PHRASE);
  if (sentence.length < 3 || !sentence.some((word) => FILLER.has(word))) return null;
  const quoted = quoteValue(sentence.join(' '));
  return (await count(quoted)) > 0 ? found(sentence.length, quoted, null) : null;
};

const FROM_SOURCE = /^(?:in|from|of|on|by|inside|at)$/;
const SOURCE_NOUN =
  /^(?:logs?|logfiles?|files?|sources?|service|app|server|entries|lines|records)$/;

/** A source by its name, or by the part of it that people say where they say that it is one. */
export const readSource: Reader = (tokens, at, { sources }) => {
  const token = tokens[at];
  if (token?.kind !== 'word' && token?.kind !== 'quoted') return null;
  const whole = sources.filter(({ base }) => base.toLowerCase() === token.lower);
  if (whole.length > 0) return ofSources(1, whole);
  const said = FROM_SOURCE.test(tokens[at - 1]?.lower ?? '');
  for (let length = runAt(tokens, at, 3).length; length >= 1; length--) {
    const parts = partsOf(runAt(tokens, at, length));
    if (parts.length === 0 || (parts.length === 1 && FILLER.has(parts[0] ?? ''))) continue;
    const noun = SOURCE_NOUN.test(tokens[at + length]?.lower ?? '');
    const named = sources.filter(({ words }) => words.join(' ') === parts.join(' '));
    const partly = noun || said ? sources.filter(({ words }) => holds(words, parts)) : [];
    const chosen = named.length > 0 ? named : partly;
    if (chosen.length > 0 && chosen.length <= MOST_SOURCES) {
      return ofSources(length + (noun ? 1 : 0), chosen);
    }
  }
  return null;
};

/** A source by one word of its name, where that word is nothing else. */
export const readSourceWord: Reader = (tokens, at, { sources }) => {
  const token = tokens[at];
  if (token?.kind !== 'word' || token.lower.length < 3) return null;
  const chosen = sources.filter(({ words }) => holds(words, partsOf([token.lower])));
  return chosen.length > 0 && chosen.length <= MOST_SOURCES ? ofSources(1, chosen) : null;
};

/** More sources than this are not meant by one word. */
const MOST_SOURCES = 20;

const ofSources = (length: number, chosen: CaseWords['sources']): Found =>
  found(length, anyOf(chosen.map(({ base }) => sourceCondition(base))), 'source');

const partsOf = (words: readonly string[]): string[] =>
  words.flatMap((word) => word.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== ''));

const holds = (words: readonly string[], parts: readonly string[]): boolean =>
  words.some((_, i) =>
    parts.every(
      (part, j) =>
        words[i + j] === part || (parts.length === 1 && formsOf(part).includes(words[i] ?? '')),
    ),
  );

/** A word of a message, in the form in which records have it; or else anywhere in a record. */
export const readMessageWord: Reader = async (tokens, at, words) => {
  const token = tokens[at];
  if (token?.kind !== 'word' || token.lower.length < 2) return null;
  for (const form of broadestFirst(token.lower)) {
    if ((await words.count(quoteValue(form))) === 0) continue;
    const written = form === token.lower ? quoteValue(token.text) : quoteValue(form);
    return found(1, written, null, form === token.lower ? null : `as “${form}”`);
  }
  const anywhere = `*:${quoteValue(token.text)}`;
  if ((await words.count(anywhere)) > 0) return found(1, anywhere, null, 'in a field');
  // `shop-api/payment` and such may stand in parts.
  const parts = token.text.split(/[^\p{L}\p{N}]+/u).filter((part) => part.length >= 3);
  if (parts.length < 2) return null;
  const whole = allOf(parts.map(quoteValue));
  return (await words.count(whole)) > 0 ? found(1, whole, null, 'in its parts') : null;
};

/** Forms of a word; of a noun its singular first, which stands in the plural too. */
function broadestFirst(word: string): readonly string[] {
  const forms = formsOf(word);
  const singular = word.endsWith('s') && !word.endsWith('ss') ? forms.slice(1) : [];
  return [...singular.toReversed(), ...forms];
}
