import type { LineTest } from '#shared/pattern/index.ts';
import type { BlockColumns } from './block-columns.ts';
import { IN, OPEN, OUT, statesOfKinds } from './record-states.ts';
import { endsOf } from './line-frames.ts';
import { decodeText } from './packed-block.ts';
import { lookUpPairs, SECONDS } from './pair-states.ts';
import type { StoredLines } from './stored-lines.ts';

/** In which templates of the lines of a text something may be found: 1 for each that may have it, and for lines without one. */
export function templateVerdicts(
  { facts, constants }: StoredLines,
  mayFind: LineTest,
): Uint8Array<ArrayBuffer> {
  const [, , templates = 0] = facts;
  const verdicts = new Uint8Array(Math.max(1, templates));
  verdicts[0] = 1;
  const ends = endsOf(constants, templates);
  const { buffer, byteOffset } = constants;
  for (let number = 1; number < templates; number++) {
    const start = (ends[number - 1] ?? 0) + 1;
    const template = Buffer.from(buffer, byteOffset + start, (ends[number] ?? 0) - start);
    verdicts[number] = mayFind(decodeText(template)) ? 1 : 0;
  }
  return verdicts;
}

/**
 * States of records, a state each, of which those are out that are open and have no line of a template that may match. Null:
 * the text has other lines than the records.
 *
 * @param verdicts one a template
 * @param stateOf what is known of the kinds, or of each record where there is a state a record
 * @param missed records that stay open whatever their lines are
 */
export function withoutLines(
  stored: StoredLines,
  verdicts: Uint8Array,
  { records, kinds, lineOffsets }: Pick<BlockColumns, 'records' | 'kinds' | 'lineOffsets'>,
  stateOf: { readonly kinds: Uint8Array; readonly records: Uint8Array | null },
  missed: readonly number[],
): Uint8Array | null {
  const [, lines = 0] = stored.facts;
  if (lineOffsets[records] !== lines) return null;
  if (
    stateOf.records === null &&
    lines === records &&
    verdicts.length <= SECONDS &&
    kinds instanceof Uint8Array
  ) {
    const { result } = lookUpPairs(kinds, stored.numbers, tableOf(stateOf.kinds, verdicts));
    for (const record of missed) result[record] = stateOf.kinds[kinds[record] ?? 0] ?? OUT;
    return result;
  }
  const states = stateOf.records?.slice() ?? statesOfKinds(kinds, stateOf.kinds);
  const kept = missed.map((record) => states[record] ?? OUT);
  const may = new Uint8Array(lines);
  if (verdicts.length > 256) lookUpWide(stored.numbers, verdicts, may);
  else lookUp(stored.numbers, verdicts, may);
  if (lines === records) closeEach(states, may);
  else closeRecords(states, may, lineOffsets);
  for (const [at, record] of missed.entries()) states[record] = kept[at] ?? OUT;
  return states;
}

// Functions of their own, so that they are fast from the first block on. Where lines of several kinds alternate, a branch for each
// record took five times as long as a look-up.

function lookUp(numbers: Uint8Array, verdicts: Uint8Array, may: Uint8Array): void {
  for (let i = 0; i < may.length; i++) may[i] = verdicts[numbers[i] as number] as number;
}

function lookUpWide(numbers: Uint8Array, verdicts: Uint8Array, may: Uint8Array): void {
  const lines = may.length;
  for (let i = 0; i < lines; i++) {
    may[i] = verdicts[(numbers[i] as number) | ((numbers[lines + i] as number) << 8)] as number;
  }
}

/** More than there are states. */
const STATES = 4;
/** What becomes of each state where a record's line cannot match, then where it may. */
const BECOMES = new Uint8Array(2 * STATES);
BECOMES.set([OUT, IN, OPEN], STATES);
BECOMES[IN] = IN;

/** What becomes of each kind with a line of each template. */
function tableOf(kinds: Uint8Array, verdicts: Uint8Array): Uint8Array {
  const table = new Uint8Array(kinds.length * SECONDS);
  kinds.forEach((state, kind) => {
    const out = state === OPEN ? OUT : state;
    for (let number = 0; number < verdicts.length; number++) {
      table[kind * SECONDS + number] = verdicts[number] === 1 ? state : out;
    }
  });
  return table;
}

function closeEach(states: Uint8Array, may: Uint8Array): void {
  for (let i = 0; i < states.length; i++) {
    states[i] = BECOMES[(may[i] as number) * STATES + (states[i] as number)] as number;
  }
}

function closeRecords(states: Uint8Array, may: Uint8Array, lineOffsets: Uint32Array): void {
  for (let i = 0; i < states.length; i++) {
    if (states[i] !== OPEN) continue;
    let line = lineOffsets[i] as number;
    const end = lineOffsets[i + 1] as number;
    while (line < end && may[line] === 0) line++;
    if (line === end) states[i] = OUT;
  }
}
