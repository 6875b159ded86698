import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkAnswer } from '../../../../main/assistant/check-answer.ts';
import { draft } from '../../../../main/assistant/draft.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

test('of citations that do not hold none is accepted, and of those that do none is lost', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  const lines = Array.from(
    { length: 50 },
    (_, at) => `2026-05-06T08:00:${String(at).padStart(2, '0')}Z ERROR disk ${at} is full ☢`,
  );
  writeFileSync(join(folder, 'app.log'), `${lines.join('\n')}\n`);
  await open.read({ kind: 'paths', paths: [join(folder, 'app.log')] });
  const { id: sourceId } = open.sources()[0] ?? { id: 0 };
  const context = { open, signal: new AbortController().signal };
  const ordinal = fc.integer({ min: 0, max: 49 });
  const bad = fc.oneof(
    // A record that is not there.
    fc.record({
      ref: fc.record({
        sourceId: fc.constant(sourceId),
        ordinal: fc.integer({ min: 50, max: 1e6 }),
      }),
      quote: fc.constantFrom(null, 'disk'),
    }),
    fc.record({
      ref: fc.record({ sourceId: fc.integer({ min: 100, max: 200 }), ordinal }),
      quote: fc.constant(null),
    }),
    // Words that it does not say: of another record, in another case, with a look-alike, or none.
    ordinal.chain((at) =>
      fc.record({
        ref: fc.constant({ sourceId, ordinal: at }),
        quote: fc.constantFrom(
          `disk ${(at + 1) % 50} is full`,
          `Disk ${at} is full`,
          `disk ${at} is  full`,
          `disk ${at} іs full`,
          '',
        ),
      }),
    ),
  );
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(bad, { minLength: 5, maxLength: 20 }), ordinal, async (cites, at) => {
      const check = checkAnswer(context);
      const good = { ref: { sourceId, ordinal: at }, quote: `disk ${at} is full ☢` };
      for (const citation of cites) {
        const statement = await check.add(draft('answer', 'It is full.', { cites: [citation] }));
        expect(statement).toMatchObject({ cites: [], standing: 'unsupported' });
        seen++;
      }
      const mixed = await check.add(draft('answer', 'So.', { cites: [good, ...cites] }));
      expect(mixed).toMatchObject({ cites: [0], standing: 'unsupported' });
      const right = await check.add(draft('answer', 'So.', { cites: [good, good] }));
      expect(right).toMatchObject({ cites: [0], standing: 'supported' });
      expect(check.citations).toHaveLength(1);
    }),
    { seed: 7, numRuns: 110 },
  );
  expect(seen).toBeGreaterThan(1000);
});

test('figures are counted again, and one that is wrong or no query bears nothing out', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  writeFileSync(
    join(folder, 'app.log'),
    '2026-05-06T08:00:00Z ERROR a\n2026-05-06T08:00:01Z INFO b\n',
  );
  await open.read({ kind: 'paths', paths: [join(folder, 'app.log')] });
  const check = checkAnswer({ open, signal: new AbortController().signal });
  const figure = { value: 1, query: 'level:error', fromUs: null, toUs: null };
  const add = (figures: (typeof figure)[]) => check.add(draft('answer', 'So many.', { figures }));
  expect((await add([figure])).standing).toBe('supported');
  expect((await add([{ ...figure, value: 2 }])).standing).toBe('unsupported');
  expect((await add([{ ...figure, query: 'level:[error TO' }])).standing).toBe('unsupported');
  expect((await check.add(draft('next', 'Look.'))).standing).toBe('plain');
});
