import type { OutlineList, OutlineStep, Place } from './playbook-document.ts';

/** Size of a step in the picture, and the room between, in pixels. */
export const STEP_WIDTH = 190;
export const STEP_HEIGHT = 44;
const GAP_X = 28;
const GAP_Y = 40;

export interface FlowStep {
  readonly key: string;
  readonly step: OutlineStep;
  readonly x: number;
  readonly y: number;
}

/** A line from one step to another; `name`: which way it is. */
export interface FlowLine {
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

/** Where a step can be put: a position of a list, and where that is in the picture. */
export interface FlowSlot {
  readonly list: Place;
  readonly at: number;
  readonly x: number;
  readonly y: number;
}

export interface Flow {
  readonly steps: readonly FlowStep[];
  readonly lines: readonly FlowLine[];
  readonly slots: readonly FlowSlot[];
}

/** The name of a place in the picture. */
export const keyOf = (place: Place): string => place.join('/');

interface Way {
  readonly from: string;
  readonly name: string;
}

/** Lays steps out from the top down, what belongs to one step side by side below it. */
export function layFlow(outline: OutlineList): Flow {
  const steps: FlowStep[] = [];
  const lines: FlowLine[] = [];
  const slots: FlowSlot[] = [];

  /** Lays a list at a corner; gives where it ends, and which steps lead on from it. */
  function list(of: OutlineList, x: number, y: number, into: readonly Way[]): End {
    let [ways, top, width] = [into, y, STEP_WIDTH];
    slots.push({ list: of.place, at: 0, x, y: top - GAP_Y / 2 });
    for (const [at, one] of of.steps.entries()) {
      const end = step(one, x, top, ways);
      [ways, top, width] = [end.ways, end.bottom + GAP_Y, Math.max(width, end.width)];
      slots.push({ list: of.place, at: at + 1, x, y: top - GAP_Y / 2 });
    }
    return { ways, bottom: Math.max(y, top - GAP_Y), width };
  }

  function step(one: OutlineStep, x: number, y: number, into: readonly Way[]): End {
    const key = keyOf(one.place);
    steps.push({ key, step: one, x, y });
    for (const { from, name } of into) lines.push({ from, to: key, name });
    const bottom = y + STEP_HEIGHT;
    if (one.lists.length === 0)
      return { ways: [{ from: key, name: '' }], bottom, width: STEP_WIDTH };
    // Steps that run beside each other each have a column of their own.
    const columns =
      one.kind === 'parallel'
        ? one.lists.flatMap((all) => all.steps.map((inner) => ({ ...all, steps: [inner] })))
        : one.lists;
    const ways: Way[] = [];
    let [left, deepest] = [x, bottom];
    for (const column of columns) {
      const name = one.kind === 'if' ? column.name : '';
      const end = list(column, left, bottom + GAP_Y, [{ from: key, name }]);
      ways.push(...end.ways);
      left += end.width + GAP_X;
      deepest = Math.max(deepest, end.bottom);
    }
    const width = Math.max(STEP_WIDTH, left - GAP_X - x);
    return { ways: ways.length === 0 ? [{ from: key, name: '' }] : ways, bottom: deepest, width };
  }

  list(outline, 0, 0, []);
  return { steps, lines, slots };
}

interface End {
  readonly ways: readonly Way[];
  readonly bottom: number;
  readonly width: number;
}

/** The place nearest to a point that is not within a step that is moved there. */
export function nearestSlot(slots: readonly FlowSlot[], x: number, y: number): FlowSlot | null {
  const away = (slot: FlowSlot): number => Math.hypot(slot.x - x, slot.y - y);
  return slots.reduce<FlowSlot | null>(
    (best, slot) => (best === null || away(slot) < away(best) ? slot : best),
    null,
  );
}
