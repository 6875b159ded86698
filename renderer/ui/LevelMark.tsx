import type { Level } from '#shared/model/level.ts';
import classes from './LevelMark.module.css';

/** Shapes that tell the levels apart without colour. */
const SHAPES: Readonly<Record<Level, string>> = {
  fatal: '⬢',
  error: '◆',
  warning: '▲',
  notice: '■',
  info: '●',
  debug: '○',
  trace: '·',
  unknown: ' ',
};

/** A level by shape, colour and word. */
export function LevelMark({ level, word = true }: { level: Level; word?: boolean }) {
  return (
    <span className={classes['mark']} data-level={level}>
      <span aria-hidden="true">{SHAPES[level]}</span>
      {word ? (
        <span className={classes['word']}>{level}</span>
      ) : (
        <span className={classes['hidden']}>{level}</span>
      )}
    </span>
  );
}
