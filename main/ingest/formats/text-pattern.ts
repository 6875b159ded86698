import type { TextDefinition } from '#shared/model/format.ts';
import { levelReading, type LevelReading } from './level-reading.ts';

/**
 * One pattern of a text format, compiled twice. `hot` runs for every line and captures only what a
 * header needs (measured: half the time of capturing all groups); `full` captures all, for fields.
 */
export interface TextPattern {
  readonly hot: RegExp;
  /** Index of each group in `hot`, 0 when the pattern has none. */
  readonly time: number;
  /** 0 also when the message is simply what follows the match. */
  readonly message: number;
  readonly partial: number;
  readonly stream: number;
  readonly levels: readonly { readonly group: number; readonly read: LevelReading }[];
  readonly full: RegExp;
  readonly groups: number;
}

const NAMED = /\(\?<([A-Za-z_]\w*)>/g;
const PLAIN_MESSAGE = '(?<message>.*)';

/** Sticky instead of `^`, so that a failed match is not tried further on; dot matches all, as a line has no newline. */
const FLAGS = 'sy';

/** @throws SyntaxError when the expression is not one, or has groups without a name. */
export function compilePattern(source: string, definition: TextDefinition): TextPattern {
  const header = source.endsWith(PLAIN_MESSAGE) ? source.slice(0, -PLAIN_MESSAGE.length) : source;
  const names = [...source.matchAll(NAMED)].map((match) => match[1] ?? '');
  const full = new RegExp(source, FLAGS);
  if (hasUnnamedGroup(source)) throw new SyntaxError(`a group without a name in ${source}`);
  const levels = levelGroups(definition).filter(({ field }) => names.includes(field));
  const wanted = new Set(['time', 'message', ...levels.map(({ field }) => field)]);
  const { partial } = definition;
  if (partial !== undefined) wanted.add(partial.field).add(partial.stream ?? '');
  const captured = [...header.matchAll(NAMED)]
    .map((match) => match[1] ?? '')
    .filter((name) => wanted.has(name));
  const indexOf = (name: string | undefined) => captured.indexOf(name ?? '') + 1;
  const hot = header.replaceAll(NAMED, (_, name: string) => (wanted.has(name) ? '(' : '(?:'));
  return {
    hot: new RegExp(hot, FLAGS),
    time: indexOf('time'),
    message: indexOf('message'),
    partial: indexOf(partial?.field),
    stream: indexOf(partial?.stream),
    levels: levels.map(({ field, read }) => ({ group: indexOf(field), read })),
    full,
    groups: names.length,
  };
}

/** What is no group although it has a parenthesis: an escape, a class. */
const NO_GROUP = /\\[^]|\[(?:\\[^]|[^\]\\])*\]/g;

/** Told from the source: asking the expression compiles it, which took a third of the time of loading all formats. */
function hasUnnamedGroup(source: string): boolean {
  return /\((?!\?)/.test(source.replaceAll(NO_GROUP, ''));
}

/** Groups that tell the level, and how each is read. */
export function levelGroups(definition: TextDefinition): { field: string; read: LevelReading }[] {
  const declared = definition.levelFrom.map((source) => ({
    field: source.field,
    read: levelReading(source),
  }));
  return [{ field: 'level', read: (text, words) => words(text) }, ...declared];
}
