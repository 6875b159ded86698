import { expect, test } from 'vitest';
import { answerText } from '#shared/model/answer.ts';
import { modelCase } from './model-case.ts';
import { scriptedProvider, type Reply } from './scripted-provider.ts';

const LOG = Array.from({ length: 20 }, (_, at) => {
  const time = `2026-05-06T08:00:${String(at).padStart(2, '0')}Z`;
  return at % 10 === 3 ? `${time} ERROR pool of db-1 is exhausted` : `${time} INFO served ${at}`;
}).join('\n');

const search = (input: unknown, name = 'search') => ({ name, input });
const asks = { tools: [search({ query: 'level:error' })] };
const good: Reply = {
  tools: [
    {
      name: 'answer',
      input: {
        known: true,
        statements: [
          {
            part: 'answer',
            text: 'The pool of db-1 was exhausted.',
            citations: [{ record: '1:3', quote: 'pool of db-1 is exhausted' }],
          },
        ],
      },
    },
  ],
};
const words = 'The pool of db-1 is exhausted because it is.';

/** What goes wrong each time: the built-in analysis answers, and the reason is ours. */
const LOST: Readonly<Record<string, Reply>> = {
  'a tool call cut in the middle': { of: asks, bend: (all) => all.slice(0, -4), last: 'cut' },
  'words cut in the middle': { of: { say: words }, bend: (all) => all.slice(0, 6), last: 'cut' },
  'half a JSON in the stream': {
    of: { say: words },
    bend: (all) => [...all.slice(0, 4), (all[4] ?? '').slice(0, 30), '\n\n'],
    last: 'end',
  },
  'a stream that stops and stays open': {
    of: { say: words },
    bend: (all) => all.slice(0, 4),
    last: 'hold',
  },
  'words without end': {
    of: { say: `${'x'.repeat(5000)} `.repeat(5) },
    bend: (all) => all.slice(2, -3),
    last: 'again',
  },
  'an empty answer': { say: '' },
  'an empty body': { of: {}, bend: () => [], last: 'end' },
  'a page of a proxy': { of: {}, bend: () => ['<html>Sign in</html>'], last: 'end' },
  silence: { broken: 'silence' },
  'rate limits without end': { status: 429, retryAfter: 1 },
  'an error in the stream': {
    of: {},
    bend: () => ['data: {"error":{"type":"overloaded_error","message":"secret-of-them"}}\n\n'],
    last: 'end',
  },
  'a refusal': {
    of: { say: '' },
    bend: (all) =>
      all.map((piece) =>
        piece.replace('"stop"', '"content_filter"').replace('end_turn', 'refusal'),
      ),
    last: 'end',
  },
};

/** What a model gets wrong once, and mends when it is told. */
const MENDED: Readonly<Record<string, Reply>> = {
  'a tool that is not there': { tools: [search({ id: 1 }, 'delete_case')] },
  'input that does not fit': { tools: [search({ query: 5 })] },
  'input that is no JSON': {
    of: asks,
    bend: (all) => all.map((piece) => piece.replaceAll('level:error', 'level\u0022:')),
    last: 'end',
  },
  'the same id for two calls': {
    of: { tools: [search({ query: 'level:error' }), search({ query: 'served' })] },
    bend: (all) =>
      all.map((piece) => piece.replaceAll('call_1', 'call_0').replaceAll('toolu_1', 'toolu_0')),
    last: 'end',
  },
  'a rate limit that passes': { status: 429, retryAfter: 1 },
  'a moment of overload': { status: 529 },
};

/** Of these, what is silent is given up sooner. */
const SILENT = /silence|stays open/;

const KINDS = ['openai', 'anthropic'] as const;

/** Asks every provider of a list, each of which answers its first call with that. */
async function askedOf(replies: Readonly<Record<string, Reply>>, later: Reply | null) {
  const scripted = await Promise.all(
    KINDS.flatMap((kind) =>
      Object.entries(replies).map(async ([name, reply], at) => {
        const more = { id: `${kind}-${at}`, ...(SILENT.test(name) ? { timeoutSeconds: 1 } : {}) };
        const script = (_: unknown, turn: number): Reply => (turn > 1 && later) || reply;
        return { name, ...(await scriptedProvider(kind, script, more)) };
      }),
    ),
  );
  const providers = scripted.map(({ provider }) => provider);
  const { ask } = await modelCase({ 'app.log': LOG }, providers);
  return Promise.all(
    scripted.map(async ({ name, provider: { id }, requests }) => ({
      name,
      id,
      requests,
      exchange: await ask('when did it start?', `${id}/scripted`),
    })),
  );
}

test('what is lost on the wire leaves the answer to the built-in analysis, in words of ours', async () => {
  for (const { name, exchange } of await askedOf(LOST, null)) {
    const said = answerText(exchange.answer);
    expect([name, exchange.answerer.provider]).toEqual([name, 'offline']);
    expect(said).toContain('The built-in analysis answers instead');
    // No stack, no name of a library's error, nothing that the other side said.
    expect(said).not.toMatch(/Error:|AI_|at \w+ \(|node_modules|secret-of-them|<html>/);
  }
});

test('what a model gets wrong it is told, and what fails for a moment is asked again: the answer is given', async () => {
  for (const { id, name, exchange, requests } of await askedOf(MENDED, good)) {
    expect([name, exchange.answerer.provider, requests.length]).toEqual([name, id, 2]);
    expect(exchange.answer.statements).toMatchObject([{ standing: 'supported' }]);
  }
});
