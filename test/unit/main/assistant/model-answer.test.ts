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

describe.each(['openai', 'anthropic', 'openai-compatible', 'ollama'] as const)(
  'a model that speaks the protocol of %s',
  (kind) => {
    test('works the case through the tools, and its answer is checked', async () => {
      const { provider, requests } = await scriptedProvider(kind, (_request, turn) => {
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
      });
      const { open, ask, desk } = await modelCase({ 'app.log': LOG }, [provider]);
      const exchange = await ask('why?');
      expect(exchange.answerer).toEqual({ provider: kind, model: 'scripted' });
      expect(exchange.answer.statements.map(({ standing }) => standing)).toEqual([
        'supported',
        'unsupported',
        'unsupported',
        'unsupported',
        'plain',
      ]);
      expect(exchange.answer.steps).toMatchObject([{ tool: 'search', found: '4 records' }]);
      // What the tool found went to the model, and the journal says what left, before the answer.
      expect(requests).toHaveLength(2);
      expect(requests[1]?.body).toContain('is exhausted');
      const kinds = (await open.journalList(null, 20)).map((entry) => entry.kind);
      expect(kinds.filter((one) => one.startsWith('assistant.')).toSorted()).toEqual([
        'assistant.answered',
        'assistant.sent',
        'assistant.sent',
        'assistant.took',
        'assistant.took',
      ]);
      expect(desk.usage()).toMatchObject([{ calls: 2, provider: kind, task: 'answer' }]);
    });
  },
);

describe('a model', () => {
  test('that fails leaves the question to the built-in analysis', async () => {
    for (const reply of [
      { status: 401 },
      { status: 500 },
      { broken: 'json' },
      { broken: 'cut-later' },
    ] satisfies Reply[]) {
      const { provider } = await scriptedProvider('openai', () => reply);
      const { ask } = await modelCase({ 'app.log': LOG }, [provider]);
      const { answer: given, answerer } = await ask('when did it start?');
      expect(answerer.provider).toBe('offline');
      expect(answerText(given)).toContain('The built-in analysis answers instead');
      expect(answerText(given)).toContain('level error or worse');
    }
  }, 60_000);

  test('that may not be shown what should leave is sent nothing', async () => {
    const { provider, requests } = await scriptedProvider('openai', () => answer());
    const { open, ask, shown } = await modelCase({ 'app.log': LOG }, [provider], () => 'refuse');
    const { answerer, answer: given } = await ask('why?');
    expect(answerer.provider).toBe('offline');
    expect(answerText(given)).toContain('You did not let it leave');
    expect(requests).toEqual([]);
    expect(shown).toHaveLength(1);
    const kinds = (await open.journalList(null, 9)).map((entry) => entry.kind);
    expect(kinds).not.toContain('assistant.sent');
  });

  test('is shown byte for byte as it is sent, and once the case allows it not any more', async () => {
    const { provider, requests } = await scriptedProvider('openai', () =>
      answer({ part: 'next', text: 'Look.' }),
    );
    const { open, ask, shown } = await modelCase({ 'app.log': LOG }, [provider], () => 'case');
    await ask('why?');
    expect(shown).toEqual(requests.map(({ body }) => body));
    expect(await open.sending()).toBe('allowed');
    await ask('when?');
    expect(shown).toHaveLength(1);
    expect(requests).toHaveLength(2);
  });

  test('is not asked when the budget would be passed, nor about what a label keeps here', async () => {
    const { provider, requests } = await scriptedProvider('openai', () =>
      answer({ part: 'next', text: 'Look.' }),
    );
    const { ask, desk } = await modelCase({ 'app.log': LOG }, [provider]);
    desk.shelf.setLimits({ caseTokens: 10, caseMoney: null, monthTokens: null, monthMoney: null });
    expect(answerText((await ask('why?')).answer)).toContain('budget of this case');
    desk.shelf.setLimits({
      caseTokens: null,
      caseMoney: null,
      monthTokens: null,
      monthMoney: null,
    });
    desk.shelf.setPolicy({ ...desk.shelf.policy(), internal: 'none' });
    expect(answerText((await ask('why?')).answer)).toContain('may go to no provider');
    expect(requests).toEqual([]);
  });

  test('goes on where another one fails, and in words where it does not use the tool', async () => {
    const broken = await scriptedProvider('openai', () => ({ status: 401 }));
    const spare = await scriptedProvider('anthropic', () => ({
      say: 'The pool of db-1 is exhausted [1:3].\n\nIt is the fault of the moon.',
    }));
    const { ask, desk } = await modelCase({ 'app.log': LOG }, [broken.provider, spare.provider]);
    const routes = [broken.provider, spare.provider].map(({ id }) => ({
      provider: id,
      model: 'scripted',
    }));
    desk.shelf.setRoutes({ answer: routes, summary: [], hypotheses: [], report: [] });
    const exchange = await ask('why?', null).then((one) => one);
    expect(exchange.answerer.provider).toBe('anthropic');
    expect(exchange.answer.statements.map(({ standing }) => standing)).toEqual([
      'supported',
      'unsupported',
    ]);
  });
});
