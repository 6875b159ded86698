import { LEVEL_CODE, LEVELS, type Level } from '#shared/model/level.ts';

/** Other words that people and programs use for the levels. */
const ALIASES: Readonly<Record<string, Level>> = {
  warn: 'warning',
  err: 'error',
  severe: 'error',
  crit: 'fatal',
  critical: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  panic: 'fatal',
  information: 'info',
  informational: 'info',
  verbose: 'trace',
  fine: 'debug',
};

/** Code of a level by name or alias, any case; null: there is no such level. */
export function levelCodeOf(word: string): number | null {
  const lower = word.toLowerCase();
  const level = LEVELS.find((candidate) => candidate === lower) ?? ALIASES[lower];
  return level === undefined ? null : LEVEL_CODE[level];
}
