import { expect, test } from 'vitest';
import { commandsFor } from '../../../../renderer/app/Palette.tsx';

const TITLES = [
  'Fold repeats',
  'Show issues',
  'Issues',
  'Is it so, as it ensues',
  'Issues',
  'Lock',
];
const found = (search: string): string[] =>
  commandsFor(
    TITLES.map((title) => ({ title })),
    search,
  ).map(({ title }) => title);

test('a command that begins with what was typed comes before one that only has its letters, and comes once', () => {
  expect(found('issues')).toEqual(['Issues', 'Show issues', 'Is it so, as it ensues']);
  expect(found(' LO ')).toEqual(['Lock']);
  expect(found('fd rp')).toEqual(['Fold repeats']);
  expect(found('xyz')).toEqual([]);
});

test('all are there before anything is typed, in their order', () => {
  expect(found('')).toEqual([
    'Fold repeats',
    'Show issues',
    'Issues',
    'Is it so, as it ensues',
    'Lock',
  ]);
});
