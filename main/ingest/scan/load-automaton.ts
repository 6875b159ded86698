import type { HeaderAutomaton, HeaderStep } from '../formats/index.ts';
import type { Kernel, KernelPlaces } from './kernel.ts';

/** Entry of a step that is kept nowhere, because there is no room for it: the line is read the other way. */
const NO_ROOM = 2;
const FINAL = 0x80000000;

/** Bytes of a row of states, and of a pattern. */
const ROW_WORDS = 128;
const PATTERN_WORDS = 64;
/** What the kernel knows as "the position" among the sources of a move. */
const POSITION = -2;
const LIST_END = -1;

/** Keeps one automaton in the memory of a kernel, which asks for its steps as it comes to them. */
export class LoadedAutomaton {
  private readonly kernel: Kernel;
  private readonly places: KernelPlaces;
  private automaton: HeaderAutomaton | null = null;
  private readonly lists = new Map<string, number>();
  private movesEnd = 1;
  private accepts = 0;

  constructor(kernel: Kernel, places: KernelPlaces) {
    this.kernel = kernel;
    this.places = places;
  }

  /** Makes an automaton the one in force; null: there is none. */
  load(automaton: HeaderAutomaton | null, otherLevel: number): void {
    if (automaton === null) {
      this.kernel.setStart(0, 0);
      return;
    }
    if (automaton !== this.automaton) this.replace(automaton);
    this.writePatterns(automaton, otherLevel);
    const { state, moves } = automaton.start;
    this.kernel.setStart(state, this.listOf(moves) ?? 0);
  }

  /** The entry of a state's row, kept for the next time, also for bytes that lead there as this one does. */
  step(state: number, byte: number): number {
    const { automaton, places } = this;
    if (automaton === null) return NO_ROOM;
    const step = automaton.step(state, byte);
    const entry = this.entryOf(step);
    const view = new Uint32Array(this.kernel.memory.buffer);
    const row = places.STATES / 4 + state * ROW_WORDS;
    for (const like of automaton.alikeTo(byte)) view[row + like] = entry;
    this.writeAccepts(automaton);
    return entry;
  }

  private replace(automaton: HeaderAutomaton): void {
    const { kernel, places } = this;
    this.automaton = automaton;
    this.lists.clear();
    this.movesEnd = 1;
    this.accepts = 0;
    const view = new Uint32Array(kernel.memory.buffer);
    view.fill(0, places.STATES / 4, places.STATES / 4 + places.STATE_CAP * ROW_WORDS);
    view.fill(0, places.ACCEPTS / 4, places.ACCEPTS / 4 + places.STATE_CAP);
    this.writeAccepts(automaton);
  }

  private entryOf({ state, moves }: HeaderStep): number {
    const list = this.listOf(moves);
    return list === null ? NO_ROOM : (list << 16) | state;
  }

  /** Where a list of moves stands, 0 for an empty one; null: there is no room for it. */
  private listOf(moves: HeaderStep['moves']): number | null {
    if (moves.length === 0) return 0;
    const key = moves.join(';');
    const known = this.lists.get(key);
    if (known !== undefined) return known;
    const { places } = this;
    const at = this.movesEnd;
    const end = at + 2 * moves.length + 1;
    if (end > Math.min(places.MOVES_BYTES / 4, 0x8000)) return null;
    const view = new Int32Array(this.kernel.memory.buffer, places.MOVES);
    view.set(
      moves.flatMap(([to, from]) => [to, from < 0 ? POSITION : from]),
      at,
    );
    view[end - 1] = LIST_END;
    this.lists.set(key, at);
    this.movesEnd = end;
    return at;
  }

  private writeAccepts(automaton: HeaderAutomaton): void {
    const view = new Uint32Array(this.kernel.memory.buffer, this.places.ACCEPTS);
    for (; this.accepts < automaton.size; this.accepts++) {
      const accept = automaton.acceptOf(this.accepts);
      if (accept === null) continue;
      const { pattern, registers, final } = accept;
      view[this.accepts] = (pattern + 1) | (final ? FINAL : 0);
      const { memory } = this.kernel;
      const { ACCEPTED, TAGS } = this.places;
      new Uint8Array(memory.buffer, ACCEPTED + this.accepts * TAGS, TAGS).set(registers);
    }
  }

  private writePatterns(automaton: HeaderAutomaton, otherLevel: number): void {
    const view = new Int32Array(this.kernel.memory.buffer, this.places.PATTERNS);
    for (const [index, { time, message, levels, looks, fields }] of automaton.parts.entries()) {
      view.set(
        [
          time,
          message,
          otherLevel,
          levels.length,
          looks.length,
          ...levels.flatMap((register, group) => [groupOf(index, group), register]),
          ...looks.flatMap(({ register, state, not }) => [register, state, Number(not)]),
          fields.length,
          ...fields,
        ],
        index * PATTERN_WORDS,
      );
    }
  }
}

/** Names a group among those of all patterns. */
function groupOf(pattern: number, group: number): number {
  return (pattern << 8) | group;
}

/** Undoes the naming of a group. */
export function groupNamed(name: number): { pattern: number; group: number } {
  return { pattern: name >> 8, group: name & 0xff };
}
