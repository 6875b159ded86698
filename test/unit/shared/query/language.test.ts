import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEVEL_CODE } from '#shared/model/level.ts';
import type { FieldValue } from '#shared/model/record.ts';
import {
  compileMatcher,
  explainQuery,
  parseQuery,
  parseTimeValue,
  type Subject,
} from '#shared/query/index.ts';
import { printQuery } from '#shared/query/print.ts';
import { regexDanger } from '#shared/query/regex-safety.ts';
import { draws } from '../../draws.ts';

const RECORD: Subject & { fields: Record<string, FieldValue> } = {
  level: LEVEL_CODE.error,
  timeUs: Date.UTC(2024, 4, 1, 10, 30) * 1000,
  source: '/var/log/shop/api.log',
  templateId: 12,
  issue: 'ab12',
  detected: () => ['r1', 'brute-force'],
  fields: {
    status: 503,
    user: 'bot-17',
    service: 'api-gateway',
    'a.b': true,
    tags: '["x","slow"]',
    empty: '',
    peer: '10.1.2.3',
    mapped: '::ffff:10.1.2.3',
    peer6: 'fe80::1%eth0',
    owner: 'BOT-17',
    path: 'C:\\Windows\\System32\\cmd.exe',
    folder: 'c:\\windows',
    two: 'one\nTWO',
  },
  message: () => 'Connection reset by peer: 10.0.0.1:8080 after 30s (TimeoutException)',
  field(name) {
    return this.fields[name];
  },
  values() {
    return Object.values(this.fields);
  },
};

function matches(text: string): boolean {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return compileMatcher(parsed.query, { zone: 'UTC' }).matches(RECORD);
}

describe('what a query finds', () => {
  test.each([
    [''],
    ['reset'],
    ['RESET'],
    ['exception'],
    ['"connection reset"'],
    ['10.0.0.1:8080'],
    ['conn*ion'],
    ['/Time\\w+Exception/'],
    ['/timeout/i'],
    ['level:error'],
    ['level:ERR'],
    ['level:>=warning'],
    ['level:[notice TO error]'],
    ['status:503'],
    ['status:[500 TO 599]'],
    ['status:{502 TO 503]'],
    ['status:>500'],
    ['status:[* TO 503]'],
    ['user:bot-17'],
    ['user:BOT-17'],
    ['user:bot-*'],
    ['user:/bot-\\d+/'],
    ['service:(api-gateway OR web)'],
    ['a.b:true'],
    ['tags:slow'],
    ['user:*'],
    ['_exists_:user'],
    ['source:api.log'],
    ['template:12'],
    ['issue:ab12'],
    ['detected:brute-force'],
    ['detected:*'],
    ['time:2024-05-01'],
    ['time:[2024-05-01T10:00 TO 2024-05-01T11:00}'],
    ['@timestamp:>=2024-05-01T10:30'],
    ['NOT level:info'],
    ['-level:info reset'],
    ['!nothing && reset'],
    ['level:info OR reset'],
    ['level:info OR level:error AND reset'],
    ['(level:info OR level:error) reset'],
    ['missing:x OR reset'],
    ['NOT missing:x'],
    ['_exists_:empty'],
    ['user:=owner'],
    ['path:=folder*'],
    ['path:=*folder*'],
    ['path:*\\\\cmd.exe'],
    ['path:c\\:*\\\\system32\\\\*.exe'],
    ['peer:10.0.0.0/8'],
    ['mapped:10.0.0.0/8'],
    ['peer6:"fe80::/10"'],
    ['*:system32'],
    ['*:api-g*way'],
    ['*:reset'],
    ['*:"windows\\\\system32"'],
    ['*:*'],
    ['two:/^two$/im'],
    ['two:/one.two/is'],
  ])('%s matches', (text) => {
    expect(matches(text)).toBe(true);
  });

  test.each([
    ['absent'],
    ['/timeout/'],
    ['level:info'],
    ['level:<error'],
    ['status:{503 TO 599]'],
    ['status:50'],
    ['user:bot'],
    ['missing:x'],
    ['empty:*'],
    ['time:2024-05-02'],
    ['time:<2024-05-01T10:30'],
    ['source:other.log'],
    ['reset AND absent'],
    ['NOT reset'],
    ['level:info reset'],
    ['template:1'],
    ['_exists_:missing'],
    ['user:=service'],
    ['folder:=path*'],
    ['user:=missing'],
    ['peer:10.2.0.0/16'],
    ['peer6:10.0.0.0/8'],
    ['peer:"::/0"'],
    ['*:nowhere'],
    ['two:/^two$/i'],
    ['two:/one.two/i'],
    ['path:*\\\\cmd'],
  ])('%s does not', (text) => {
    expect(matches(text)).toBe(false);
  });
});

describe('mistakes', () => {
  test.each([
    ['status:[500 TO', 7, 'A range needs two ends'],
    ['(a OR b', 0, 'never closed'],
    ['a )', 2, 'no ( before it'],
    ['"open', 0, 'never closed'],
    ['level:', 6, 'there should be a value'],
    ['level:eror', 0, 'no level "eror"'],
    ['time:soon', 0, 'not a time'],
    ['AND a', 0, 'no condition before'],
    ['a AND', 5, 'ends where a condition should follow'],
    ['http://x/y', 0, 'Put it in quotes'],
    ['roam~2', 4, 'Remove ~2'],
    ['user:/(a+)+$/', 5, 'refused'],
    ['user:/[/', 5, 'not a valid regular expression'],
    ['user:= x', 6, 'name of another field'],
    ['c:\\windows', 0, 'Put it in quotes'],
  ])('%s', (text, position, message) => {
    const parsed = parseQuery(text);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.error.position).toBe(position);
    expect(parsed.error.message).toContain(message);
    expect(parsed.error.expected.length).toBeGreaterThan(0);
    expect(parseQuery(parsed.error.example).ok).toBe(true);
  });

  test('no text makes the parser throw or hang', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const parsed = parseQuery(text);
        if (parsed.ok) explainQuery(parsed.query);
      }),
      { numRuns: draws(1000) },
    );
  });
});

test('what is printed means the same when it is read again', () => {
  const value = fc.oneof(
    fc.string({ minLength: 1, maxLength: 12 }).map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`),
    fc.constantFrom('abc', 'a*c', 'a?c', '/a\\d+/', '/x/i', '/x/ms', '10.0.0.1', 'a\\:b', '*\\\\c'),
  );
  const term = fc.oneof(
    value,
    fc
      .tuple(
        fc.constantFrom('f', 'a.b', 'x-y', '*'),
        fc.oneof(
          value,
          fc.constantFrom('[1 TO 5}', '>=3', '*', '=g', '=*g.h', '=g*', '\\\\x*', '\\=x*'),
        ),
      )
      .map(([f, v]) => `${f}:${v}`),
  );
  const query = fc.letrec<{ q: string }>((tie) => ({
    q: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      term,
      tie('q').map((q) => `NOT (${q})`),
      fc.tuple(tie('q'), tie('q')).map(([a, b]) => `(${a}) AND (${b})`),
      fc.tuple(tie('q'), tie('q')).map(([a, b]) => `(${a}) OR (${b})`),
    ),
  })).q;
  fc.assert(
    fc.property(query, (text) => {
      const first = parseQuery(text);
      if (!first.ok) return;
      const printed = printQuery(first.query);
      const again = parseQuery(printed);
      expect(again.ok, printed).toBe(true);
      if (again.ok) expect(printQuery(again.query)).toBe(printed);
    }),
    { numRuns: draws(666) },
  );
});

test('expressions that could hang are refused, ordinary ones are not', () => {
  for (const bad of [
    '(a+)+',
    '(a*)*b',
    '(\\w+\\s?)+$',
    '(a|aa)+',
    '(.*,)*x',
    '(x+x+)+y',
    '\\1(a)',
    '([a-z]+)*@',
  ]) {
    expect(regexDanger(bad), bad).not.toBeNull();
  }
  for (const good of [
    'bot-\\d+',
    '(a|b)+',
    '\\d{1,3}(\\.\\d{1,3}){3}',
    'GET /api/.* 5\\d\\d',
    '[a-z]+@[a-z]+',
    '^\\s*at ',
    '(foo|bar)baz',
    'C:\\\\1st',
  ]) {
    expect(regexDanger(good), good).toBeNull();
  }
});

test('a time is as exact as it was written, in its zone, across changes of the clock', () => {
  const hour = 3_600_000_000;
  const day = parseTimeValue('2024-05-01', 'UTC');
  expect(day).toEqual({ fromUs: Date.UTC(2024, 4, 1) * 1000, toUs: Date.UTC(2024, 4, 2) * 1000 });
  expect(parseTimeValue('2024-12', 'UTC')?.toUs).toBe(Date.UTC(2025, 0, 1) * 1000);
  expect(parseTimeValue('2024-05-01T10:00+02:00', 'UTC')?.fromUs).toBe(
    Date.UTC(2024, 4, 1, 8) * 1000,
  );
  // Berlin skips 02:00 to 03:00 on 31 March 2024, so that day has 23 hours, and repeats it on 27 October.
  const short = parseTimeValue('2024-03-31', 'Europe/Berlin');
  expect((short?.toUs ?? 0) - (short?.fromUs ?? 0)).toBe(23 * hour);
  const long = parseTimeValue('2024-10-27', 'Europe/Berlin');
  expect((long?.toUs ?? 0) - (long?.fromUs ?? 0)).toBe(25 * hour);
  expect(parseTimeValue('2024-13-01', 'UTC')).toBeNull();
  expect(parseTimeValue('yesterday', 'UTC')).toBeNull();
});
