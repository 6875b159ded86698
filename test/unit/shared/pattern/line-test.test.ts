import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY, lineSearch, lineTest, VARIES, type LineTest } from '#shared/pattern/index.ts';
import { expressionFlags, expressionSources } from './expressions.ts';
import { draws } from '../../draws.ts';

/** As a text is taken apart before it is stored, see `main/logstore/kernel/split.ts`. */
const VARYING = /[\dA-Za-z\u0080-\uffff]*\d[\dA-Za-z\u0080-\uffff]*/g;

const line = fc.string({
  unit: fc.constantFrom('a', 'B', 'b', '1', '1', ' ', ' ', '.', '"', '\t', 'é', '\u2028', '\r'),
  maxLength: 14,
});

function testOf(source: string, flags = ''): LineTest {
  const search = lineSearch(source, flags);
  const made = search === null ? null : lineTest(search.pattern);
  if (made === null) throw new Error(`${source} is not taken apart`);
  return made;
}

test('a template is never excluded of which V8 finds something in a line', () => {
  let found = 0;
  let excluded = 0;
  fc.assert(
    fc.property(
      expressionSources,
      expressionFlags,
      line,
      fc.constantFrom('', '\n', '\nab 1"', '\n\nb'),
      (source, flags, text, behind) => {
        const search = lineSearch(source, flags);
        if (search === null) return;
        const may = lineTest(search.pattern)?.(text.replaceAll(VARYING, VARIES)) ?? true;
        search.expression.lastIndex = 0;
        const match = search.expression.exec(text + behind);
        const isHere = match !== null && match.index <= text.length;
        if (isHere) found++;
        if (!may) excluded++;
        expect(isHere && !may, `${source} ${flags} in ${JSON.stringify(text)}`).toBe(false);
      },
    ),
    { numRuns: draws(1250) },
  );
  expect(found).toBeGreaterThan(200);
  expect(excluded).toBeGreaterThan(200);
});

test('what stands in a template decides, and what varies may be anything', () => {
  const job = testOf('job [0-9a-f]+7 after');
  expect(job(`retry ${VARIES} of job ${VARIES} after ${VARIES} s`)).toBe(true);
  expect(job(`request ${VARIES} done in ${VARIES} ms`)).toBe(false);
  expect(job('retry of job beef after')).toBe(false);
  const end = testOf('\\d{3}\\d?7 \\w\\w$');
  expect(end(`{"msg":"request ${VARIES} done in ${VARIES} ms"}`)).toBe(true);
  expect(end(`{"msg":"retry ${VARIES} of job ${VARIES} after ${VARIES} s"}`)).toBe(false);
  const port = testOf('port \\d+5 ssh2');
  expect(
    port(`web-${VARIES} sshd[${VARIES}]: from ${VARIES}.${VARIES} port ${VARIES} ${VARIES}`),
  ).toBe(true);
  expect(port(`web-${VARIES} CRON[${VARIES}]: (root) CMD`)).toBe(false);
  expect(testOf('(?:ÜBER|\\d)x', 'i')('über ')).toBe(false);
  expect(testOf('ÜBERx', 'i')('überX')).toBe(true);
});

test('an expression that would take long is not made a test', () => {
  const few = '(?:ab?c){4}';
  expect(lineTest(lineSearch(few, '')?.pattern ?? EMPTY)).not.toBeNull();
  const many = `(?:${few.repeat(9)}){4}`;
  expect(lineTest(lineSearch(many, '')?.pattern ?? EMPTY)).toBeNull();
});
