import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEVELS } from '#shared/model/level.ts';
import {
  blockVerdict,
  compileMatcher,
  literalsOf,
  parseQuery,
  skeletonVerdict,
  UNTOLD,
  type LiteralNeed,
  type Query,
} from '#shared/query/index.ts';
import { draws } from '../../draws.ts';

const WORDS = ['connect', 'timeout', 'user', 'id42', '10.0.0.1', 'Reset', 'ORDER', 'a', 'x9'];
const DAY = 86_400_000_000;

const record = fc.record({
  words: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 5 }),
  level: fc.integer({ min: 0, max: 7 }),
  timeUs: fc.option(fc.integer({ min: 0, max: 20 * DAY }), { nil: Number.NaN }),
  status: fc.integer({ min: 1, max: 600 }),
  /** As it is written. */
  id: fc.constantFrom(
    '4711',
    '4711.0',
    '4711.00e0',
    '4.711e3',
    '4.7110E+3',
    '47110e-1',
    '"04711"',
    '"4711e0"',
    '"3e32248c1e89af9e"',
    '"10.0.0.1"',
    '"110.0.0.1"',
    '"172.16.255.3"',
    '"172.016.03.003"',
    '"::ffff:10.0.0.1"',
    '"0:0:0:0:0:FFFF:a00:1"',
    '10',
    '1e2',
    '0.4711e+4',
    '500',
    '5e2',
    '500.00',
    '5000E-1',
    '-7',
    '0',
    '"00"',
    '99.5',
    '123456',
    '9007199254740993',
    '[4711, "b"]',
  ),
});
type Random = typeof record extends fc.Arbitrary<infer T> ? T : never;

const term = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.constantFrom(
    '"connect timeout"',
    'con*',
    '/time\\w+/',
    '/id\\d+/i',
    '/(?:timeout|reset|x9)/i',
    '/con+ect|(id){1,2}42/',
    '/^(?:u?ser|ord+er) .*t/i',
    '/timeout(?= user)|[ab]bc/',
    'status:/(?:200|3\\d\\d)/',
    'first:/(?:connect|timeout)$/',
    '/\\x69d42/',
    '/\\u0069d42/s',
    'level:error',
    'level:>=warning',
    'level:[debug TO notice]',
  ),
  fc.constantFrom(
    'id:4711',
    'id:4711.0',
    'id:4.711e3',
    'id:0004711',
    'id:3e32248c1e89af9e',
    'id:10.0.0.1',
    'id:9007199254740993',
    'id:"[4711,\\"b\\"]"',
    'id:10.0.0.*',
    'id:10.*',
    'id:10.0.0.0/8',
    'id:10.0.0.0/30',
    'id:172.16.0.0/12',
    'id:172.16.3.3/32',
    'id:172.0.0.0/6',
    'id:0.0.0.0/0',
    'id:"::ffff:0:0/96"',
    'id:500',
    'id:5e2',
    'id:-7',
    'id:0',
    'id:43',
    'id:>99',
    'id:>9.5',
    'id:>=100',
    'id:>4000',
    'id:>=4711',
    'id:>4711',
    'id:[4.7e3 TO 4800]',
    'id:>99999',
    'id:>1e30',
    'status:>=450',
    'status:>89',
    'status:200',
    'status:[100 TO 300]',
    'user:x',
    '*:timeout',
    '*:con*out',
    '*:300',
    'ip:10.0.0.0/8',
    'user:=status',
    '_exists_:status',
    'status:*0*',
    'source:api',
    'source:other',
    'template:3',
    'issue:k',
    'detected:r1',
    'detected:*',
    'time:1970-01-05',
    'time:[1970-01-03 TO *]',
    'time:<1970-01-10',
  ),
);
const query = fc.letrec<{ q: string }>((tie) => ({
  q: fc.oneof(
    { depthSize: 'small' },
    term,
    tie('q').map((q) => `NOT (${q})`),
    fc.tuple(tie('q'), tie('q')).map(([a, b]) => `(${a}) AND (${b})`),
    fc.tuple(tie('q'), tie('q')).map(([a, b]) => `(${a}) OR (${b})`),
  ),
})).q;

function parse(text: string): Query {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return parsed.query;
}

const message = ({ words }: Random): string => words.join(' ');
const raw = (random: Random): string =>
  `${JSON.stringify({ msg: message(random), status: random.status }).slice(0, -1)},"id":${random.id}}`;

/** As a reader of JSON gives it. */
function idOf({ id }: Random): number | string {
  const value: unknown = JSON.parse(id);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  return typeof value === 'string' ? value : typeof value === 'number' ? id : JSON.stringify(value);
}

const detectedOf = ({ status }: Random): string[] => (status > 450 ? ['r1'] : []);

function fieldOf(random: Random, name: string): number | string | undefined {
  if (name === 'status') return random.status;
  if (name === 'id') return idOf(random);
  return name === 'first' ? random.words[0] : undefined;
}

function matches(parsed: Query, random: Random): boolean {
  return compileMatcher(parsed, { zone: 'UTC' }).matches({
    level: random.level,
    timeUs: random.timeUs,
    source: '/logs/api.log',
    templateId: 3,
    issue: random.level > 5 ? 'k' : null,
    detected: () => detectedOf(random),
    message: () => message(random),
    field: (name) => fieldOf(random, name),
    values: () => [random.status],
  });
}

function mayMatch(need: LiteralNeed, text: string): boolean {
  switch (need.kind) {
    case 'anything':
      return true;
    case 'pattern':
      return new RegExp(need.source, 'i').test(text);
    case 'literal':
      return text.toLowerCase().includes(need.text);
    case 'and':
      return need.needs.every((part) => mayMatch(part, text));
    case 'or':
      return need.needs.some((part) => mayMatch(part, text));
  }
}

test('a block is only decided unopened when looking at its records would say the same', () => {
  fc.assert(
    fc.property(query, fc.array(record, { minLength: 1, maxLength: 6 }), (text, records) => {
      const parsed = parse(text);
      const timed = records.map(({ timeUs }) => timeUs).filter((us) => !Number.isNaN(us));
      const verdict = blockVerdict(
        parsed,
        {
          timeMinUs: Math.min(...timed),
          timeMaxUs: Math.max(...timed),
          timed: timed.length > 0,
          untimed: true,
          levels: LEVELS.map((_, code) => records.filter(({ level }) => level === code).length),
          source: '/logs/api.log',
          detected: records.flatMap(detectedOf),
        },
        'UTC',
      );
      const found = records.map((random) => matches(parsed, random));
      if (verdict === 'all') expect(found).not.toContain(false);
      if (verdict === 'none') expect(found).not.toContain(true);
    }),
    { numRuns: draws(1000) },
  );
});

test('a skeleton is only decided when all its records agree', () => {
  fc.assert(
    fc.property(
      query,
      record,
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      fc.boolean(),
      (text, random, masks, told) => {
        const parsed = parse(text);
        const skeleton = random.words
          .map((word, i) => (masks[i] === true ? '\u0000' : word))
          .join(' ');
        const verdict = skeletonVerdict(parsed, {
          text: skeleton,
          level: random.level,
          templateId: 3,
          issue: random.level > 5 ? 'k' : null,
          mayVary: (piece) =>
            random.words.some((word, i) => masks[i] === true && word.toLowerCase().includes(piece)),
          field: (name) => (told ? fieldOf(random, name) : UNTOLD),
        });
        if (verdict !== 'some') expect(matches(parsed, random)).toBe(verdict === 'all');
      },
    ),
    { numRuns: draws(1000) },
  );
});

test('a record that matches contains the literals that the filter is asked for', () => {
  fc.assert(
    fc.property(query, record, (text, random) => {
      const parsed = parse(text);
      if (matches(parsed, random)) expect(mayMatch(literalsOf(parsed), raw(random))).toBe(true);
    }),
    { numRuns: draws(1000) },
  );
});
