import type { Term, Value } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { levelCodeOf } from './levels.ts';
import { parseTimeValue } from './time-value.ts';

/** Refuses a level that there is not and a time that is none, which would silently match nothing. */
export function checkTerm(cursor: Cursor, { field, value, start, end }: Term): void {
  if (field === null) return;
  const refuseAll = (message: string, expected: string[], example: string): void => {
    cursor.at = start;
    cursor.refuse(message, expected, example, end - start);
  };
  if (field === 'level') {
    for (const word of plainValues(value)) {
      if (levelCodeOf(word) === null) {
        refuseAll(
          `There is no level "${word}".`,
          ['fatal', 'error', 'warning', 'notice', 'info', 'debug', 'trace', 'unknown'],
          'level:error',
        );
      }
    }
  }
  if (field === 'time' || field === '@timestamp') {
    for (const word of plainValues(value)) {
      if (parseTimeValue(word, 'UTC') === null) {
        refuseAll(
          `"${word}" is not a time.`,
          ['a date', 'a date and time'],
          'time:[2024-05-01 TO 2024-05-01T10:30]',
        );
      }
    }
  }
}

function plainValues(value: Value): string[] {
  if (value.kind === 'word' || value.kind === 'phrase') return [value.text];
  if (value.kind === 'range') return [value.from, value.to].filter((end) => end !== null);
  return [];
}
