import type { SkeletonStats } from '#shared/model/template.ts';
import { LEVEL_CODE, LEVELS, type Level } from '#shared/model/level.ts';

/** A row of skeleton statistics; masks in `text` are written as `#`. */
export function row(
  id: number,
  text: string,
  { count = 1, level = 'info' }: { count?: number; level?: Level } = {},
): SkeletonStats {
  const levels = LEVELS.map((_, code) => (code === LEVEL_CODE[level] ? count : 0));
  return {
    id,
    text: text.replaceAll('#', '\u0000'),
    count,
    levels,
    firstUs: 1000 * id,
    lastUs: 1000 * id + 10,
    trend: [count, 0],
    sources: new Map([[1, count]]),
  };
}

/** Rows numbered from 1. */
export const rows = (...texts: string[]): SkeletonStats[] =>
  texts.map((text, at) => row(at + 1, text));
