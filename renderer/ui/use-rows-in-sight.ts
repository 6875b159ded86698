import { useLayoutEffect, useRef, useState, type RefObject, type UIEvent } from 'react';

const BEYOND = 8;

interface RowsInSight {
  /** Goes on the element that scrolls. */
  readonly box: RefObject<HTMLDivElement | null>;
  /** First row to draw, and the one after the last. */
  readonly from: number;
  readonly to: number;
  onScroll(event: UIEvent<HTMLElement>): void;
}

/**
 * Which rows of a long list need be drawn: those in sight and a few beyond. `row`: height of a row, pixels; `at`: the
 * chosen row, which is brought into sight when it changes; below 0: none.
 */
export function useRowsInSight(rows: number, row: number, at: number): RowsInSight {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = new ResizeObserver(() => setHeight(element.clientHeight));
    measure.observe(element);
    return () => measure.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || at < 0) return;
    // The head stays over the rows.
    const above = at * row;
    const room = element.clientHeight - row;
    if (above < element.scrollTop) element.scrollTop = above;
    else if (above + row > element.scrollTop + room) element.scrollTop = above + row - room;
  }, [at, row]);
  return {
    box,
    from: Math.max(0, Math.floor(top / row) - BEYOND),
    to: Math.min(rows, Math.ceil((top + height) / row) + BEYOND),
    onScroll: (event) => setTop(event.currentTarget.scrollTop),
  };
}
