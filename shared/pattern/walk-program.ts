import type { Program, Step } from './program.ts';

/** Where the groups of a match begin and end, and where the match ends. */
export interface Walked {
  readonly slots: readonly number[];
  readonly end: number;
}

const WORD = /\w/;
/** Steps of one walk with all its looks: a second or two. */
const MOST_WALKED = 1e7;
/** Bits of memory that are cleared in the time of a step. */
const CLEARED = 512;

/**
 * Matches at `at`, with the priorities of a backtracking engine, but comes to no step twice at the
 * same place: what failed there once fails again. So the time grows with steps times length; looks around,
 * which are walked anew at every place, may take it further, up to a limit at which nothing is found.
 */
export function walkProgram(program: Program, text: string, at: number): Walked | null {
  const slots: number[] = Array.from({ length: program.names.length * 2 }, () => -1);
  const end = new Walk(text).run(program, at, slots, -1);
  return end < 0 ? null : { slots, end };
}

class Walk {
  private readonly text: string;
  private left = MOST_WALKED;
  /** What a look-around or an atomic part came to at a place, by its program. */
  private readonly known = new Map<Program, Map<number, { end: number; slots: number[] }>>();

  constructor(text: string) {
    this.text = text;
  }

  /** @param mustEnd where the match must end; -1: anywhere */
  run(program: Program, from: number, slots: number[], mustEnd: number): number {
    const { steps } = program;
    const width = this.text.length + 1;
    this.left -= Math.ceil((steps.length * width) / CLEARED);
    if (this.left <= 0) return -1;
    const seen = new Uint8Array((steps.length * width + 7) >> 3);
    // Triples: a step and a place to try, or (step -1) a slot to restore.
    const open: number[] = [0, from, 0];
    while (open.length > 0) {
      const restored = open.pop() ?? 0;
      let place = open.pop() ?? 0;
      let index = open.pop() ?? 0;
      if (index < 0) {
        slots[place] = restored;
        continue;
      }
      for (;;) {
        const bit = index * width + place;
        const byte = seen[bit >> 3] ?? 0;
        if ((byte & (1 << (bit & 7))) !== 0) break;
        if (--this.left <= 0) return -1;
        seen[bit >> 3] = byte | (1 << (bit & 7));
        const step = steps[index];
        if (step === undefined) break;
        if (step.do === 'end') {
          if (mustEnd < 0 || place === mustEnd) return place;
          break;
        }
        if (step.do === 'split') {
          open.push(step.second, place, 0);
          index = step.first;
        } else if (step.do === 'jump') {
          index = step.to;
        } else if (step.do === 'save') {
          open.push(-1, step.slot, slots[step.slot] ?? -1);
          slots[step.slot] = place;
          index++;
        } else {
          place = this.pass(step, place, slots, open);
          if (place < 0) break;
          index++;
        }
      }
    }
    return -1;
  }

  /** The place after a step that reads or looks; -1 when it fails. */
  private pass(
    step: Exclude<Step, { do: 'end' | 'split' | 'jump' | 'save' }>,
    place: number,
    slots: number[],
    open: number[],
  ): number {
    switch (step.do) {
      case 'read':
        return place < this.text.length && step.test(this.text.charCodeAt(place)) ? place + 1 : -1;
      case 'assert':
        return this.holds(step.text, place) ? place : -1;
      case 'atomic': {
        const inner = this.inner(step.inner, place, slots);
        this.take(inner, slots, open);
        return inner.end;
      }
      case 'look': {
        if (step.behind) return this.endsHere(step.inner, place) === step.not ? -1 : place;
        const inner = this.inner(step.inner, place, slots);
        if (inner.end >= 0 === step.not) return -1;
        if (!step.not) this.take(inner, slots, open);
        return place;
      }
    }
  }

  private inner(program: Program, place: number, slots: readonly number[]) {
    const places = this.known.get(program) ?? new Map<number, { end: number; slots: number[] }>();
    this.known.set(program, places);
    let result = places.get(place);
    if (result === undefined) {
      const own = slots.map(() => -1);
      result = { end: this.run(program, place, own, -1), slots: own };
      places.set(place, result);
    }
    return result;
  }

  private take(
    inner: { end: number; slots: readonly number[] },
    slots: number[],
    open: number[],
  ): void {
    if (inner.end < 0) return;
    for (const [slot, value] of inner.slots.entries()) {
      if (value < 0) continue;
      open.push(-1, slot, slots[slot] ?? -1);
      slots[slot] = value;
    }
  }

  private endsHere(program: Program, place: number): boolean {
    for (let start = place; start >= 0 && this.left > 0; start--) {
      if (this.run(program, start, [], place) >= 0) return true;
    }
    return false;
  }

  private holds(text: '^' | '$' | '\\b' | '\\B', place: number): boolean {
    if (text === '^') return place === 0;
    if (text === '$') return place === this.text.length;
    const boundary = this.isWord(place - 1) !== this.isWord(place);
    return boundary === (text === '\\b');
  }

  private isWord(place: number): boolean {
    return place >= 0 && place < this.text.length && WORD.test(this.text.charAt(place));
  }
}
