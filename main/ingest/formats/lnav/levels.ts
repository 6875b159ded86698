import type { FormatDefinition } from '#shared/model/format.ts';
import { LEVELS, type Level } from '#shared/model/level.ts';
import type { LnavFormat } from './file-syntax.ts';

type LevelSource = FormatDefinition['levelFrom'][number];

/** lnav's levels from the least to the most severe, which is the order in which it tries them. */
const SCALE: readonly (readonly [string, Level])[] = [
  ['trace', 'trace'],
  ['debug5', 'debug'],
  ['debug4', 'debug'],
  ['debug3', 'debug'],
  ['debug2', 'debug'],
  ['debug', 'debug'],
  ['info', 'info'],
  // Between info and warning, where syslog has its notices.
  ['stats', 'notice'],
  ['notice', 'notice'],
  ['warning', 'warning'],
  ['error', 'error'],
  ['critical', 'fatal'],
  ['fatal', 'fatal'],
];
const BY_NAME = new Map(SCALE);

/** The level of this app for a name of lnav's; null when lnav has none of that name. */
export function levelNamed(name: string): Level | null {
  const lower = name.toLowerCase();
  return BY_NAME.get(lower) ?? LEVELS.find((level) => level === lower) ?? null;
}

/**
 * How the level is read from `field`. Without a map: by the common words, of which any may begin the
 * text. With one, what none of its expressions finds is `info`, as in lnav.
 */
export function levelSource(format: LnavFormat, field: string): LevelSource {
  const base = { field, scale: [] };
  if (format.level === undefined) return { ...base, as: 'word' };
  const match = SCALE.flatMap(([name, level]) =>
    valuesOf(format.level?.[name]).map((value) => ({ pattern: expressionOf(value), level })),
  );
  return { ...base, as: 'match', match, level: 'info' };
}

/** lnav takes a letter for a level where a format has no map. */
export const LETTERS: Readonly<Record<string, Level>> = {
  t: 'trace',
  d: 'debug',
  v: 'debug',
  i: 'info',
  n: 'notice',
  s: 'notice',
  w: 'warning',
  e: 'error',
  c: 'fatal',
  f: 'fatal',
};

/** Names in the map that lnav has no level for. */
export function unknownLevels(format: LnavFormat): string[] {
  return Object.keys(format.level ?? {}).filter((name) => !BY_NAME.has(name));
}

type Value = string | number;

function valuesOf(given: Value | Value[] | undefined): Value[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? given : [given];
}

function expressionOf(value: Value): string {
  return typeof value === 'number' ? `^${String(value).replaceAll('.', '\\.')}$` : value;
}
