import { expect, test } from 'vitest';
import { unseenPieces } from '../../../../renderer/ui/seen-text.tsx';

test('what turns text around, has no width or is a control character is told apart; all else is text', () => {
  expect(unseenPieces('user=\u202Egnp.lave\u202C end')).toEqual([
    'user=',
    '\u202E',
    'gnp.lave',
    '\u202C',
    ' end',
  ]);
  expect(unseenPieces('ad\u00ADmin\u200B \u001B[31m')).toEqual([
    'ad',
    '\u00AD',
    'min',
    '\u200B',
    ' ',
    '\u001B',
    '[31m',
  ]);
  expect(unseenPieces('\u{E0041}')).toEqual(['', '\u{E0041}', '']);
  // Hebrew, joined emoji, combining letters, tabs and lines are read as they are.
  expect(
    unseenPieces('\u05E9\u05DC\u05D5\u05DD \u{1F9D1}\u200D\u{1F680} e\u0301\ta\nb'),
  ).toBeNull();
});

test('of what is no text the first are told apart, and nothing is drawn without end', () => {
  const pieces = unseenPieces('a\0'.repeat(100_000)) ?? [];
  expect(pieces).toHaveLength(601);
  expect(pieces.at(-1)).toBe('a\uFFFD'.repeat(99_700));
});
