import { expect, test } from 'vitest';
import { addMark, patternOfMarks, type Mark } from '#shared/model/marked-line.ts';

/** Marks a line where `[name:text]` stands in its sketch. */
function marked(sketch: string): { line: string; marks: Mark[] } {
  let line = '';
  let marks: Mark[] = [];
  for (const [, plain = '', name, text = ''] of sketch.matchAll(/([^{]*)(?:\{(\w+)=([^}]*)\})?/g)) {
    line += plain;
    if (name === undefined) continue;
    marks = addMark(marks, { start: line.length, end: line.length + text.length, name });
    line += text;
  }
  return { line, marks };
}

test.each([
  [
    '{time=2024-03-05 10:00:00} [{level=WARN}] {host=web1} pid=7: {message=oven is hot}',
    '2025-11-30 09:59:59 [ERROR] db-2  pid=4711: it is cold',
  ],
  ['<{level=3}>{code=A(1)}|{message=x y}|end', '<7>B2|more words|end'],
  [
    '{time=05/Mar/2024:10:00:00 +0100} "{path=/a b}" {status=200}',
    '01/Jan/2025:00:00:00 +0000 "/c" 404',
  ],
])('%s also reads a line like it', (sketch, other) => {
  const { line, marks } = marked(sketch);
  const pattern = new RegExp(patternOfMarks(line, marks));
  for (const mark of marks) {
    expect(pattern.exec(line)?.groups?.[mark.name]).toBe(line.slice(mark.start, mark.end));
  }
  expect(pattern.exec(other)).not.toBeNull();
});

test('a mark takes the place of those that it overlaps, and of that of its name', () => {
  const marks = addMark(
    [
      { start: 0, end: 4, name: 'a' },
      { start: 6, end: 9, name: 'b' },
    ],
    { start: 3, end: 5, name: 'c' },
  );
  expect(marks.map(({ name }) => name)).toEqual(['c', 'b']);
  expect(addMark(marks, { start: 10, end: 11, name: 'b' }).map(({ start }) => start)).toEqual([
    3, 10,
  ]);
});

test('while no message is marked, what comes after the last mark is it', () => {
  const { line, marks } = marked('{time=10:00:00} | KO | till-0 refused');
  const pattern = new RegExp(patternOfMarks(line, marks));
  expect(pattern.exec('9:30:01 | OK | all well')?.groups).toEqual({
    time: '9:30:01',
    message: '| OK | all well',
  });
});
