import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cefPairs,
  colonPairs,
  commaPairs,
  leefPairs,
} from '../../../../../main/ingest/formats/event-extension.ts';

describe('a CEF extension', () => {
  test('has values with spaces, escapes and equals signs', () => {
    expect(
      cefPairs(String.raw`src=192.0.2.7 msg=a long\=er\ntext cs1Label=Rule Name dvc=`),
    ).toEqual([
      ['src', '192.0.2.7'],
      ['msg', 'a long=er\ntext'],
      ['cs1Label', 'Rule Name'],
      ['dvc', ''],
    ]);
  });

  test('gives back what was written into it', () => {
    const key = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,8}$/);
    const value = fc
      .stringMatching(/^[a-z\\=|]{0,6}( [a-z\\=|]{1,6}){0,3}$/)
      .map((text) => text.trim());
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 6 }), (pairs) => {
        const escaped = pairs.map(([k, v]) => `${k}=${v.replaceAll(/[\\=]/g, String.raw`\$&`)}`);
        expect(cefPairs(escaped.join(' '))).toEqual(pairs);
      }),
    );
  });
});

describe('a LEEF extension', () => {
  test.each([
    ['tabs', 'src=192.0.2.7\tmsg=a b=c', 'a b=c'],
    ['a named letter', '^|src=192.0.2.7^msg=a b', 'a b'],
    ['a code', 'x5E|src=192.0.2.7^msg=a b', 'a b'],
    ['a code of C', '0x09|src=192.0.2.7\tmsg=a b', 'a b'],
    ['none named', '|src=192.0.2.7\tmsg=a b', 'a b'],
    ['tabs as rsyslog escapes them', 'src=192.0.2.7#011msg=a b=c', 'a b=c'],
  ])('may have its pairs between %s', (_, text, msg) => {
    expect(leefPairs(text)).toEqual([
      ['src', '192.0.2.7'],
      ['msg', msg],
    ]);
  });
});

test('pairs between commas have keys with blanks, quoted and escaped commas, and values of one key together', () => {
  const text = String.raw`Failed: no user, Device Port=53874, Text=a\, b\\c,app="x, y",Step=11001, Step=11017, Empty=,`;
  expect(commaPairs(text)).toEqual([
    ['Device Port', '53874'],
    ['Text', String.raw`a, b\c`],
    ['app', 'x, y'],
    ['Step', '11001, 11017'],
    ['Empty', ''],
  ]);
});

test('pairs whose keys end with a colon have values with colons, and none', () => {
  const text = String.raw`Virus found,Computer name: pc7,File path: C:\a b.exe,Event time: 2024-05-01 10:00:00,Rule: `;
  expect(colonPairs(text)).toEqual([
    ['Computer name', 'pc7'],
    ['File path', String.raw`C:\a b.exe`],
    ['Event time', '2024-05-01 10:00:00'],
    ['Rule', ''],
  ]);
});
