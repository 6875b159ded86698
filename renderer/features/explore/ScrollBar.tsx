import { useEffect, useRef } from 'react';
import { LEVEL_CODE } from '#shared/model/level.ts';
import classes from './RecordTable.module.css';
import { thumbOf, topOfThumb } from './scroll-position.ts';

export interface Marks {
  readonly levels: readonly number[];
  readonly hits: readonly number[];
}

interface Props {
  readonly top: number;
  readonly total: number;
  readonly visible: number;
  readonly height: number;
  readonly marks: Marks | null;
  /** Rows of pins. */
  readonly pins: readonly number[];
  readonly label: string;
  /** Id of what it scrolls. */
  readonly controls: string;
  onTop(top: number): void;
}

/** The scroll bar of a table: a thumb that stands for rows, tinted where errors, warnings, hits and pins are. */
export function ScrollBar({
  top,
  total,
  visible,
  height,
  marks,
  pins,
  label,
  controls,
  onTop,
}: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const grip = useRef<number | null>(null);
  const thumb = thumbOf(top, total, visible, height);

  useEffect(() => {
    const element = canvas.current;
    if (element !== null) paint(element, height, marks, pins, total);
  }, [height, marks, pins, total]);

  const drag = (clientY: number, element: HTMLElement): void => {
    const y = clientY - element.getBoundingClientRect().top - (grip.current ?? 0);
    onTop(topOfThumb(y, total, visible, height));
  };

  return (
    <div
      className={classes['scrollBar']}
      role="scrollbar"
      aria-label={label}
      aria-controls={controls}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, total - 1)}
      aria-valuenow={Math.floor(top)}
      onPointerDown={(event) => {
        const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
        const onThumb = y >= thumb.start && y <= thumb.start + thumb.size;
        grip.current = onThumb ? y - thumb.start : thumb.size / 2;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag(event.clientY, event.currentTarget);
      }}
      onPointerMove={(event) => {
        if (grip.current !== null) drag(event.clientY, event.currentTarget);
      }}
      onPointerUp={() => {
        grip.current = null;
      }}
    >
      <canvas ref={canvas} width={14} height={height} aria-hidden="true" />
      {total > visible && (
        <div className={classes['thumb']} style={{ top: thumb.start, height: thumb.size }} />
      )}
    </div>
  );
}

function paint(
  canvas: HTMLCanvasElement,
  height: number,
  marks: Marks | null,
  pins: readonly number[],
  total: number,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const style = getComputedStyle(canvas);
  const color = (name: string): string => style.getPropertyValue(name);
  context.clearRect(0, 0, 14, height);
  const slots = marks?.levels.length ?? 0;
  const step = slots === 0 ? 0 : height / slots;
  marks?.levels.forEach((level, slot) => {
    if (level < LEVEL_CODE.warning) return;
    const name =
      level >= LEVEL_CODE.fatal
        ? '--level-fatal'
        : level >= LEVEL_CODE.error
          ? '--level-error'
          : '--level-warning';
    context.fillStyle = color(name);
    context.fillRect(0, slot * step, 5, Math.max(1.5, step));
  });
  marks?.hits.forEach((hits, slot) => {
    if (hits === 0) return;
    context.fillStyle = color('--accent');
    context.fillRect(6, slot * step, 4, Math.max(1.5, step));
  });
  context.fillStyle = color('--level-notice');
  for (const row of pins) context.fillRect(10, (row / Math.max(1, total)) * height - 1, 4, 3);
}
