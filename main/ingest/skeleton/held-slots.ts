import { createHash } from 'node:crypto';
import { MASK } from '#shared/model/skeleton-text.ts';
import { matchPattern, plainFirstLine } from '#shared/model/template-match.ts';
import type { TemplatePattern } from '#shared/model/template-rule.ts';

/** A slot whose values are words of the skeleton, though they look like something that varies. */
export interface HeldSlot {
  readonly pattern: TemplatePattern;
  readonly slot: number;
  readonly values: readonly string[];
}

/** As `Skeleton` in skeleton.ts. */
interface Shape {
  readonly hash: string;
  readonly text: string;
}

/** A slot that a shape leaves open, and how the shape is made with a value in its place. */
interface OpenSlot {
  readonly pattern: TemplatePattern;
  readonly slot: number;
  readonly values: ReadonlySet<string>;
  readonly filled: (value: string) => string;
}

/** Tells shapes apart by values that an analyst holds constant. One for each table of shapes. */
export class HeldSlots {
  private readonly table: Shape[];
  /** Whether the last message was one whose values matter. */
  isHeld = false;
  private slots: readonly HeldSlot[] = [];
  /** What each shape leaves open of what is held; made when a message of it is first met. */
  private open: (readonly OpenSlot[] | undefined)[] = [];
  private readonly derived = new Map<string, number>();

  constructor(table: Shape[]) {
    this.table = table;
  }

  hold(slots: readonly HeldSlot[]): void {
    this.slots = slots;
    this.open = [];
  }

  /** The shape of a message that was given the shape `id`. */
  shapeFor(id: number, message: () => string): number {
    this.isHeld = this.slots.length > 0 && this.openOf(id).length > 0;
    return this.isHeld ? this.refine(id, message()) : id;
  }

  private refine(id: number, message: string): number {
    const line = plainFirstLine(message);
    for (const { pattern, slot, values, filled } of this.openOf(id)) {
      const value = matchPattern(pattern, line)?.[slot];
      if (value === undefined || !values.has(value)) continue;
      // The first value changes the shape, so what else is held of it is asked of the new one.
      return this.refine(this.shapeOf(id, filled(value)), message);
    }
    return id;
  }

  private openOf(id: number): readonly OpenSlot[] {
    let found = this.open[id];
    if (found === undefined) {
      const text = this.table[id]?.text ?? '';
      found = this.slots.flatMap((held) => openIn(held, text));
      this.open[id] = found;
    }
    return found;
  }

  private shapeOf(from: number, text: string): number {
    const key = `${from} ${text}`;
    let id = this.derived.get(key);
    if (id === undefined) {
      id = this.table.length;
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
      this.table.push({ hash, text });
      this.derived.set(key, id);
    }
    return id;
  }
}

function openIn({ pattern, slot, values }: HeldSlot, text: string): OpenSlot[] {
  const lineEnd = text.indexOf('\n');
  const line = lineEnd < 0 ? text : text.slice(0, lineEnd);
  const rest = lineEnd < 0 ? '' : text.slice(lineEnd);
  const open = matchPattern(pattern, line);
  // Another template would have words between them.
  if (open === null || open.some((value) => /\s/.test(value))) return [];
  if (open[slot] !== MASK) return [];
  const filled = (value: string): string => {
    let next = 0;
    const given = open.with(slot, value);
    return pattern.map((part) => part ?? given[next++] ?? MASK).join('') + rest;
  };
  return [{ pattern, slot, values: new Set(values), filled }];
}
