import { expect, test } from 'vitest';
import {
  placeInQuotes,
  placeToEnd,
  type ExampleLine,
} from '../../../../main/logstore/message-place.ts';
import type { SourceText } from '../../../../main/logstore/record-text.ts';

/** As a line is taken apart before it is stored, see `main/logstore/kernel/split.ts`. */
const VARYING = /[\dA-Za-z]*\d[\dA-Za-z]*/;

function lineOf(text: string): ExampleLine {
  return { pieces: text.split(VARYING), tokens: text.match(new RegExp(VARYING, 'g')) ?? [] };
}

const source: SourceText = {
  path: '',
  added: 'nothing',
  byKeys: true,
  holds: () => 'may',
  field: () => undefined,
  message(text) {
    const { msg } = JSON.parse(text) as { msg?: string | number };
    return String(msg ?? text);
  },
  fields: () => ({}),
};

/** What stands at the place in the line, tokens as `#`. */
function shown({ pieces }: ExampleLine, place: ReturnType<typeof placeInQuotes>): string | null {
  if (place === null) return null;
  const { first, from, last, to } = place;
  const before = pieces.slice(0, first).join('#').length + (first > 0 ? 1 : 0) + from;
  const end = pieces.slice(0, last).join('#').length + (last > 0 ? 1 : 0) + to;
  return pieces.join('#').slice(before, end);
}

test.each([
  ['{"id":"a1","msg":"job 7 of 12"}', 'job # of #'],
  ['{"msg":"7 jobs","id":"a1"}', '# jobs'],
  // What reads alike elsewhere is not where it is read.
  ['{"id":"7","msg":"7","same":"7"}', '#'],
  ['{"id":"","msg":""}', ''],
  ['{"msg" : "a", "inner": {"msg":"a"}}', 'a'],
  // Which message it is, is said by a key that varies.
  ['{"id1":"7","msg":"7"}', null],
  ['{"inner":{"a2":1},"msg":"7"}', null],
  // It reads otherwise than it stands there.
  ['{"msg":"a\\n7"}', null],
  ['{"msg":"\\u0061"}', null],
  ['{"msg":7,"id":"7"}', null],
  [' {"msg":"a"}', null],
])('the message in %s is found where it is read', (text, expected) => {
  const line = lineOf(text);
  expect(shown(line, placeInQuotes(line, source))).toBe(expected);
});

test('a source whose keys do not tell is not asked', () => {
  const line = lineOf('{"msg":"a 1"}');
  expect(placeInQuotes(line, source)).not.toBeNull();
  expect(placeInQuotes(line, { ...source, byKeys: false })).toBeNull();
});

test.each([
  ['10:00 app[12]: job 7', 14, ' job #'],
  ['10:00 app[12]: job 7', 0, '#:# app[#]: job #'],
  ['10:00 app[12]: job 7', 5, ' app[#]: job #'],
  ['10:00 app[12]: job 7', 10, '#]: job #'],
  ['10:00 app[12]: job 7', 11, null],
  ['10:00 app[12]: job 7', 30, null],
  ['10:00 app[12]: 7', 14, ' #'],
  ['10:00 app[12]:', 14, ''],
  ['10:00 app: job 7 \r', 11, 'job # \r'],
])('the message at the end of %s from %d on is found', (text, messageAt, expected) => {
  const line = lineOf(text);
  expect(shown(line, placeToEnd(line, messageAt))).toBe(expected);
});
