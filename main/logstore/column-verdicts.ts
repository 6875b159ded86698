import type { BlockColumns } from './block-columns.ts';
import type { ColumnSearch } from './column-search.ts';
import { holdsByte } from './holds-byte.ts';
import { IN, OPEN, OUT, statesOfKinds } from './record-states.ts';
import { recordLines, toldOfRecords } from './record-lines.ts';
import type { SourceText } from './record-text.ts';
import type { StoredLines } from './stored-lines.ts';
import { ASK } from './template-course.ts';
import { ToldLines } from './told-lines.ts';

/** What becomes of a record by what was told of it (MISS, HIT, ASK) and by its state before; `STATES` apart. */
const STATES = 4;
const WHEN_ALL = Uint8Array.of(OUT, IN, OUT, OUT, OUT, IN, IN, OUT, OUT, IN, OPEN, OUT);
const WHEN_ONE = Uint8Array.of(OUT, IN, OUT, OUT, OUT, IN, OPEN, OUT, OUT, IN, OPEN, OUT);

/**
 * States of records, a state each, of which those are decided that are open and whose lines tell, by their templates and what varies
 * in them, whether something is found in their message. Null: the text has other lines than the records. Throws a RangeError when the
 * text is damaged, and as `unpack`.
 *
 * @param stateOf what is known of the kinds, or of each record where there is a state a record
 */
export function decideInColumns(
  search: ColumnSearch,
  stored: StoredLines,
  columns: BlockColumns,
  stateOf: { readonly kinds: Uint8Array; readonly records: Uint8Array | null },
  source: SourceText,
): Uint8Array | null {
  const [, count = 0] = stored.facts;
  const lines = recordLines(columns, count);
  if (lines === null) return null;
  const areQuoted = columns.areLines && columns.areQuoted;
  const toldLines = new ToldLines(search, stored, lines, areQuoted, source);
  const told = toldOfRecords(toldLines.tell(), toldLines.placed, columns, toldLines);
  // MISS and HIT are OUT and IN.
  if (search.isAll && stateOf.records === null && !holdsByte(told, ASK)) return told;
  const states = stateOf.records?.slice() ?? statesOfKinds(columns.kinds, stateOf.kinds);
  takeTold(states, told, search.isAll ? WHEN_ALL : WHEN_ONE);
  return states;
}

/** As `decideInColumns`, of what is found anywhere in a record. */
export function decideInRecords(
  search: ColumnSearch,
  stored: StoredLines,
  columns: BlockColumns,
  stateOf: Parameters<typeof decideInColumns>[3],
  source: SourceText,
): Uint8Array | null {
  return decideInColumns(search, stored, asMessages(columns), stateOf, source);
}

/** The columns of a block as if each message began with its record; all others are what they are, made when they are asked for. */
function asMessages(columns: BlockColumns): BlockColumns {
  const places = new Uint8Array(columns.records);
  let messageAt: Int32Array | null = null;
  return Object.create(columns, {
    areQuoted: { value: false },
    storedMessageAt: { value: { places, least: 0 } },
    // Asked for once for each line in which something was found.
    messageAt: { get: () => (messageAt ??= new Int32Array(columns.records)) },
  });
}

/** A function of its own, so that it is fast from the first block on. */
function takeTold(states: Uint8Array, told: Uint8Array, becomes: Uint8Array): void {
  for (let i = 0; i < states.length; i++) {
    states[i] = becomes[(told[i] as number) * STATES + (states[i] as number)] as number;
  }
}
