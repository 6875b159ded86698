import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTextLines, packText } from '../../../../main/logstore/block-text.ts';
import { IN, OPEN, OUT } from '../../../../main/logstore/record-states.ts';
import { templateVerdicts, withoutLines } from '../../../../main/logstore/line-verdicts.ts';
import { DEEP_PACKAGE, rowsOf, testCase, testFolder } from '../case-in-folder.ts';

const KINDS = ['job 1 is done', 'user u7 left', 'no line is like it \0', '\tat 5 of 9', ''];

const FILLER =
  'job 2 is done, as all of these lines say, which are there so that it is worth the while';
/** A word without a digit for each number. */
const letters = (n: number): string =>
  n.toString().replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));

test('a record is closed when all its lines are of templates that cannot match', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(KINDS.length - 1), fc.nat(2), fc.nat(2)), { minLength: 1 }),
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      (seeds, isWide, byKinds, isPlain) => {
        // Many templates of one line take numbers of two bytes.
        const extra = isWide ? Array.from({ length: 300 }, (_, n) => `${letters(n)} 1`) : [];
        const records = [
          ...seeds.map(([kind, more, state]) => ({
            lines: [KINDS[kind] ?? '', ...(more > 0 && !isPlain ? ['\tat 5 of 9'] : [])],
            state: byKinds ? (kind === 1 ? OUT : OPEN) : [OPEN, IN, OUT][state],
          })),
          ...extra.map((line) => ({ lines: [line], state: OPEN })),
        ];
        const text = `${records.flatMap(({ lines }) => lines).join('\n')}\n${`${FILLER}\n`.repeat(60)}`;
        for (let n = 0; n < 60; n++) records.push({ lines: [FILLER], state: OPEN });
        const { codec, data } = packText(Buffer.from(text));
        const stored = openTextLines(codec, data);
        if (stored === null) throw new Error('it is stored in lines');
        const verdicts = templateVerdicts(stored, (template) => template === '\tat \0 of \0');
        const lineOffsets = Uint32Array.from({ length: records.length + 1 }, (_, at) =>
          records.slice(0, at).reduce((sum, { lines }) => sum + lines.length, 0),
        );
        const kinds = Uint8Array.from(records, ({ state }) => (state === OUT ? 0 : 1));
        const known = {
          kinds: Uint8Array.of(OUT, OPEN),
          records: byKinds ? null : Uint8Array.from(records, ({ state }) => state ?? OUT),
        };
        const columns = { records: records.length, kinds, lineOffsets };
        const last = records.length - 1;
        const states = withoutLines(stored, verdicts, columns, known, [0, last]);
        const wanted = records.map(({ lines, state = OUT }, at) => {
          const may = lines.some((line) => line.includes('at 5') || line.includes('\0'));
          return state === OPEN && !may && at !== 0 && at !== last ? OUT : state;
        });
        expect([...(states ?? [])]).toEqual(wanted);
        const other = { ...columns, lineOffsets: Uint32Array.from(lineOffsets, (at) => at + 1) };
        expect(withoutLines(stored, verdicts, other, known, [])).toBeNull();
      },
    ),
    { numRuns: 300 },
  );
});

/** Records of one line and of several. */
const MESSAGES = Array.from({ length: 5000 }, (_, n) => {
  const mixed = (Math.imul(n + 1, 0x9e3779b1) >>> 0).toString(16);
  if (n % 9 === 0) {
    return `request failed\njava.lang.IllegalStateException: order ${mixed} is closed\n\tat com.shop.Cart.pay(Cart.java:${n % 5})`;
  }
  return [`request ${mixed} done in ${n % 900} ms`, `user ${n} logged in from host-${n % 7}`][
    n % 2
  ];
});

test('an expression finds in text of one line and of several what it finds message by message', async () => {
  const file = join(testFolder(), 'shop.log');
  const lines = MESSAGES.map((message, n) => {
    const time = new Date(1.7e12 + n * 1000).toISOString().replace('T', ' ').slice(0, 23);
    return `${time} ${n % 9 === 0 ? 'ERROR' : 'INFO '} [worker-${n % 4}] ${DEEP_PACKAGE}Cart - ${message}`;
  });
  writeFileSync(file, lines.join('\n'));
  const { open } = await testCase(testFolder());
  await open.read({ kind: 'paths', paths: [file] });
  const total = (await rowsOf(open, '')).length;
  expect(total).toBe(MESSAGES.length);
  for (const regex of [
    /order [0-9a-f]+7 is/,
    /\d7 \w\w$/,
    /^request \w+ done/,
    /failed\njava/,
    /closed\s+at/,
    /java:3\)$/,
    /host-[35]$/,
    /^user/,
    /nothing \d like it/,
  ]) {
    const found = (await rowsOf(open, String(regex))).map(({ message }) => message);
    expect({ regex, found }).toEqual({
      regex,
      found: MESSAGES.filter((message) => regex.test(message ?? '')),
    });
  }
});
