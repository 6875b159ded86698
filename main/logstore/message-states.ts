import { CHARACTERS, UNMADE, type TextAutomaton } from '#shared/pattern/index.ts';
import { sumOfBytes, type TemplateColumns } from './template-columns.ts';
import { constantBehind, type Course, type MessagePlace } from './template-course.ts';

/** Used again for every template. */
let room = new Uint16Array(0);

/**
 * The states in which an automaton is behind the last column that must be read of the messages of a template, one a line; valid until
 * the next is asked for. All that varies is ASCII.
 */
export function messageStates(
  automaton: TextAutomaton,
  { bytes, lengthsAt, tokensAt }: TemplateColumns,
  lines: number,
  pieces: readonly string[],
  place: MessagePlace,
  course: Extract<Course, { found: 'some' }>,
): Uint16Array {
  if (room.length < lines) room = new Uint16Array(lines);
  const states = room.subarray(0, lines).fill(course.state);
  const first = lengthsAt + course.column * lines;
  let at = tokensAt + sumOfBytes(bytes, lengthsAt, first);
  for (let column = course.column; column <= course.lastColumn; column++) {
    const lengths = lengthsAt + column * lines;
    readColumn(automaton, bytes, lengths, at, states);
    at += sumOfBytes(bytes, lengths, lengths + lines);
    const constant = constantBehind(pieces, place, column);
    if (constant !== '' && column < course.lastColumn) readConstant(automaton, constant, states);
  }
  return states;
}

// Functions of their own, so that they are fast from the first block on.

function readColumn(
  automaton: TextAutomaton,
  bytes: Uint8Array,
  lengthsAt: number,
  tokensAt: number,
  states: Uint16Array,
): void {
  const { table } = automaton;
  let at = tokensAt;
  for (let i = 0; i < states.length; i++) {
    let state = states[i] as number;
    for (const end = at + (bytes[lengthsAt + i] as number); at < end; at++) {
      const place = state * CHARACTERS + (bytes[at] as number);
      state = table[place] as number;
      if (state === UNMADE) state = automaton.make(place);
    }
    states[i] = state;
  }
}

/** By state, the one that a constant text leads to; 0: it was not asked for. */
let behind = new Uint16Array(0);

function readConstant(automaton: TextAutomaton, text: string, states: Uint16Array): void {
  if (behind.length === 0) behind = new Uint16Array(automaton.table.length / CHARACTERS);
  behind.fill(0);
  for (let i = 0; i < states.length; i++) {
    const state = states[i] as number;
    let to = behind[state] as number;
    if (to === 0) {
      to = automaton.over(state, text);
      behind[state] = to;
    }
    states[i] = to;
  }
}
