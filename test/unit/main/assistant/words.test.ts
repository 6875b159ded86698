import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuery } from '#shared/query/index.ts';
import { wordedQuery } from '#shared/model/worded-query-schemas.ts';
import { composeQuery, type PlacedReading } from '../../../../main/assistant/words/reading.ts';
import { readWords } from '../../../../main/assistant/words/read-words.ts';
import { modelCase } from './model-case.ts';
import { scriptedProvider } from './scripted-provider.ts';

const LOGS = {
  'payment.log': [
    '{"time":"2026-03-12T14:00:01Z","level":"error","msg":"charge declined","status":500,"durationMs":2400,"client":"10.0.0.5"}',
    '{"time":"2026-03-12T14:10:01Z","level":"info","msg":"charge captured","status":200,"durationMs":40,"client":"10.0.0.6"}',
    '{"time":"2026-03-12T14:20:01Z","level":"warn","msg":"pool is slow","status":200,"durationMs":900,"client":"10.0.0.5"}',
  ].join('\n'),
  'shop-api.log': '{"time":"2026-03-12T14:30:01Z","level":"error","msg":"payment timed out"}',
};
const never = (): AbortSignal => new AbortController().signal;

describe('words become a query', () => {
  test('that finds what was wanted, by the case’s own fields, values, sources and times', async () => {
    const { open } = await modelCase(LOGS, []);
    const queries = {
      'errors of payment since 14:00':
        'level:>=error AND source:payment.log AND time:[2026-03-12T14:00 TO *}',
      'slow requests over 2 s from 10.0.0.5': 'durationMs:>2000 AND client:"10.0.0.5"',
      'errors in payment and warnings in shop-api':
        '((level:>=error AND source:payment.log) OR (level:warning AND source:shop-api.log))',
      'status is not 200': 'NOT status:200',
      'everything but info and warnings': 'NOT (level:info OR level:warning)',
      'errors before half past two': 'level:>=error AND time:[* TO 2026-03-12T14:30}',
      'requests over 1 second after 14:05': 'durationMs:>1000 AND time:[2026-03-12T14:05 TO *}',
      'which client got a 500?': 'status:500',
    };
    for (const [words, query] of Object.entries(queries)) {
      const read = await readWords(words, open, never());
      expect(parseQuery(query).ok).toBe(true);
      expect(read.query.replaceAll('"', ''), words).toBe(query.replaceAll('"', ''));
      expect(read.unread).toEqual([]);
    }
  });

  test('and what nothing in the case says is said, never left out in silence', async () => {
    const { open, worded } = await modelCase(LOGS, []);
    const { query, unread } = await readWords('errors of the zeppelin', open, never());
    expect(query).toBe('level:>=error');
    expect(unread).toEqual([{ words: 'zeppelin', why: 'nothing in this case says it' }]);
    // Alone it would have found everything.
    expect(await worded('zeppelin')).toMatchObject({ query: '*:zeppelin', total: 0 });
    // A name is no slip of the tongue: what it names is not there, and what would be without it is told.
    const named = await worded('errors from 10.9.9.9', null);
    expect(named).toMatchObject({ total: 0, instead: { query: 'level:>=error', total: 2 } });
    expect(named.parts.at(-1)?.note).toBe('no record says it');
  });

  test('that can always be run, whatever the words are', async () => {
    const { open } = await modelCase(LOGS, []);
    const said = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...SAID) },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(said, { maxLength: 8 }), async (words) => {
        const { query, parts, without } = await readWords(words.join(' '), open, never());
        for (const one of [query, ...without, ...parts.map(({ condition }) => condition)]) {
          expect(parseQuery(one).ok, one).toBe(true);
        }
      }),
      { numRuns: 120, seed: 6 },
    );
  });
});

const SAID =
  'errors warnings payment shop-api status 500 5xx or and not , between 14:00 14:10 since over under 2 s ms slow from 10.0.0.5 10.0.0.0/8 "timed out" client: level:error without with client a:b ) ( [ /x/ \\ * != >= > latency of requests charge declined yesterday last minutes half past two'.split(
    ' ',
  );

test('conditions are joined so that each holds where it was said', () => {
  const of = (
    condition: string,
    group: string | null,
    join: PlacedReading['join'] = 'none',
    denied = false,
  ): PlacedReading => ({ condition, group, join, denied, words: '', note: null });
  expect(composeQuery([of('a', 'g'), of('b', 'g', 'list'), of('c', null)])).toBe('(a OR b) AND c');
  expect(composeQuery([of('a', 'g'), of('b', 'g')])).toBe('a AND b');
  expect(composeQuery([of('t', 'time'), of('u', 'time', 'list')])).toBe('t AND u');
  expect(composeQuery([of('a', 'g', 'none', true), of('b', 'g', 'list', true)])).toBe(
    'NOT (a OR b)',
  );
  const twoLists = [
    of('a', 'g'),
    of('x', 's'),
    of('b', 'g', 'list'),
    of('y', 's'),
    of('t', 'time'),
  ];
  expect(composeQuery(twoLists)).toBe('((a AND x) OR (b AND y)) AND t');
});

describe('a model that reads words', () => {
  const say = (...queries: readonly string[]) => {
    let at = 0;
    return scriptedProvider('openai', () => ({
      tools: [
        {
          name: 'query',
          input: { query: queries[at++] ?? '', parts: [{ words: 'w', condition: 'c' }] },
        },
      ],
    }));
  };

  test('is told what is wrong with a query, and its next is taken; both are noted', async () => {
    const { provider, requests } = await say('level:error AND (', 'level:error AND status:500');
    const { open, desk, worded } = await modelCase(LOGS, [provider]);
    const read = await worded('server errors');
    expect(read).toMatchObject({
      query: 'level:error AND status:500',
      total: 1,
      note: null,
      answerer: { provider: provider.id },
    });
    expect(wordedQuery.safeParse(read).success).toBe(true);
    expect(requests).toHaveLength(2);
    const kinds = (await open.journalList(null, 50)).map(({ kind }) => kind);
    const of = (kind: string): number => kinds.filter((one) => one === kind).length;
    expect([of('assistant.sent'), of('assistant.took')]).toEqual([2, 2]);
    expect(desk.usage()).toMatchObject([{ calls: 2, task: 'query' }]);
  });

  test('that gives none which can be run is not believed: the built-in translation answers', async () => {
    const { provider, requests } = await say('level:error AND (', 'nosuchfield:1');
    const { worded } = await modelCase(LOGS, [provider]);
    const read = await worded('errors');
    expect(read).toMatchObject({ query: 'level:>=error', answerer: { provider: 'offline' } });
    expect(read.note).toContain('no query that can be run');
    expect(requests).toHaveLength(2);
  });

  test('gets nothing that the analyst does not let leave', async () => {
    const { provider, requests } = await say('level:error');
    const { worded } = await modelCase(LOGS, [provider], () => 'refuse');
    const read = await worded('errors');
    expect(read.query).toBe('level:>=error');
    expect(requests).toEqual([]);
  });
});
