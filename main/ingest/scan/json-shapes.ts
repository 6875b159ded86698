import type { JsonHeader, JsonKey, JsonPlan, ShownAs } from '../formats/index.ts';
import { ASK_COLUMN, NO_COLUMN, type FieldRows } from './field-rows.ts';

/** How lines of JSON with the same keys are read, as `kernel/json.ts` keeps it. */
export interface JsonShape {
  /** Whether they can be read, where their time, message and level stand, how that is read, and by which format. */
  readonly words: readonly number[];
  /** Of each key the column that its value goes to. */
  readonly columns: Uint8Array;
}

const READABLE = 1;
const UNREADABLE = 2;
const READABLE_ROW_ASKED = 3;

/** A shape whose lines are left to the reader. */
export function unreadShape(columns: Uint8Array): JsonShape {
  return { words: [UNREADABLE, -1, 0, -1, 0, 0], columns };
}

/**
 * A shape that is read by a plan.
 *
 * @param columns null: only the reader tells them
 * @param place how the kernel names the format
 * @param number of the format, in which levels are read
 */
export function plannedShape(
  { time, message, level, reading }: JsonPlan,
  columns: Uint8Array | null,
  place = 0,
  number = 0,
): JsonShape {
  const state = columns === null ? READABLE_ROW_ASKED : READABLE;
  const words = [state, time, message, level, (number << 16) | reading, place];
  return { words, columns: columns ?? new Uint8Array() };
}

/** The shape of lines of the source's own format, each of whose keys may become a column. */
export function ownShape(
  header: JsonHeader,
  keys: readonly JsonKey[],
  rows: Pick<FieldRows, 'columnsOf'>,
): JsonShape {
  const plan = header.planOf(keys);
  const names = keys.map(({ key }) => key);
  const columns = rows.columnsOf(names, header.shownBy(keys, plan));
  return plan === null ? unreadShape(columns) : plannedShape(plan, columns);
}

/**
 * The columns of keys of a secondary format, where all there are have names; null: they cannot be told apart by keys. A column of what
 * stands inside an object is asked for where a line has that.
 */
export function columnsAmong(
  names: readonly string[],
  keys: readonly JsonKey[],
  shows: readonly ShownAs[],
): Uint8Array | null {
  const columns = Uint8Array.from(keys, ({ key }, index) => {
    const column = names.indexOf(key);
    const shown = shows[index] ?? 'none';
    if (column < 0 || shown === 'none') return NO_COLUMN;
    return shown === 'value' ? column : ASK_COLUMN | column;
  });
  for (const [column, name] of names.entries()) {
    if (!name.includes('.')) continue;
    const root = keys.findIndex(({ key }) => name.startsWith(`${key}.`));
    if (root < 0) continue;
    if (columns[root] !== NO_COLUMN) return null;
    columns[root] = ASK_COLUMN | column;
  }
  return columns;
}
