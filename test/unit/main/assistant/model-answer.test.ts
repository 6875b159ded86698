import { describe, expect, test } from 'vitest';
import { answerText } from '#shared/model/answer.ts';
import { modelCase } from './model-case.ts';
import { scriptedProvider, type Reply } from './scripted-provider.ts';

const LOG = Array.from({ length: 40 }, (_, at) => {
  const time = `2026-05-06T08:00:${String(at).padStart(2, '0')}Z`;
  return at % 10 === 3 ? `${time} ERROR pool of db-1 is exhausted` : `${time} INFO served ${at}`;
}).join('\n');

const answer = (...statements: object[]): Reply => ({
  tools: [{ name: 'answer', input: { known: true, statements } }],
});

const KINDS = ['openai', 'anthropic', 'openai-compatible', 'ollama'] as const;

test('a model works the case through the tools in its own protocol, and its answer is checked', async () => {
  const scripted = await Promise.all(
    KINDS.map((kind) =>
      scriptedProvider(kind, (_request, turn) => {
        if (turn === 1) return { tools: [{ name: 'search', input: { query: 'level:error' } }] };
        return answer(
          {
            part: 'answer',
            text: 'The pool of db-1 was exhausted 4 times.',
            citations: [{ record: '1:3', quote: 'pool of db-1 is exhausted' }],
            figures: [{ value: 4, query: 'level:error' }],
          },
          {
            part: 'answer',
            text: 'It was the network.',
            citations: [{ record: '1:4', quote: 'network is down' }],
          },
          { part: 'answer', text: 'It failed 17 times.', citations: [{ record: '1:3' }] },
          { part: 'answer', text: 'Somebody did it.' },
          { part: 'next', text: 'Look at the pool.' },
        );
      }),
    ),
  );
  const providers = scripted.map(({ provider }) => provider);
  const { open, ask, desk } = await modelCase({ 'app.log': LOG }, providers);
  for (const [at, kind] of KINDS.entries()) {
    const exchange = await ask('why?', kind);
    expect(exchange.answerer).toEqual({ provider: kind, model: 'scripted' });
    expect(exchange.answer.statements.map(({ standing }) => standing)).toEqual([
      'supported',
      'unsupported',
      'unsupported',
      'unsupported',
      'plain',
    ]);
    expect(exchange.answer.steps).toMatchObject([{ tool: 'search', found: '4 records' }]);
    // What the tool found went to the model.
    const requests = scripted[at]?.requests ?? [];
    expect(requests).toHaveLength(2);
    expect(requests[1]?.body).toContain('is exhausted');
  }
  // The journal says what left, before the answer, and what it took.
  const kinds = (await open.journalList(null, 50)).map((entry) => entry.kind);
  const of = (kind: string): number => kinds.filter((one) => one === kind).length;
  expect(['sent', 'took', 'answered'].map((what) => of(`assistant.${what}`))).toEqual([8, 8, 4]);
  expect(desk.usage()).toHaveLength(4);
  expect(desk.usage()[0]).toMatchObject({ calls: 2, task: 'hypotheses' });
});

describe('a model', () => {
  test('that fails, or may not be shown what should leave, leaves it to the built-in analysis', async () => {
    const replies: Readonly<Record<string, Reply>> = {
      refused: { status: 401 },
      overloaded: { status: 500 },
      garbled: { broken: 'json' },
      cut: { broken: 'cut-later' },
      unasked: answer(),
    };
    const scripted = await Promise.all(
      Object.entries(replies).map(([id, reply]) => scriptedProvider('openai', () => reply, { id })),
    );
    const providers = scripted.map(({ provider }) => provider);
    let leaves = true;
    const { open, ask, desk } = await modelCase({ 'app.log': LOG }, providers, () =>
      leaves ? 'question' : 'refuse',
    );
    const said = async (id: string): Promise<string> => {
      const exchange = await ask('when did it start?', id);
      expect(exchange.answerer.provider).toBe('offline');
      expect(answerText(exchange.answer)).toContain('The built-in analysis answers instead');
      expect(answerText(exchange.answer)).toContain('level error or worse');
      return answerText(exchange.answer);
    };
    expect(await said('refused')).toContain('refused the key');
    expect(await said('overloaded')).toContain('failed (500)');
    expect(await said('garbled')).toContain('could not be read');
    expect(await said('cut')).toMatch(/broke off|could not be read/);
    const before = (await open.journalList(null, 99)).filter(
      ({ kind }) => kind === 'assistant.sent',
    );
    leaves = false;
    expect(await said('unasked')).toContain('You did not let it leave');
    leaves = true;
    const none = { caseTokens: null, caseMoney: null, monthTokens: null, monthMoney: null };
    desk.shelf.setLimits({ ...none, caseTokens: 10 });
    expect(await said('unasked')).toContain('budget of this case');
    desk.shelf.setLimits(none);
    desk.shelf.setPolicy({ ...desk.shelf.policy(), internal: 'none' });
    expect(await said('unasked')).toContain('may go to no provider');
    expect(scripted.at(-1)?.requests).toEqual([]);
    const after = (await open.journalList(null, 99)).filter(
      ({ kind }) => kind === 'assistant.sent',
    );
    expect(after).toHaveLength(before.length);
  });

  test('that takes over from another is asked about anew, though all was allowed for the question', async () => {
    const broken = await scriptedProvider('openai', () => ({ status: 401 }), { id: 'broken' });
    const spare = await scriptedProvider('anthropic', (_request, turn) =>
      turn === 1
        ? { tools: [{ name: 'count', input: { query: '' } }] }
        : answer({ part: 'next', text: 'Look.' }),
    );
    const providers = [broken, spare].map(({ provider }) => provider);
    const { ask, shown, desk } = await modelCase({ 'app.log': LOG }, providers, () => 'question');
    const answering = ['broken', 'anthropic'].map((id) => ({ provider: id, model: 'scripted' }));
    desk.shelf.setRoutes({ answer: answering, summary: [], hypotheses: [], query: [], report: [] });
    await ask('why?', null);
    // Once for each place, and the broken one is not asked about again when it is tried first once more.
    expect(shown).toHaveLength(2);
    expect(shown[1]).toBe(spare.requests[0]?.body);
    expect(spare.requests).toHaveLength(2);
  });

  test('is shown byte for byte as it is sent, and once the case allows it not any more; another goes on where one fails', async () => {
    const plain = await scriptedProvider('openai', () => answer({ part: 'next', text: 'Look.' }));
    const broken = await scriptedProvider('openai', () => ({ status: 401 }), { id: 'broken' });
    const spare = await scriptedProvider('anthropic', () => ({
      say: 'The pool of db-1 is exhausted [1:3].\n\nIt is the fault of the moon.',
    }));
    const providers = [plain, broken, spare].map(({ provider }) => provider);
    const { open, ask, shown, desk } = await modelCase({ 'app.log': LOG }, providers, () => 'case');
    await ask('why?');
    expect(shown).toEqual(plain.requests.map(({ body }) => body));
    expect(await open.sending()).toBe('allowed');
    await ask('when?');
    expect(shown).toHaveLength(1);
    expect(plain.requests).toHaveLength(2);

    const answering = ['broken', 'anthropic'].map((id) => ({ provider: id, model: 'scripted' }));
    desk.shelf.setRoutes({ answer: answering, summary: [], hypotheses: [], query: [], report: [] });
    const exchange = await ask('why?', null);
    expect(exchange.answerer.provider).toBe('anthropic');
    // In words, where it does not use the tool: what cites nothing is unsupported.
    expect(exchange.answer.statements.map(({ standing }) => standing)).toEqual([
      'supported',
      'unsupported',
    ]);
  });
});
