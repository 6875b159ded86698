import { expect, test } from 'vitest';
import { withMarked, type TextDraft } from '../../../../../renderer/features/formats/draft.ts';

const EMPTY: TextDraft = { patterns: '', layouts: '', levels: 'ko = error', indentedOnly: true };
const LINES = [
  '05/03/2024 10:00:00 | KO | refused',
  '25/03/2024 10:00:01 | OK | accepted',
  '[till 7] 2024-03-05T10:00:02 opened',
];
const TILL = String.raw`^(?<time>\d{1,2}\/\d{1,2}\/\d{4}\s+\S+) (?<message>.*)`;
const OTHER = String.raw`^\[till (?<till>\d+)\] (?<time>\S+) (?<message>.*)`;

test('a pattern that was marked on a line that none reads comes below the others, with its layout', () => {
  const first = withMarked(EMPTY, { line: LINES[0] ?? '', pattern: TILL }, LINES);
  expect(first).toEqual({ ...EMPTY, patterns: TILL, layouts: 'dd/MM/yyyy HH:mm:ss' });
  const both = withMarked(first, { line: LINES[2] ?? '', pattern: OTHER }, LINES);
  expect(both.patterns).toBe(`${TILL}\n${OTHER}`);
  expect(both.layouts).toBe("dd/MM/yyyy HH:mm:ss\nyyyy-MM-dd'T'HH:mm:ss");
});

test('marked anew, a line gives a pattern in the place of that which read it', () => {
  const both = {
    ...EMPTY,
    patterns: `${TILL}\n${OTHER}`,
    layouts: "dd/MM/yyyy HH:mm:ss\nyyyy-MM-dd'T'HH:mm:ss\nd MMM yyyy",
  };
  const better = String.raw`^(?<time>\d\d\/\d\d\/\d{4}) (?<message>.*)`;
  expect(withMarked(both, { line: LINES[0] ?? '', pattern: better }, LINES)).toMatchObject({
    patterns: `${better}\n${OTHER}`,
    layouts: "yyyy-MM-dd'T'HH:mm:ss\nd MMM yyyy",
  });
});

test('a pattern that is none here reads no line, and stays', () => {
  const draft = { ...EMPTY, patterns: '(?<time>' };
  expect(withMarked(draft, { line: LINES[0] ?? '', pattern: TILL }, LINES).patterns).toBe(
    `(?<time>\n${TILL}`,
  );
});
