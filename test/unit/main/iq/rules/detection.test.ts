import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64Offsets } from '../../../../../main/iq/rules/encodings.ts';
import { readRules } from '../../../../../main/iq/rules/read-rules.ts';
import { finds, ruleOf, type Event } from './rule-of.ts';
import { draws } from '../../../draws.ts';

/*
 * A matcher written straight from Sigma's specification, as slow and as plain as can be, to hold the
 * compiled queries against.
 */
type Token = { char: string } | '*' | '?';

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    const next = text.charAt(i + 1);
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      tokens.push({ char: next });
      i++;
    } else tokens.push(char === '*' || char === '?' ? char : { char });
  }
  return tokens;
}

function fits(tokens: readonly Token[], text: string, cased: boolean): boolean {
  const [first, ...rest] = tokens;
  if (first === undefined) return text === '';
  if (first === '*') {
    for (let i = 0; i <= text.length; i++) if (fits(rest, text.slice(i), cased)) return true;
    return false;
  }
  if (text === '') return false;
  const same = (a: string, b: string): boolean =>
    cased ? a === b : a.toLowerCase() === b.toLowerCase();
  if (first !== '?' && !same(first.char, text.charAt(0))) return false;
  return fits(rest, text.slice(1), cased);
}

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);

function dashed(text: string): string[] {
  const at = [...text.matchAll(/\B[-/]\b/g)].map(({ index }) => index);
  return at.reduce(
    (texts, index) =>
      texts.flatMap((one) =>
        ['-', '/', '\u2013', '\u2014', '\u2015'].map(
          (dash) => one.slice(0, index) + dash + one.slice(index + 1),
        ),
      ),
    [text],
  );
}

function naiveValue(
  modifiers: readonly string[],
  value: string | number | null,
  event: Event,
  field: string,
): boolean {
  const found = event[field];
  const has = (name: string): boolean => modifiers.includes(name);
  if (value === null) return found === undefined || found === null || found === '';
  if (found === undefined || found === null) return false;
  const text = String(found);
  const written = String(value);
  if (has('re'))
    return new RegExp(written, modifiers.filter((m) => 'ims'.includes(m)).join('')).test(text);
  if (has('gte')) return isNumber(text) && Number(text) >= Number(value);
  if (has('lt')) return isNumber(text) && Number(text) < Number(value);
  if (has('fieldref')) {
    const other = event[written];
    if (other === undefined || other === null) return false;
    const [a, b] = [text.toLowerCase(), String(other).toLowerCase()];
    return has('endswith') ? a.endsWith(b) : has('startswith') ? a.startsWith(b) : a === b;
  }
  const spelled = has('windash') ? dashed(written) : [written];
  return spelled.some((one) => {
    const base = has('base64')
      ? Array.from(Buffer.from(one).toString('base64'), (char) => ({ char }))
      : tokensOf(one);
    const before = has('contains') || has('endswith') ? ['*' as const] : [];
    const after = has('contains') || has('startswith') ? ['*' as const] : [];
    const tokens = [...before, ...base, ...after];
    // "Anything" asks for a field that says something.
    if (tokens.length > 0 && tokens.every((token) => token === '*')) return text !== '';
    if (fits(tokens, text, has('cased'))) return true;
    return (
      tokens === base &&
      !has('cased') &&
      isNumber(text) &&
      isNumber(one) &&
      Number(text) === Number(one)
    );
  });
}

function naiveItem(key: string, value: unknown, event: Event): boolean {
  const [field = '', ...modifiers] = key.split('|');
  if (modifiers.includes('exists')) return (event[field] !== undefined) === value;
  const values = (Array.isArray(value) ? value : [value]) as (string | number | null)[];
  const one = (single: string | number | null): boolean =>
    naiveValue(modifiers, single, event, field);
  const met = modifiers.includes('all') ? values.every(one) : values.some(one);
  return modifiers.includes('neq') ? !met : met;
}

const text = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', '1', '\\', '-', '/', ' ', '.'),
  maxLength: 6,
});
const pattern = fc.string({
  unit: fc.constantFrom('a', 'B', '1', '\\', '-', '/', ' ', '*', '?', '"'),
  minLength: 1,
  maxLength: 5,
});
const plain = fc.string({
  unit: fc.constantFrom('a', 'B', '1', '-', '/', ' '),
  minLength: 1,
  maxLength: 5,
});
const field = fc.constantFrom('f', 'user name', 'a.b', 'x-y');
const event: fc.Arbitrary<Event> = fc.dictionary(
  field,
  fc.oneof(text, fc.integer({ min: -3, max: 12 }), fc.constant(null)),
  { maxKeys: 4 },
);
const oneOrMore = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> =>
  fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));

const item = fc.oneof(
  fc.tuple(
    field,
    fc.constantFrom(
      '',
      '|contains',
      '|startswith',
      '|endswith',
      '|contains|all',
      '|cased',
      '|contains|cased',
      '|neq',
      '|contains|neq',
      '|endswith|cased|all',
    ),
    oneOrMore(pattern),
  ),
  fc.tuple(
    field,
    fc.constantFrom(
      '|contains|windash',
      '|windash',
      '|startswith|windash',
      '|windash|contains|all',
    ),
    oneOrMore(plain),
  ),
  fc.tuple(field, fc.constantFrom('|base64', '|base64|contains'), oneOrMore(plain)),
  fc.tuple(
    field,
    fc.constantFrom('|re', '|re|i', '|re|i|m', '|re|s'),
    oneOrMore(fc.constantFrom('a', '^a', 'a.?b', 'B$', '[ab]\\\\', '1/', '(a|b)-')),
  ),
  fc.tuple(field, fc.constantFrom('|gte', '|lt'), oneOrMore(fc.integer({ min: -2, max: 11 }))),
  fc.tuple(
    field,
    fc.constantFrom('|fieldref', '|fieldref|endswith', '|fieldref|startswith', '|fieldref|neq'),
    oneOrMore(field),
  ),
  fc.tuple(
    field,
    fc.constant(''),
    oneOrMore(fc.oneof(fc.integer({ min: -3, max: 12 }), fc.constant(null))),
  ),
  fc.tuple(field, fc.constant('|exists'), fc.boolean()),
);

describe('a compiled rule finds what the specification says', () => {
  test('for every modifier', () => {
    fc.assert(
      fc.property(item, event, ([name, modifiers, value], record) => {
        const key = `${name}${modifiers}`;
        const rule = ruleOf({ selection: { [key]: value }, condition: 'selection' });
        expect(finds(rule, record), rule.query).toBe(naiveItem(key, value, record));
      }),
      { numRuns: draws(1500) },
    );
  });

  test('for every form of a condition', () => {
    const names = ['selection_a', 'selection_b', 'filter', '_hidden'];
    const condition = fc.letrec<{ c: string }>((tie) => ({
      c: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(
          ...names,
          '1 of them',
          'all of them',
          '1 of selection_*',
          'all of selection*',
          'any of filter',
          'not 1 of filter*',
        ),
        fc.tuple(tie('c'), tie('c')).map(([a, b]) => `(${a}) and (${b})`),
        fc.tuple(tie('c'), tie('c')).map(([a, b]) => `${a} or ${b}`),
        tie('c').map((c) => `not (${c})`),
      ),
    })).c;
    fc.assert(
      fc.property(
        condition,
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        (yaml, truth) => {
          const detection: Record<string, unknown> = { condition: yaml };
          names.forEach((name, at) => (detection[name] = { [`f${at}`]: 'yes' }));
          const record = Object.fromEntries(truth.map((is, at) => [`f${at}`, is ? 'yes' : 'no']));
          const [a, b, f, h] = truth;
          const script = yaml
            .replaceAll(/not 1 of filter\*/g, `!${f}`)
            .replaceAll(/1 of them/g, `(${a}||${b}||${f})`)
            .replaceAll(/all of them/g, `(${a}&&${b}&&${f})`)
            .replaceAll(/1 of selection_\*/g, `(${a}||${b})`)
            .replaceAll(/all of selection\*/g, `(${a}&&${b})`)
            .replaceAll(/any of filter/g, String(f))
            .replaceAll('selection_a', String(a))
            .replaceAll('selection_b', String(b))
            .replaceAll('_hidden', String(h))
            .replaceAll('filter', String(f))
            .replaceAll(' and ', '&&')
            .replaceAll(' or ', '||')
            .replaceAll('not ', '!');
          // oxlint-disable-next-line typescript/no-implied-eval -- made of true, false and operators above
          const expected: unknown = new Function(`return ${script}`)();
          expect(finds(ruleOf(detection), record), yaml).toBe(expected);
        },
      ),
      { numRuns: draws(500) },
    );
  });

  test.each<[string, Record<string, unknown>, Event, boolean]>([
    [
      'network',
      { s: { 'ip|cidr': ['10.0.0.0/8', 'fe80::/10'] }, condition: 's' },
      { ip: '10.9.9.9' },
      true,
    ],
    ['network of IPv6', { s: { 'ip|cidr': 'fe80::/10' }, condition: 's' }, { ip: 'fe81::1' }, true],
    [
      'network in vain',
      { s: { 'ip|cidr': '10.0.0.0/8' }, condition: 's' },
      { ip: '11.0.0.1' },
      false,
    ],
    ['a network as text', { s: { ip: '10.0.0.0/8' }, condition: 's' }, { ip: '10.9.9.9' }, false],
    [
      'keywords',
      { k: ['evil*service', 'x'], condition: 'k' },
      { a: 'An EVIL little Service' },
      true,
    ],
    [
      'all keywords',
      { k: { '|all': ['evil', 'good'] }, condition: 'k' },
      { a: 'evil', b: 'goods' },
      true,
    ],
    [
      'all keywords in vain',
      { k: { '|all': ['evil', 'good'] }, condition: 'k' },
      { a: 'evil' },
      false,
    ],
    ['a list of maps', { s: [{ a: 1 }, { b: 2 }], condition: 's' }, { b: 2 }, true],
    ['a list of conditions', { s: { a: 1 }, t: { b: 1 }, condition: ['s', 't'] }, { b: 1 }, true],
    ['the hour', { s: { 'at|hour': 3 }, condition: 's' }, { at: '2024-05-01T03:10:00Z' }, true],
    ['an empty value', { s: { a: '' }, condition: 's' }, { a: '' }, true],
    [
      'wide base64',
      { s: { 'a|wide|base64offset|contains': 'ping' }, condition: 's' },
      { a: Buffer.from('xping', 'utf16le').toString('base64') },
      true,
    ],
    [
      'a repeated group that would hang',
      { s: { 'a|re': 'x(?:.*\\)){1,}y' }, condition: 's' },
      { a: 'x 1) 2)y' },
      true,
    ],
  ])('%s', (_name, detection, record, expected) => {
    expect(finds(ruleOf(detection), record)).toBe(expected);
  });

  test('one of the offsets stands wherever a text stands in Base64', () => {
    const bytes = fc.uint8Array({ maxLength: 9 });
    fc.assert(
      fc.property(
        bytes,
        fc.uint8Array({ minLength: 3, maxLength: 12 }),
        bytes,
        (before, inner, after) => {
          const all = Buffer.concat([before, inner, after]).toString('base64');
          expect(base64Offsets(Buffer.from(inner)).some((part) => all.includes(part))).toBe(true);
        },
      ),
    );
  });
});

describe('what is not supported is named with its line', () => {
  const rule = (detection: string): string =>
    `title: a\nlogsource:\n  product: windows\ndetection:\n${detection}`;
  test.each([
    ['a modifier', rule('  s:\n    A|bogus: x\n  condition: s\n'), 6, 'no modifier "bogus"'],
    ['a name', rule('  s:\n    A: x\n  condition: s and t\n'), 7, 'names "t"'],
    ['near', rule('  s:\n    A: x\n  condition: s | near t\n'), 7, '"| near'],
    ['a placeholder', rule('  s:\n    A|expand: "%Servers%"\n  condition: s\n'), 6, '%Servers%'],
    ['an expression', rule('  s:\n    A|re: "(a+)+$"\n  condition: s\n'), 6, 'for ever'],
    ['YAML', 'title: a\nb: [', 2, 'YAML'],
    ['no detection', 'title: a\nlogsource: {}\n', 1, 'no "detection"'],
    ['a filter', 'title: a\nfilter:\n  rules: [x]\n', 2, 'filters'],
    ['a type', 'title: a\ncorrelation:\n  type: magic\n  rules: [x]\n', 3, '"magic"'],
    [
      'a timespan',
      'title: a\ncorrelation:\n  type: temporal\n  rules: [x]\n  timespan: soon\n',
      5,
      'timespan',
    ],
  ])('%s', (_name, yaml, line, message) => {
    const { rules, problems } = readRules('a.yml', yaml, new Map());
    expect(rules).toEqual([]);
    expect(problems[0]?.line).toBe(line);
    expect(problems[0]?.message).toContain(message);
  });

  test('values given for a placeholder are used', () => {
    const yaml = rule('  s:\n    A|expand: "%Servers%-x"\n  condition: s\n');
    const { rules } = readRules('a.yml', yaml, new Map([['Servers', ['one', 'two*']]]));
    expect(rules[0]?.kind === 'detection' && rules[0].query).toContain('two*\\-x');
  });

  test('the old count becomes a correlation', () => {
    const yaml = rule(
      '  s:\n    A: x\n  timeframe: 5m\n  condition: s | count(User) by Host >= 3\n',
    );
    const { rules } = readRules('a.yml', yaml, new Map());
    expect(rules[1]).toMatchObject({
      kind: 'correlation',
      type: 'value_count',
      groupBy: ['Host'],
      timespanUs: 300e6,
      valueFields: ['User'],
    });
  });

  test('no text makes reading throw', () => {
    const piece = fc.constantFrom(
      'title: a\n',
      'detection:\n',
      '  s:\n',
      '    a|re: ',
      '    - ',
      '*x',
      '&x ',
      '---\n',
      'condition: ',
      's and (',
      '|',
      '[',
      '{',
      'logsource: {}\n',
      'correlation:\n',
      'action: global\n',
      ' 1 of ',
      '\t',
      "'",
    );
    const yaml = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(piece, { maxLength: 14 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(yaml, (one) => {
        for (const { message, line } of readRules('a.yml', one, new Map()).problems) {
          expect(message.length).toBeGreaterThan(5);
          expect(line).toBeGreaterThan(0);
        }
      }),
      { numRuns: draws(1000) },
    );
  });
});
