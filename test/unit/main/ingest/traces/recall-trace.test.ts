import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTraceTexts, readTrace, traceText } from '../../../../../main/ingest/traces/index.ts';
import { labelledTraces } from '../../../../fixtures/traces/labelled-traces.ts';

function textWithout(message: string): string | null {
  const trace = readTrace(message);
  return trace === null ? null : traceText(trace);
}

/** What may stand above the first frame of a trace of Java, much of which makes it another one, or none. */
const ABOVE = [
  'request failed',
  'order 12 is closed',
  'java.lang.IllegalStateException: order 7f3a is closed',
  'java.lang.IllegalStateException: order 9c01 is closed',
  'com.shop.PayException',
  'com.shop.PayException: no funds: 12',
  'Exception in thread "main" com.shop.PayException: no funds',
  'Caused by: com.shop.StockException: none left',
  'Wrapped by: com.shop.OuterException: outer',
  '\tSuppressed: com.shop.CloseException: closed twice',
  'Suppressed: com.shop.CloseException: closed twice',
  '    at com.shop.Early.first(Early.java:3)',
  '  at ',
  'at nowhere(line:12)',
  'goroutine 1 [running]:',
  '\tmain.go:12',
  "from app.rb:1:in `run'",
  '1: app::main',
  'panicked at src/main.rs:1:2:',
  '#0 /app/index.php(12): run()',
  '#1 {main}',
  '  File "app.py", line 12, in run',
  'Traceback (most recent call last):',
  'ValueError: nothing',
  '{"log":"com.shop.LoggedException: in docker\\n"}',
  '[pod/shop-1/app] com.shop.PodException: in a pod',
  'with \\n written out',
  '',
];
const FRAMES = [
  '\tat com.shop.Cart.pay(Cart.java:12)',
  '\tat com.shop.Cart.pay(Cart.java:13)',
  '\tat com.shop.Stock$Inner.take(Stock.java:1)\n\tat java.base/java.lang.Thread.run(Thread.java:840)',
  '\tat java.base/java.lang.Thread.run(Thread.java:840)',
  '\tat com.shop.Cart$$Lambda$12/0x00000001.run(Unknown Source)',
  '\tat org.example.Nothing',
  '\tat com.shop.Phone.call(SourceFile)',
  '\tat line 12 of the file',
  '    at com.shop.Deep.call(Deep.java:9)',
  '\t... 23 more',
  'Caused by: com.shop.StockException: item 12 is gone',
  'Caused by: com.shop.StockException: 1: item 13 is gone',
  'Wrapped by: com.shop.OuterException: outer',
  '\tSuppressed: com.shop.CloseException: closed twice',
  'java.lang.IllegalStateException: another one',
  "1: from app.rb:1:in `run'",
  'goroutine 1 [running]:\nmain.run()\n\t/app/main.go:12 +0x1f',
  '#0 /app/index.php(12): run()\n#1 {main}',
  '  File "app.py", line 12, in run\nValueError: nothing',
  '',
];
const lines = (of: readonly string[], most: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...of), { minLength: 1, maxLength: most }).map((all) => all.join('\n'));

it('gives of a message what it gives of it alone, whatever was read before', () => {
  const texts = createTraceTexts();
  let traces = 0;
  fc.assert(
    fc.property(
      fc.array(lines(ABOVE, 3), { minLength: 2, maxLength: 6 }),
      fc.array(lines(FRAMES, 4), { minLength: 1, maxLength: 3 }),
      (above, frames) => {
        for (const below of frames) {
          for (const head of [...above, ...above]) {
            const message = `${head}\n${below}`;
            const text = texts.textOf(message);
            expect(text).toBe(textWithout(message));
            traces += Number(text !== null);
          }
        }
      },
    ),
    { numRuns: 2000, seed: 11 },
  );
  expect(traces).toBeGreaterThan(1000);
});

it('gives of labelled traces what reading them gives, twice', () => {
  const texts = createTraceTexts();
  for (const { text } of [...labelledTraces(), ...labelledTraces()]) {
    expect(texts.textOf(text)).toBe(textWithout(text));
  }
});

it('reads a trace of thousands of lines as it is cut off', () => {
  const texts = createTraceTexts();
  const frames = Array.from({ length: 9000 }, (_, at) => `\tat a.B.c(B.java:${at % 7})`);
  const cause = 'Caused by: com.shop.LastException: 1\n\tat a.B.last(B.java:1)';
  const named = 'com.shop.PayException: 1';
  for (const head of [named, `${named}\n`, named + '\n'.repeat(1500), named + '\n'.repeat(6000)]) {
    for (const count of [2, 1000, 4000, 7000, 9000]) {
      const message = `${head}\n${frames.slice(0, count).join('\n')}\n${cause}`;
      expect(texts.textOf(message)).toBe(textWithout(message));
    }
  }
});
