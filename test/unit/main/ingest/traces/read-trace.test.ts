import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createTraceReader,
  parseTraceText,
  readTrace,
  traceText,
} from '../../../../../main/ingest/traces/index.ts';
import { labelledTraces } from '../../../../fixtures/traces/labelled-traces.ts';

const read = (...lines: string[]) => readTrace(lines.join('\n'));
const names = (trace: ReturnType<typeof readTrace>): string[] | undefined =>
  trace?.exceptions.at(-1)?.frames.map(({ name }) => name);

describe('readTrace', () => {
  it('gives place, line and column of frames, and whose they are', () => {
    const trace = read(
      'TypeError: x is undefined',
      '    at Cart.total (/srv/dist/cart.js:12:7)',
      '    at next (/srv/node_modules/express/index.js:3:1)',
    );
    expect(trace?.exceptions).toEqual([
      {
        type: 'TypeError',
        message: 'x is undefined',
        relation: 'top',
        frames: [
          {
            name: 'Cart.total (cart.js)',
            path: '/srv/dist/cart.js',
            line: 12,
            column: 7,
            library: false,
          },
          {
            name: 'next (index.js)',
            path: '/srv/node_modules/express/index.js',
            line: 3,
            column: 1,
            library: true,
          },
        ],
      },
    ]);
  });

  it('leaves suppressed exceptions of Java out, and goes on with the cause of the one around', () => {
    const trace = read(
      'com.shop.PayException: charge failed',
      '\tat com.shop.Pay.charge(Pay.java:88)',
      '\tSuppressed: java.io.IOException: late',
      '\t\tat com.shop.Late.close(Late.java:1)',
      '\tCaused by: java.io.EOFException',
      '\t\tat com.shop.Late.read(Late.java:9)',
      'Caused by: java.net.ConnectException: refused',
      '\tat com.shop.Gateway.open(Gateway.java:12)',
    );
    expect(trace?.exceptions.map(({ type, frames }) => [type, frames.length])).toEqual([
      ['com.shop.PayException', 1],
      ['java.net.ConnectException', 1],
    ]);
  });

  it('reads Java printed root cause first', () => {
    const trace = read(
      'java.net.ConnectException: refused',
      '\tat com.shop.Gateway.open(Gateway.java:12)',
      'Wrapped by: com.shop.PayException: charge failed',
      '\tat com.shop.Pay.charge(Pay.java:88)',
    );
    expect(trace?.exceptions.map(({ type }) => type)).toEqual([
      'com.shop.PayException',
      'java.net.ConnectException',
    ]);
  });

  it('reads Ruby before 2.7, which prints the innermost call last', () => {
    expect(
      names(
        read(
          'Traceback (most recent call last):',
          "\t2: from app/run.rb:9:in `<main>'",
          "\t1: from app/run.rb:5:in `run'",
          "app/pay.rb:2:in `charge': no money (Shop::PaymentError)",
        ),
      ),
    ).toEqual(['pay.charge', 'run.run', 'run.<main>']);
  });

  it('tells minified frames by their bundle', () => {
    expect(
      names(
        read(
          'Uncaught TypeError: t is null',
          '    at e (https://shop.example/main.3f2a9c1b.js:1:20455)',
          '    at Cart.add (https://shop.example/main.3f2a9c1b.js:1:31870)',
        ),
      ),
    ).toEqual(['main.js', 'Cart.add (main.js)']);
  });

  it.each([
    ['_ZN4shop4Cart5totalEv', 'shop::Cart::total'],
    ['shop::Cart::add(std::vector<int, std::allocator<int> > const&) const', 'shop::Cart::add'],
    ['void shop::run<shop::Job>(shop::Job&) [clone .cold]', 'shop::run'],
    ['$s4Shop4CartV5totalSiyF', 'Shop.Cart.total'],
    ['closure #1 (Swift.Int) -> () in Shop.Cart.add(item: Shop.Item) -> ()', 'Shop.Cart.add'],
    ['-[CartController add:]', '-[CartController add:]'],
  ])('names %s %s', (symbol, name) => {
    expect(
      names(
        read('Received signal SIGSEGV', `0   Shop   0x0000000012345678 ${symbol} + 12 (a.cpp:1)`),
      ) ?? [],
    ).toEqual([name]);
  });

  it.each([
    'two\nlines',
    'SELECT a\nFROM b\nWHERE c = 1',
    'at least one\nat most two (all)',
    'look at this!\n# heading\n1: one\n2: two',
    'mail from ann@shop.example\nto ben@shop.example',
    '{"a": 1,\n "b": "at home (no 12)"}',
  ])('finds no trace in %j', (text) => {
    expect(readTrace(text)).toBeNull();
  });

  it('keeps of a trace what its text keeps', () => {
    for (const { text } of labelledTraces()) {
      const trace = readTrace(text);
      if (trace === null) continue;
      const kept = parseTraceText(traceText(trace).split('\n'));
      expect(kept.language).toBe(trace.language);
      expect(kept.exceptions.map(({ type }) => type)).toEqual(
        trace.exceptions.map(({ type }) => type),
      );
    }
  });

  it('reads with a memory what it reads without', () => {
    const reader = createTraceReader();
    for (const { text } of [...labelledTraces(), ...labelledTraces()]) {
      expect(reader.read(text)).toEqual(readTrace(text));
    }
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    '\n',
    '\t',
    ' ',
    'at ',
    '(',
    ')',
    ':',
    '1',
    'a.b.C',
    'Caused by: ',
    'File "',
    '", line 1',
    'goroutine 1 [',
    '@',
    'http://',
    '#0 ',
    '0x1f ',
    ' in ',
    '0: ',
    '::',
    'Error: ',
    '--->',
    '<',
    '>',
    '$',
    '"',
    "'",
    '`',
    ':in `',
    '.go:',
    '\\n',
    '{',
    'panicked at ',
    '_ZN',
    '9',
  );

  it('is read without an error, and what is kept of it can be read again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string({ maxLength: 8 })), { maxLength: 60 }),
        (parts) => {
          const trace = readTrace(parts.join(''));
          if (trace === null) return;
          const kept = parseTraceText(traceText(trace).split('\n'));
          expect(kept.exceptions).toHaveLength(Math.min(8, trace.exceptions.length));
        },
      ),
      { numRuns: 2000, seed: 7 },
    );
  });

  it.each([
    ['at a', ' (', ':1'],
    ['at ', 'a.', '(b'],
    ['', 'a.b.', 'C: '],
    ['#0 0x1 in ', '(<', ' at '],
    ['#1 ', 'x (', 'at '],
    ['0 x 0x12345678 ', 'a (', ' + 1 '],
    ['  File "', 'a"', ', line '],
    ['x', '@http:', ':1:'],
    ['goroutine 1 [\n', 'a(', ')\n\tb.go:1 '],
    ['', '   ', '\n'],
    ['panic: ', '"\'', '1 '],
    ['1: from ', 'a.rb:1', ':in `'],
    ['panicked at ', "'a', ", 'b:1:'],
    ['   at ', 'A.<B>b__1', '(c) in '],
    ['', '---> ', 'a.B: '],
    ['', '\\n', 'at '],
    ['thread ', 'called `', 'unwrap '],
  ])('of %j, %j and %j many times takes time in proportion to its length', (head, middle, tail) => {
    const time = (length: number): number => {
      const line = head + (middle + tail).repeat(length / (middle.length + tail.length + 1));
      const text = `Error: x\n${head}${middle.repeat(length / middle.length)}${tail}\n${line}\n`;
      const started = performance.now();
      readTrace(text.repeat(4));
      return performance.now() - started;
    };
    time(2000);
    // Quadratic time would be minutes here.
    expect(time(100_000)).toBeLessThan(500);
  });

  it('of 8,000 lines that are nearly frames is read in time', () => {
    const lines = [
      'at a (',
      '#0 0x1 in (',
      'x'.repeat(1100),
      `at ${'a.'.repeat(500)}`,
      `#1 ${'x '.repeat(500)}`,
    ];
    const text = Array.from({ length: 8000 }, (_, at) => lines[at % lines.length]).join('\n');
    const started = performance.now();
    readTrace(text);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
