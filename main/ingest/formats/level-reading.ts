import type { FormatDefinition } from '#shared/model/format.ts';
import { LEVEL_CODE, type Level } from '#shared/model/level.ts';
import { isCrash, isException } from './continuation.ts';
import { boundedTest } from '#shared/pattern/index.ts';
import { withoutColour } from './terminal-colour.ts';

/** Words of many loggers, lower case. A format's own `levels` come first. */
const COMMON: Readonly<Record<string, Level>> = {
  trace: 'trace',
  trc: 'trace',
  finest: 'trace',
  silly: 'trace',
  verbose: 'trace',
  verb: 'trace',
  debug: 'debug',
  dbg: 'debug',
  debu: 'debug',
  fine: 'debug',
  finer: 'debug',
  debug1: 'debug',
  debug2: 'debug',
  debug3: 'debug',
  debug4: 'debug',
  debug5: 'debug',
  info: 'info',
  inf: 'info',
  information: 'info',
  informational: 'info',
  config: 'info',
  notice: 'notice',
  success: 'notice',
  warn: 'warning',
  warning: 'warning',
  wrn: 'warning',
  error: 'error',
  err: 'error',
  eror: 'error',
  erro: 'error',
  severe: 'error',
  fatal: 'fatal',
  ftl: 'fatal',
  fata: 'fatal',
  critical: 'fatal',
  crit: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  panic: 'fatal',
  dpanic: 'fatal',
  pani: 'fatal',
};

/** Code of a level's text; 0 when it is not a level. */
export type LevelWords = (word: string) => number;

/** Distinct spellings worth keeping: a level field that holds anything at all must not fill the memory. */
const KEPT_SPELLINGS = 200;

/** By the levels that they were made of: a small file is offered to two hundred formats, and each asks for its own. */
const made = new WeakMap<object, LevelWords>();

/** Looks a word up in a format's levels, then in the common ones; case and surrounding space do not count. */
export function levelWords(own: Readonly<Record<string, Level>>): LevelWords {
  const words = made.get(own) ?? makeLevelWords(own);
  made.set(own, words);
  return words;
}

function makeLevelWords(own: Readonly<Record<string, Level>>): LevelWords {
  const codes = new Map<string, number>();
  for (const [word, level] of Object.entries({ ...COMMON, ...own })) {
    codes.set(word, LEVEL_CODE[level]);
  }
  const spellings = new Map<string, number>();
  return (word) => {
    const known = spellings.get(word);
    if (known !== undefined) return known;
    const code = codes.get(word.trim().toLowerCase()) ?? 0;
    if (spellings.size < KEPT_SPELLINGS && word.length < 32) spellings.set(word, code);
    return code;
  };
}

/** RFC 5424 table 2: emergency, alert, critical, error, warning, notice, informational, debug. */
const SEVERITIES: readonly Level[] = [
  'fatal',
  'fatal',
  'fatal',
  'error',
  'warning',
  'notice',
  'info',
  'debug',
];

function severity(value: number): number {
  const level = SEVERITIES[value];
  return level === undefined ? 0 : LEVEL_CODE[level];
}

function status(value: number): number {
  if (!(value >= 100 && value <= 599)) return 0;
  if (value >= 500) return LEVEL_CODE.error;
  return value >= 400 ? LEVEL_CODE.warning : LEVEL_CODE.info;
}

type LevelSource = FormatDefinition['levelFrom'][number];

/** Level that a field's text tells; 0 when it tells none. */
export type LevelReading = (text: string, words: LevelWords) => number;

/**
 * How a declared source of levels is read.
 *
 * @throws PatternRefused for an own format's expression that cannot be read
 */
export function levelReading(source: LevelSource): LevelReading {
  switch (source.as) {
    case 'word':
      return (text, words) => words(text);
    case 'priority':
      return (text) => severity(Number(text) & 7);
    case 'severity':
      return (text) => severity(Number(text));
    case 'status':
      return (text) => status(Number(text));
    case 'scale':
      return scaleReading(source.scale);
    case 'match':
      return matchReading(source);
    case 'present': {
      const code = LEVEL_CODE[source.level ?? 'unknown'];
      return (text) => (NOTHING.has(text) ? 0 : code);
    }
  }
}

function matchReading({ match = [], level = 'unknown' }: LevelSource): LevelReading {
  const tests = match.map((entry) => ({ test: boundedTest(entry.pattern), level: entry.level }));
  const known = new Map<string, number>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = tests.find(({ test }) => test(text));
    const code = LEVEL_CODE[found?.level ?? level];
    if (known.size < KEPT_SPELLINGS && text.length < 32) known.set(text, code);
    return code;
  };
}

/** Values that say that nothing is there. */
const NOTHING: ReadonlySet<string> = new Set(['', '0', 'false', '-']);

function scaleReading(scale: LevelSource['scale']): LevelReading {
  const falling = [...scale].reverse();
  return (text) => {
    const value = Number.parseFloat(text);
    const step = falling.find(({ from }) => value >= from);
    return step === undefined ? 0 : LEVEL_CODE[step.level];
  };
}

/** Only this much of a message is searched: further on, a level word is what the message talks about. */
const SEARCHED = 120;

const WORDS =
  'trace debug info information notice warn warning error err severe critical crit fatal alert emerg panic'.split(
    ' ',
  );
const CAPITALS = WORDS.map((word) => word.toUpperCase()).join('|');
/** As `warn`, `Warn` or `WARN`; an expression that ignores case would also take the capitals' place. */
const ANY_CASE = WORDS.flatMap((word) => [
  word,
  word.charAt(0).toUpperCase() + word.slice(1),
  word.toUpperCase(),
]).join('|');

/** A level word counts when it stands as one: capitals, brackets, a colon after it, or the value of a level key. */
const MARKED = new RegExp(
  [
    `\\b(${CAPITALS})\\b`,
    // Apache writes the module before it.
    `[[<(](?:\\w{0,24}:)?(${ANY_CASE})[\\])>]`,
    `(?:^|[\\s\\]|-])(${ANY_CASE}):`,
    `\\b(?:[lL]evel|LEVEL|lvl|severity)"?[=:]\\s*"?(${ANY_CASE}|[1-6]0\\b)`,
  ].join('|'),
);

/** Level word near the start of a message that names no level elsewhere, error for a printed exception; else 0. */
export function levelInMessage(message: string, words: LevelWords): number {
  const head = withoutColour(message.length > SEARCHED ? message.slice(0, SEARCHED) : message);
  const match = MARKED.exec(head);
  if (match === null) return isException(head) || isCrash(head) ? LEVEL_CODE.error : 0;
  return words(match[1] ?? match[2] ?? match[3] ?? match[4] ?? '');
}

/** What a skeleton does not show of a message's level: a masked value of a level key, a first word, a quoted text, a colour. */
// oxlint-disable-next-line no-control-regex -- U+0000 stands for what varies
const HIDES_LEVEL = /^\u0000|(?:evel|EVEL|lvl|severity)"?[=:] ?"?\u0000|"\u0000|\[\u0000(?!\])/;

/**
 * Whether all messages of a skeleton tell the same level, which its text then tells as well.
 * `skeleton`: text with U+0000 for what varies.
 */
export function showsLevel(skeleton: string): boolean {
  return !HIDES_LEVEL.test(skeleton);
}

/** A level is looked for in this much of a line. */
const LEVEL_WITHIN = 80;

/**
 * Code of the level behind a time that ends at `from`: the next word in any case, else a marked one near it; 0: none. At the
 * beginning of a line, where no time stands, the word must be in capitals.
 */
export function levelBehind(line: string, from: number, words: LevelWords): number {
  const after = withoutColour(line.slice(from, from + LEVEL_WITHIN));
  const next = /^[\s[\](){}<>|:,-]*([A-Za-z]+)/.exec(after)?.[1];
  const level = next === undefined ? 0 : words(next);
  if (level !== 0 && (from > 0 || next === next?.toUpperCase())) return level;
  return levelInMessage(after, words);
}
