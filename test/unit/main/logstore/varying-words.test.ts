import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compileMatcher,
  parseQuery,
  skeletonVerdict,
  UNTOLD,
  varyingPieces,
} from '#shared/query/index.ts';
import { createSkeletonizer } from '../../../../main/ingest/skeleton/index.ts';
import { mayContain } from '../../../../main/logstore/word-filter.ts';
import { draws } from '../../draws.ts';
import { WordFilterWriter } from './word-filter-writer.ts';

const PARTS = [
  'connection',
  'Reset',
  'by',
  'peer',
  'id42reset',
  '/var/log/reset.log?x=reset&y=1',
  '10.0.0.1',
  '"five words reset by peer"',
  '"quoted reset"',
  ' ',
  '  ',
  '\t',
  ':',
  '=',
  '.',
  '..',
  '[',
  ']',
  'ü',
  '日本reset',
  '\nat reset.Peer(File.java:1)',
  'reset',
  'x'.repeat(70),
  'word '.repeat(70),
];
const message = fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 12 });
const word = fc.constantFrom(
  'reset',
  'RESET',
  'peer',
  'connection',
  'log',
  'quot',
  'eset',
  'File',
  'absent',
);
const query = fc.oneof(
  word,
  fc.tuple(word, word).map(([a, b]) => `"${a} ${b}"`),
  word.map((text) => `${text}*`),
  word.map((text) => `/${text} ?\\w+/`),
  word.map((text) => `NOT ${text}`),
);

/** What a block would know: the skeleton of each message and one filter of all that varies. */
function verdictOf(text: string, messages: readonly string[], at: number) {
  const varying = new WordFilterWriter(false);
  const skeletons = createSkeletonizer(varying);
  const ids = messages.map((each) =>
    each.includes('\n')
      ? skeletons.skeletonize(each)
      : skeletons.skeletonizeBytes(Buffer.from(each), 0, Buffer.byteLength(each)),
  );
  const filter = varying.finish();
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const asked = new Set(varyingPieces(parsed.query));
  const verdict = skeletonVerdict(parsed.query, {
    text: skeletons.table[ids[at] ?? 0]?.text ?? '',
    level: 0,
    templateId: 1,
    issue: null,
    mayVary: (piece) => {
      expect(asked).toContain(piece);
      return mayContain(filter, piece);
    },
    field: () => UNTOLD,
  });
  const matches = compileMatcher(parsed.query, { zone: 'UTC' }).matches({
    level: 0,
    timeUs: Number.NaN,
    source: 'a',
    detected: () => [],
    templateId: 1,
    issue: null,
    message: () => messages[at] ?? '',
    field: () => undefined,
    values: () => [],
  });
  return { verdict, matches };
}

test('what a skeleton and the filter of what varies decide is what the message says', () => {
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), query, (parts, text) => {
      const messages = parts.map((each) => each.join(''));
      messages.forEach((_, at) => {
        const { verdict, matches } = verdictOf(text, messages, at);
        if (verdict !== 'some') expect(matches).toBe(verdict === 'all');
      });
    }),
    { numRuns: draws(750) },
  );
});

test('a word that stands in no constant part and varies nowhere is decided without opening anything', () => {
  const messages = ['user 17 logged in from 10.0.0.1', 'Failed password for root from 10.0.0.2'];
  expect(verdictOf('failed', messages, 0).verdict).toBe('none');
  expect(verdictOf('failed', messages, 1).verdict).toBe('all');
  expect(verdictOf('/failed \\w+ for/', messages, 0).verdict).toBe('none');
});
