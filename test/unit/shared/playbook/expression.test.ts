import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '#shared/model/canonical-json.ts';
import { Failure } from '#shared/model/failure.ts';
import { evaluate, namesIn, parseExpression } from '#shared/playbook/expression.ts';
import { FUNCTIONS } from '#shared/playbook/functions.ts';
import { fillPlain, fillText, fillValue, parseTemplate } from '#shared/playbook/template.ts';

const SCOPE = new Map<string, Json>([
  ['failed', { total: 1200, records: [{ record: '1:4', message: 'from 10.0.0.5 port 4' }] }],
  [
    'users',
    [
      { value: 'anna', count: 3 },
      { value: '/var/log/b.log', count: 1 },
    ],
  ],
  ['at', '2026-05-06T08:00:00.123456Z'],
  ['none', null],
]);
const value = (source: string): Json => evaluate(parseExpression(source), SCOPE);

describe('expressions', () => {
  test.each<[string, Json]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['-failed.total + 1', -1199],
    ['failed.total > 1000 and not (none = null)', false],
    ['not failed.total > 2000', true],
    ['failed.records[0].message contains "10.0.0.5"', true],
    ['failed["total"] = 1200', true],
    ['failed.records[0].nothing.at.all', null],
    ['"anna" in pluck(users, "value")', true],
    ['first(users).value', 'anna'],
    ['users[-1].count', 1],
    ['1 / 0', null],
    ['none > 1', false],
    ['none + 1', null],
    ['"a" + 1', 'a1'],
    ['tally(users, 1)', 'anna (3) and 1 more'],
    ['tally(users)', 'anna (3), b.log (1)'],
    ['plural(failed.total, "record", "records")', '1,200 records'],
    ['percent(1, 3)', '33 %'],
    ['following(pluck(failed.records, "message"), "from")', ['10.0.0.5']],
    [
      'counts(["b", "a", "b"])',
      [
        { value: 'b', count: 2 },
        { value: 'a', count: 1 },
      ],
    ],
    ['condition("user.name", "anna b")', 'user.name:"anna b"'],
    ['conditions("status", [500, 502])', '(status:500 OR status:502)'],
    ['before(at, 60)', '2026-05-06T07:59:00.123456Z'],
    ['after(none, 60)', null],
    ['seconds(before(at, 90), at)', 90],
    ['max(1, [4, 2])', 4],
    ['failed.__proto__', null],
    ['failed.constructor', null],
  ])('%s', (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  test('what is none says where it is wrong', () => {
    for (const [source, at] of [
      ['1 +', 3],
      ['eval("1")', 0],
      ['size(1, 2)', 0],
      ['a ; b', 1],
      ['constructor("x")()', 0],
      ['1 < 2 < 3', 6],
      ['a..b', 2],
    ] as const) {
      const failure = (() => {
        try {
          parseExpression(source);
        } catch (error) {
          return error;
        }
        return null;
      })();
      expect(failure).toBeInstanceOf(Failure);
      expect((failure as Failure).details['at']).toBe(at);
    }
    expect(namesIn(parseExpression('a.b + size([c, d.e])')).map(({ name }) => name)).toEqual([
      'a',
      'c',
      'd',
    ]);
  });

  test('no text makes it run long, reach outside, or fail otherwise than by a failure', () => {
    const piece = fc.constantFrom(
      'failed',
      '.',
      '[',
      ']',
      '(',
      ')',
      '"x"',
      '-',
      'not',
      'and',
      'in',
      '1',
      ',',
      'users',
      '=',
      ...Object.keys(FUNCTIONS),
      '__proto__',
      'constructor',
      '\\',
      '{{',
      '"',
      ' ',
    );
    const source = fc.oneof(
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(' ')),
      fc.string({ maxLength: 200 }),
      fc.constantFrom(
        '('.repeat(1900),
        'not '.repeat(450),
        `${'-'.repeat(1900)}1`,
        '[0]'.repeat(600),
      ),
    );
    fc.assert(
      fc.property(source, (text) => {
        try {
          JSON.stringify(evaluate(parseExpression(text), SCOPE));
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
      { numRuns: 2000, seed: 6 },
    );
  });
});

describe('texts with expressions', () => {
  test('numbers and times are said as a person reads them, and given as they are', () => {
    const template = parseTemplate('{{failed.total}} at {{at}}, {{"}}"}}!');
    expect(fillText(template, SCOPE)).toBe('1,200 at 2026-05-06 08:00:00 UTC, }}!');
    expect(fillPlain(template, SCOPE)).toBe('1200 at 2026-05-06T08:00:00.123456Z, }}!');
    expect(fillValue({ limit: '{{failed.total}}', q: 'n:{{failed.total}}' }, SCOPE)).toEqual({
      limit: 1200,
      q: 'n:1200',
    });
  });

  test('a text without braces stays what it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('{{'));
        expect(fillText(parseTemplate(text), SCOPE)).toBe(text);
      }),
      { seed: 6 },
    );
  });
});
