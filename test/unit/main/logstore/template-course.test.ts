import { expect, test } from 'vitest';
import { textAutomaton, type TextAutomaton } from '#shared/pattern/index.ts';
import {
  ALPHANUMERIC,
  ANYTHING,
  courseOf,
  DIGITS,
  HEXADECIMAL,
  lineReading,
  type Course,
  type TokenSort,
} from '../../../../main/logstore/template-course.ts';

const PIECES = ['GET /images/', '?page=', ' from ', ''];
const PLACE = { first: 0, from: 4, last: 3, to: 0, quoted: false };

function automatonOf(source: string): TextAutomaton {
  const automaton = textAutomaton(source, 'i');
  if (automaton === null) throw new Error('it can be read so');
  return automaton;
}

function courseIn(automaton: TextAutomaton, ...sorts: TokenSort[]): Course {
  const reading = lineReading(automaton, { isLater: false, goesOn: false });
  return courseOf(automaton, PIECES, PLACE, reading, (column) => sorts[column] ?? ANYTHING);
}

const columnsOf = (course: Course): string =>
  course.found === 'some' ? `${course.column} to ${course.lastColumn}` : course.found;

test.each<[source: string, sorts: TokenSort[], columns: string]>([
  // A token may be `1users`, as long as nothing says what stands in it.
  ['users.\\d', [], '0 to 2'],
  ['users.\\d', [DIGITS, DIGITS, DIGITS], 'none'],
  ['users.\\d', [DIGITS, DIGITS, ALPHANUMERIC], '2 to 2'],
  ['users.\\d', [HEXADECIMAL, HEXADECIMAL, HEXADECIMAL], 'none'],
  ['images.\\d+7', [DIGITS, DIGITS, DIGITS], '0 to 0'],
  ['images.\\d', [DIGITS, DIGITS, DIGITS], 'all'],
  ['\\d{3}\\?\\w+=3 ', [DIGITS, DIGITS, DIGITS], '0 to 1'],
  ['fa1c', [DIGITS, HEXADECIMAL, DIGITS], '1 to 1'],
  ['é', [DIGITS, ANYTHING, DIGITS], '1 to 1'],
  ['é', [DIGITS, ALPHANUMERIC, DIGITS], 'none'],
])('/%s/ with tokens of %j is looked for in columns %s', (source, sorts, columns) => {
  expect(columnsOf(courseIn(automatonOf(source), ...sorts))).toBe(columns);
});

test('what was learned with some tokens does not hold for others', () => {
  const all: TokenSort[] = [DIGITS, HEXADECIMAL, ALPHANUMERIC, ANYTHING];
  for (const source of ['users.\\d', 'fa1c', '\\w7|é', '^/images/[a-f]+']) {
    for (const first of all) {
      for (const second of all) {
        const automaton = automatonOf(source);
        courseIn(automaton, first, first, first);
        const course = courseIn(automaton, second, second, second);
        const alone = courseIn(automatonOf(source), second, second, second);
        expect(columnsOf(course)).toBe(columnsOf(alone));
      }
    }
  }
});
