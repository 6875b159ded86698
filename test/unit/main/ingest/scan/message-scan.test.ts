import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReader, loadFormats } from '../../../../../main/ingest/formats/index.ts';
import { BlockScanner } from '../../../../../main/ingest/scan/index.ts';
import { createSkeletonizer } from '../../../../../main/ingest/skeleton/index.ts';
import { WordFilterWriter } from '../../logstore/word-filter-writer.ts';
import { withTokens } from './lines-alike.ts';

const SETUP = { zone: 'UTC', year: null, referenceUs: Date.UTC(2024, 5, 30) * 1000 };
const format = loadFormats().find(({ id }) => id === 'syslog-3164');

/** What makes words of every kind, and what ends them, in pieces that fall on any place of the sixteen bytes looked at together. */
const PIECES = [
  ..."a,E,f,g,z,0,7,.,..,. ,-,_,@,/,\\,=,:,;,(,[,{,',|,<,%,~".split(','),
  ',',
  ' ',
  '  ',
  '\t',
  '"',
  'word',
  'deadbeef',
  'facade',
  'cafe.babe',
  '10.0.0.1:443',
  'me@example.org',
  '/var/log/x.log',
  'C:\\x\\y',
  'a/b/c',
  'Error',
  'Exception',
  '\\n',
  'x'.repeat(56),
  'x'.repeat(57),
  'x'.repeat(64),
  'x'.repeat(65),
  'é',
  '日本',
  '\u3000',
];
const message = fc
  .oneof(
    { weight: 5, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }) },
    {
      weight: 1,
      arbitrary: fc.array(fc.constantFrom(...PIECES), { minLength: 60, maxLength: 260 }),
    },
  )
  .map((pieces) => `m${pieces.join('')}`);

const TOKENS = '7 0 42 E7 x1x Http2Error S3Exception n5 1E deadbeef1 12345678 5e5e5e5e5'.split(' ');
const token = fc.constantFrom(...TOKENS, '1'.repeat(65), `x1${'y'.repeat(60)}`);
/** Messages of a template, the first as it came: what is told of it is recalled for the others. */
const alike = fc
  .tuple(message, fc.array(fc.array(token, { minLength: 1, maxLength: 5 }), { maxLength: 3 }))
  .map(([first, others]) => [first, ...others.map((tokens) => withTokens(first, tokens))]);

/** Bytes of a message that its skeleton looks at: of what is longer more words are added when it comes as a string. */
const LINE_CAP = 2048;

test('a scan of the bytes of messages comes to the skeletons and the varying words of their text', () => {
  if (format === undefined) throw new Error('no syslog');
  const scanner = new BlockScanner();
  // From here on the automaton is worth it.
  createReader(format, SETUP).byteHeader?.();
  fc.assert(
    fc.property(fc.array(alike, { minLength: 1, maxLength: 5 }), (families) => {
      const messages = families.flat();
      const text = messages.map((each) => `May  1 10:00:00 host app: ${each}\n`).join('');
      const bytes = Buffer.from(text);
      const isAscii = bytes.length === text.length;
      const pass = scanner.scan(bytes, isAscii, createReader(format, SETUP));
      if (pass === null) throw new Error('too much');
      pass.columns.finish();
      pass.times.finish(pass.kinds.length);
      const varying = new WordFilterWriter(false);
      const skeletons = createSkeletonizer(varying);
      const wanted = messages.map((each) => skeletons.table[skeletons.skeletonize(each)]?.text);
      const found = pass.skeletonIds.map((id) => scanner.skeletonizer.table[id]?.text);
      expect(found).toEqual([...new Set(wanted)]);
      const isLong = messages.some((each) => Buffer.byteLength(each) > LINE_CAP);
      if (isLong) return;
      expect(Buffer.compare(scanner.filtersOf(bytes).varying, varying.finish())).toBe(0);
    }),
    { seed: 5, numRuns: 600 },
  );
});
