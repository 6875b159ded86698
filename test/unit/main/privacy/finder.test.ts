import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFinder, loadNameLists } from '../../../../main/privacy/index.ts';
import { CLEAN, PLANTED } from './planted.ts';

const find = createFinder(await loadNameLists());

/** Whether a stretch that was found covers a value where it stands. */
function covers(text: string, value: string): boolean {
  const at = text.indexOf(value);
  return find(text).some(({ start, end }) => start <= at && end >= at + value.length);
}

const toHex = (text: string): string => Buffer.from(text).toString('hex');
const percent = (text: string): string => toHex(text).replace(/../g, '%$&');
const fullWidth = (text: string): string =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
const unicode = (text: string): string =>
  Array.from(
    text,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ).join('');
const html = (text: string): string =>
  Array.from(text, (character) => `&#${character.charCodeAt(0)};`).join('');
const zeroWidth = (text: string): string => text.split('').join('\u200b');

/** Ways in which a whole line is wrapped, one in another. */
const WRAPPINGS: Readonly<Record<string, (text: string) => string>> = {
  json: (text) => JSON.stringify({ message: text }),
  percent,
  unicode,
  html,
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  hex: toHex,
};

describe('the finder', () => {
  test.each(PLANTED)('finds $kind: $value', ({ kind, value, line }) => {
    const found = find(line);
    expect(covers(line, value), JSON.stringify(found)).toBe(true);
    expect(found.map((span) => span.kind)).toContain(kind);
  });

  test('tells a house from what has a number behind it', () => {
    const text = 'He lives at Hauptstrasse 12, and was told on 28 March 2026 of Article 33.';
    expect(find(text).map(({ start, end }) => text.slice(start, end))).toEqual(['Hauptstrasse 12']);
  });

  test.each(CLEAN)('leaves alone: %s', (line) => {
    expect(find(line)).toEqual([]);
  });

  test('sees through wrappings, one in another', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PLANTED),
        fc.array(fc.constantFrom(...Object.keys(WRAPPINGS)), { minLength: 1, maxLength: 3 }),
        ({ line }, names) => {
          const wrapped = names.reduce((text, name) => WRAPPINGS[name]?.(text) ?? text, line);
          expect(find(wrapped).length).toBeGreaterThan(0);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });

  test('sees through disguises', () => {
    for (const { value, line, kind } of PLANTED) {
      // Words that call for a name must be readable; what they call for need not.
      if (kind === 'name' || kind === 'private-key') continue;
      for (const disguise of [fullWidth, zeroWidth]) {
        const hidden = line.replace(value, () => disguise(value));
        expect(find(hidden).length, hidden).toBeGreaterThan(0);
      }
    }
    expect(find('mail grасе@ехаmple.org')).toHaveLength(1);
  });

  test('takes off what hides only where something is hidden, and says where', () => {
    const clean = 'INFO nothing of anybody here\n'.repeat(50);
    const hidden = 'q=grace.hopper%40navy.example.org';
    for (const line of [hidden, fullWidth('ada@navy.example.org')]) {
      for (const text of [line, `${clean}${line}\n${clean}`, `${line}\n${clean}${line}`]) {
        const spans = find(text);
        expect(spans).toHaveLength(text.split(line).length - 1);
        for (const { start, end } of spans) expect(line).toContain(text.slice(start, end));
      }
    }
  });

  test('finds names and addresses in sentences, and none in messages of programs', () => {
    const text =
      'My name is Szabina Gelencsér and I live at 28030 Edeby 55, TYSTBERGA, Sweden 99178.';
    expect(find(text).map(({ kind }) => kind)).toEqual(['name', 'address']);
  });

  test('gives the offsets of stretches that do not overlap, in order', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(...PLANTED.map(({ line }) => line)),
            fc.string({ unit: 'grapheme', maxLength: 12 }),
          ),
          { maxLength: 12 },
        ),
        (parts) => {
          const text = parts.join(' ');
          let last = 0;
          for (const { start, end } of find(text)) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
            last = end;
          }
        },
      ),
      { seed: 11, numRuns: 300 },
    );
  });

  test('takes time that grows with the text, whatever stands in it', () => {
    const hostile = [
      'a@',
      '1-',
      '1 ',
      '+1',
      '(1',
      ':',
      '::',
      'a:',
      '=',
      'a=',
      '%41',
      '%25',
      '\\',
      '\\u0041',
      '\\"',
      '"',
      "'",
      '&#38;',
      'eyJ',
      '-----BEGIN ',
      'password=',
      'user ',
      'Aa ',
      'Aa',
      'Mr. ',
      '://',
      'a:b@',
      '12 Aa ',
      'Ａ',
      '\u200b',
      '0x',
      '/home/',
      'AKIA',
      'ff:',
      '1.1.',
      '{"a":"',
      'QUFB',
      '.',
      'A. ',
      ', ',
      '\n',
    ];
    const seconds = (text: string): number => {
      const began = performance.now();
      find(text);
      return (performance.now() - began) / 1000;
    };
    for (const part of hostile) {
      const text = part.repeat(Math.ceil(60_000 / part.length));
      // Milliseconds where time grows with the text; where it grows by the square, minutes.
      expect(seconds(text), part).toBeLessThan(4);
    }
  }, 30_000);
});
