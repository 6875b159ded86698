import type { TextDefinition } from '#shared/model/format.ts';
import type { HeaderPattern } from './header-automaton.ts';
import { levelReading, type LevelReading } from './level-reading.ts';
import {
  boundedPattern,
  EMPTY,
  groupNames,
  parsePattern,
  PatternRefused,
  rewrite,
  type Matcher,
  type Pattern,
} from '#shared/pattern/index.ts';

/**
 * Where the message of a match is. `rest`: what follows it. `suffix`: a group that ends the line.
 * `inside`: a group anywhere. `none`: no group; what follows the time.
 */
type MessagePlace = 'rest' | 'suffix' | 'inside' | 'none';

/**
 * One pattern of a text format, compiled twice. `hot` runs for every line and captures only what a
 * header needs (measured: half the time of capturing all groups); `full` captures all, for fields.
 */
export interface TextPattern {
  readonly hot: Matcher;
  /** Index of each group in `hot`, 0 when the pattern has none. */
  readonly time: number;
  /** 0 also when the message is simply what follows the match. */
  readonly message: number;
  readonly place: MessagePlace;
  readonly partial: number;
  readonly stream: number;
  readonly levels: readonly { readonly group: number; readonly read: LevelReading }[];
  readonly full: Matcher;
  readonly groups: number;
  /** Names of its groups. */
  readonly names: readonly string[];
  /** Finds the time and some of the groups, 0 where the pattern has them not; null: `full` must be asked. */
  readonly find: (names: readonly string[]) => FindSome | null;
  /** What an automaton reads headers and some fields with, made when it is asked for; null: it has no part in one. */
  readonly header: (fields: readonly string[]) => HeaderPattern | null;
}

/** A pattern that captures no more than is asked for, with the indexes of the groups of the time and of what was asked, in its order. */
export interface FindSome {
  readonly pattern: RegExp;
  readonly time: number;
  readonly groups: readonly number[];
}

const NAMED = /\(\?<([A-Za-z_]\w*)>/g;
const PLAIN_MESSAGE = '(?<message>.*)';

/** Sticky instead of `^`, so that a failed match is not tried further on; dot matches all, as a line has no newline. */
const FLAGS = 'sy';

interface Compiled {
  readonly names: readonly string[];
  readonly full: Matcher;
  readonly hot: Matcher;
  /** Names of the groups of `hot`, in their order. */
  readonly captured: readonly string[];
  readonly place: MessagePlace;
}

/**
 * @throws SyntaxError when the expression is not one, or has groups without a name.
 * @throws PatternRefused for an own format's expression that cannot be read
 */
export function compilePattern(source: string, definition: TextDefinition): TextPattern {
  const levels = levelGroups(definition);
  const wanted = new Set(['time', 'message', ...levels.map(({ field }) => field)]);
  const { partial } = definition;
  if (partial !== undefined) wanted.add(partial.field).add(partial.stream ?? '');
  const compiled = definition.own ? compileOwn(source, wanted) : compileBuiltIn(source, wanted);
  const { names, full, hot, captured, place } = compiled;
  const fields = levels.map(({ field }) => field).filter((field) => names.includes(field));
  const indexOf = (name: string | undefined) => captured.indexOf(name ?? '') + 1;
  return {
    hot,
    time: indexOf('time'),
    message: indexOf('message'),
    place,
    partial: indexOf(partial?.field),
    stream: indexOf(partial?.stream),
    levels: levels
      .filter(({ field }) => names.includes(field))
      .map(({ field, read }) => ({ group: indexOf(field), read })),
    full,
    groups: names.length,
    names,
    find: definition.own ? () => null : findersOf(source, names),
    header: (columns) =>
      definition.own ? null : headerPattern(source, wanted, { levels: fields, fields: columns }),
  };
}

/** Makes what finds groups, once for each list that is asked for. */
function findersOf(source: string, names: readonly string[]): TextPattern['find'] {
  const known = new Map<string, FindSome | null>();
  let last: readonly string[] = [];
  let lastFound: FindSome | null | undefined;
  return (asked) => {
    if (asked === last && lastFound !== undefined) return lastFound;
    const key = asked.join('\n');
    let found = known.get(key);
    if (found === undefined) {
      const isWanted = (each: string): boolean => asked.includes(each) || each === 'time';
      const wanted = names.filter(isWanted);
      const isOnce = new Set(wanted).size === wanted.length;
      found = isOnce ? finder(source, isWanted, wanted, asked) : null;
      if (known.size === MOST_FINDERS) known.clear();
      known.set(key, found);
    }
    last = asked;
    lastFound = found;
    return found;
  };
}

/** Lists of columns change with the source. */
const MOST_FINDERS = 100;

function finder(
  source: string,
  isWanted: (name: string) => boolean,
  wanted: readonly string[],
  asked: readonly string[],
): FindSome {
  const lean = source.replaceAll(NAMED, (_, each: string) => (isWanted(each) ? '(' : '(?:'));
  return {
    pattern: new RegExp(lean, FLAGS),
    time: wanted.indexOf('time') + 1,
    groups: asked.map((name) => wanted.indexOf(name) + 1),
  };
}

/** The pattern up to where its message's text is free, with the groups that a header and columns of fields need. */
function headerPattern(
  source: string,
  wanted: ReadonlySet<string>,
  { levels, fields }: Pick<HeaderPattern, 'levels' | 'fields'>,
): HeaderPattern | null {
  const isNeeded = (name: string): boolean => wanted.has(name) || fields.includes(name);
  try {
    const needed = rewrite(parsePattern(source), (node) =>
      node.kind === 'group' && node.name !== null && !isNeeded(node.name)
        ? { ...node, name: null }
        : node,
    );
    return { pattern: withoutPlainMessage(needed) ?? withoutRest(needed), levels, fields };
  } catch (error) {
    if (error instanceof PatternRefused) return null;
    throw error;
  }
}

/** A pattern that ends with a message that ends with `.*`, without the latter, which fits whatever comes. */
function withoutRest(pattern: Pattern): Pattern {
  if (pattern.kind === 'group') {
    // The end of any other group is asked for.
    const isFree = pattern.name === null || pattern.name === 'message';
    return isFree ? { ...pattern, body: withoutRest(pattern.body) } : pattern;
  }
  if (pattern.kind !== 'sequence') return isAnything(pattern) ? EMPTY : pattern;
  const last = pattern.items.at(-1);
  if (last === undefined) return pattern;
  return { ...pattern, items: [...pattern.items.slice(0, -1), withoutRest(last)] };
}

function isAnything(pattern: Pattern): boolean {
  if (pattern.kind !== 'repeat' || pattern.body.kind !== 'chars') return false;
  return (
    pattern.body.text === '.' && !pattern.lazy && pattern.min === 0 && !Number.isFinite(pattern.max)
  );
}

/** Names of the groups of an expression, in their order. */
export function namesIn(source: string): string[] {
  return [...source.matchAll(NAMED)].map(([, name = '']) => name);
}

/** What is no group although it has a parenthesis: an escape, a class. */
const NO_GROUP = /\\[^]|\[(?:\\[^]|[^\]\\])*\]/g;

/** Told from the source: asking the expression compiles it, which took a third of the time of loading all formats. */
function hasUnnamedGroup(source: string): boolean {
  return /\((?!\?)/.test(source.replaceAll(NO_GROUP, ''));
}

function compileBuiltIn(source: string, wanted: ReadonlySet<string>): Compiled {
  const plain = source.endsWith(PLAIN_MESSAGE);
  if (!source.includes('(?<message>') || !source.endsWith('.*)')) {
    throw new SyntaxError(`must end with the message, up to the end of the line: ${source}`);
  }
  const header = plain ? source.slice(0, -PLAIN_MESSAGE.length) : source;
  const names = namesIn(source);
  const full = new RegExp(source, FLAGS);
  if (hasUnnamedGroup(source)) throw new SyntaxError(`a group without a name in ${source}`);
  const captured = namesIn(header).filter((name) => wanted.has(name));
  const hot = header.replaceAll(NAMED, (_, name: string) => (wanted.has(name) ? '(' : '(?:'));
  return { names, full, hot: new RegExp(hot, FLAGS), captured, place: plain ? 'rest' : 'suffix' };
}

function compileOwn(source: string, wanted: ReadonlySet<string>): Compiled {
  const whole = parsePattern(source);
  const names = groupNames(whole);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new PatternRefused(`the group name "${twice}" twice`);
  const header = withoutPlainMessage(whole);
  const hot = rewrite(header ?? whole, (node) =>
    node.kind === 'group' && node.name !== null && !wanted.has(node.name)
      ? { ...node, name: null }
      : node,
  );
  const inside = names.includes('message') ? 'inside' : 'none';
  return {
    names,
    full: boundedPattern(whole),
    hot: boundedPattern(hot),
    captured: groupNames(hot),
    place: header === null ? inside : 'rest',
  };
}

/** The pattern before a message that is simply the rest of the line; null when the message is anything else. */
function withoutPlainMessage(pattern: Pattern): Pattern | null {
  if (pattern.kind !== 'sequence') return null;
  const items = [...pattern.items];
  for (let last = items.at(-1); last?.kind === 'assert' && last.text === '$'; last = items.at(-1)) {
    items.pop();
  }
  const message = items.pop();
  if (message?.kind !== 'group' || message.name !== 'message') return null;
  const { body } = message;
  if (!isAnything(body)) return null;
  return items.length === 0 ? EMPTY : { kind: 'sequence', items };
}

/** The group `level` is a word, unless the definition says how to read it. */
export function levelGroups(definition: TextDefinition): { field: string; read: LevelReading }[] {
  const declared = definition.levelFrom.map((source) => ({
    field: source.field,
    read: levelReading(source),
  }));
  if (declared.some(({ field }) => field === 'level')) return declared;
  return [{ field: 'level', read: (text, words) => words(text) }, ...declared];
}
