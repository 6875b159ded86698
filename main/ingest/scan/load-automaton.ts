import type { ByteHeader, HeaderAutomaton, HeaderStep } from '../formats/index.ts';
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

/** Keeps the automaton of a format in the memory of a kernel, which asks for its steps as it comes to them. */
export class LoadedAutomaton {
  private readonly kernel: Kernel;
  private readonly places: KernelPlaces;
  /** Which of the formats that the kernel knows it is of, and how far from the first one's what is kept of it stands. */
  private readonly number: number;
  private readonly at: number;
  private automaton: HeaderAutomaton | null = null;
  private readonly lists = new Map<string, number>();
  private movesEnd = 1;
  private accepts = 0;

  constructor(kernel: Kernel, places: KernelPlaces, number: number) {
    this.kernel = kernel;
    this.places = places;
    this.number = number;
    this.at = placeOfFormat(places, number);
  }

  /**
   * Makes the automaton of a header the one in force; null: there is none.
   *
   * @param columns fields in the order of their columns
   */
  load(header: ByteHeader | null, columns: readonly string[]): void {
    const { kernel, at } = this;
    if (header === null) {
      kernel.setStart(at, 0, 0);
      return;
    }
    const { automaton } = header;
    if (automaton !== this.automaton) this.replace(automaton);
    this.writePatterns(header, columns);
    const { state, moves } = automaton.start;
    kernel.setStart(at, state, this.listOf(moves) ?? 0);
  }

  /** The entry of a state's row, kept for the next time, also for bytes that lead there as this one does. */
  step(state: number, byte: number): number {
    const { automaton, places } = this;
    if (automaton === null) return NO_ROOM;
    const step = automaton.step(state, byte);
    const entry = this.entryOf(step);
    const view = new Uint32Array(this.kernel.memory.buffer);
    const row = (this.at + places.STATES) / 4 + state * ROW_WORDS;
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
    const states = (this.at + places.STATES) / 4;
    const accepts = (this.at + places.ACCEPTS) / 4;
    view.fill(0, states, states + places.STATE_CAP * ROW_WORDS);
    view.fill(0, accepts, accepts + places.STATE_CAP);
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
    const view = new Int32Array(this.kernel.memory.buffer, this.at + places.MOVES);
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
    const view = new Uint32Array(this.kernel.memory.buffer, this.at + this.places.ACCEPTS);
    for (; this.accepts < automaton.size; this.accepts++) {
      const accept = automaton.acceptOf(this.accepts);
      if (accept === null) continue;
      const { pattern, registers, final } = accept;
      view[this.accepts] = (pattern + 1) | (final ? FINAL : 0);
      const { memory } = this.kernel;
      const { ACCEPTED, TAGS } = this.places;
      const accepted = this.at + ACCEPTED + this.accepts * TAGS;
      new Uint8Array(memory.buffer, accepted, TAGS).set(registers);
    }
  }

  private writePatterns(header: ByteHeader, columns: readonly string[]): void {
    const view = new Int32Array(this.kernel.memory.buffer, this.at + this.places.PATTERNS);
    const order = columns.map((name) => header.fields.indexOf(name));
    for (const [index, parts] of header.automaton.parts.entries()) {
      const { time, message, levels, looks, fields } = parts;
      view.set(
        [
          time,
          message,
          header.otherLevel,
          levels.length,
          looks.length,
          header.finds[index] ?? 0,
          ...levels.flatMap((register, group) => [this.groupOf(index, group), register]),
          ...looks.flatMap(({ register, state, not }) => [register, state, Number(not)]),
          order.length,
          ...order.map((at) => fields[at] ?? -1),
        ],
        index * PATTERN_WORDS,
      );
    }
  }

  /** Names a group among those of all patterns of all formats. */
  private groupOf(pattern: number, group: number): number {
    return (this.number << 16) | (pattern << 8) | group;
  }
}

/** Undoes the naming of a group. */
export function groupNamed(name: number): { format: number; pattern: number; group: number } {
  return { format: name >> 16, pattern: (name >> 8) & 0xff, group: name & 0xff };
}

/** How far from what is kept of the source's own format, number 0, that of another one stands. */
export function placeOfFormat(
  { FIRST_FORMAT, FORMAT_BYTES }: KernelPlaces,
  number: number,
): number {
  return number === 0 ? 0 : FIRST_FORMAT + (number - 1) * FORMAT_BYTES;
}

/** The number of the format that the kernel names by this distance. */
export function formatAt({ FIRST_FORMAT, FORMAT_BYTES }: KernelPlaces, place: number): number {
  return place === 0 ? 0 : 1 + (place - FIRST_FORMAT) / FORMAT_BYTES;
}
