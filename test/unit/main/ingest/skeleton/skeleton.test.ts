import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSkeletonizer } from '../../../../../main/ingest/skeleton/index.ts';

/** The text of a message's skeleton, masks written as `#`. */
function shapeOf(message: string): string {
  const skeletons = createSkeletonizer();
  return (skeletons.table[skeletons.skeletonOf(message)]?.text ?? '').replaceAll('\u0000', '#');
}

describe('skeletonOf', () => {
  it.each([
    ['numbers, with sign and unit', 'took -12.5ms of 100%', 'took # of #'],
    ['identifiers', 'block blk_-1608 of job_2015_0001', 'block # of #'],
    ['an address and its port', 'from 10.0.0.7:443 closed', 'from #:# closed'],
    ['key and value', 'uid=0 user=root ruser= n=3', 'uid=# user=root ruser= n=#'],
    ['a path', 'open /var/log/app: denied', 'open #: denied'],
    ['a Windows path', 'open C:\\temp\\app.txt', 'open C:#'],
    ['a relative path', 'load src/main/app', 'load #'],
    ['an URL with any query', 'GET http://shop.example/find?q=red&page=x done', 'GET http:# done'],
    ['an e-mail address', 'mail to ann@shop.example sent', 'mail to # sent'],
    ['hex without a digit', 'at deadbeef now', 'at # now'],
    ['a word of the letters a to f', 'a faded facade', 'a faded facade'],
    ['a full stop behind a number', 'stopped after 3.', 'stopped after #.'],
    ['leaders of dots', 'problem state......0', 'problem state......#'],
    ['runs of blanks and tabs', '  a \t b  ', 'a b'],
    ['a number inside a sentence without blanks', '用户123登录', '用户#登录'],
    ['a short quoted phrase', 'said "GET /a HTTP/1.1" twice', 'said "GET # #" twice'],
    [
      'a quoted message',
      '"one two three four five" by="one two three four five"',
      '"one two three four five" by="#"',
    ],
    ['a long quoted phrase', 'agent "one two three four five" end', 'agent "#" end'],
    ['a quote that stays open', 'say "one two three', 'say "one two three'],
    ['further lines', 'first 1\nsecond 2', 'first #'],
    ['nothing', '', ''],
  ])('masks %s', (_, message, shape) => {
    expect(shapeOf(message)).toBe(shape);
  });

  it('folds what comes after 64 tokens, and after 2,048 characters, into one mask', () => {
    const word = 'w ';
    expect(shapeOf(word.repeat(70))).toBe(`${word.repeat(64)}#`);
    expect(shapeOf(word.repeat(70))).toBe(shapeOf(word.repeat(90)));
    expect(shapeOf(`${'.'.repeat(2048)}tail`)).toBe(`${'.'.repeat(2048)}#`);
  });

  it('gives messages that differ only in what is masked the same id, others another', () => {
    const skeletons = createSkeletonizer();
    const id = skeletons.skeletonOf('job 17 took 3 ms');
    expect(skeletons.skeletonOf('job   18 took 4 ms')).toBe(id);
    expect(skeletons.skeletonOf('job 18 took four ms')).not.toBe(id);
    expect(skeletons.table).toHaveLength(2);
    expect(skeletons.table[id]?.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('names a shape by the same hash in every thread', () => {
    const [one, other] = [createSkeletonizer(), createSkeletonizer()];
    other.skeletonOf('something else');
    const [a, b] = [one.skeletonOf('port 1 open'), other.skeletonOf('port 2 open')];
    expect(one.table[a]).toEqual(other.table[b]);
  });

  it('hashes exactly what it writes: one id, one text', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      'cd',
      '7',
      '/x/y',
      ' ',
      '\t',
      '=',
      '"',
      '.',
      '..',
      '(',
      ')',
      '@',
      'é',
      '界',
      '\u0000',
      'abcdefab',
    );
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 12 }), { maxLength: 30 }), (lines) => {
        const skeletons = createSkeletonizer();
        for (const line of lines) skeletons.skeletonOf(line.join(''));
        const texts = skeletons.table.map(({ text }) => text);
        expect(new Set(texts).size).toBe(texts.length);
        for (const { text } of skeletons.table) expect(text).not.toMatch(/ {2}|^ | $/);
      }),
    );
  });
});

describe('skeletonize', () => {
  it('tells traces apart behind equal first lines, and writes their signature below', () => {
    const skeletons = createSkeletonizer();
    const trace = (frame: string, line: number): string =>
      `Request 7 failed\njava.lang.IllegalStateException: no\n\tat com.shop.${frame}(A.java:${line})`;
    const a = skeletons.skeletonize(trace('A.run', 3));
    expect(skeletons.skeletonize(trace('A.run', 99))).toBe(a);
    expect(skeletons.skeletonize(trace('B.run', 3))).not.toBe(a);
    expect(skeletons.table[a]?.text).toBe(
      'Request \u0000 failed\n\u0001java\n!java.lang.IllegalStateException\n+com.shop.A.run\tcom/shop/A.java',
    );
  });
});
