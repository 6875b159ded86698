import { expect, test } from 'vitest';
import { modelCase } from './model-case.ts';
import { scriptedProvider } from './scripted-provider.ts';
import { PLANTED } from './planted.ts';

const LOG = [
  `2026-05-06T08:00:01Z ERROR mail to ${PLANTED.email} bounced`,
  '2026-05-06T08:00:02Z ERROR pool of db-1 is exhausted',
].join('\n');

/** Enough of an answer that its first half has a whole statement in it. */
const statements = (first: string) => [
  {
    part: 'answer',
    text: first,
    citations: [{ record: '1:1', quote: 'pool of db-1 is exhausted' }],
  },
  { part: 'answer', text: 'There were 2 errors.', figures: [{ value: 2, query: 'level:error' }] },
  ...Array.from({ length: 4 }, (_, at) => ({ part: 'next', text: `Look at the pool, ${at}.` })),
];

const answered = (first: string) => ({
  say: 'I look at the pool.',
  tools: [{ name: 'answer', input: { known: true, statements: statements(first) } }],
});

/** What is told of an answer, and the answer. */
async function told(kind: 'openai' | 'anthropic', bent: 'whole' | 'cut' | 'hold') {
  const said = answered('The pool was exhausted.');
  const { provider, requests } = await scriptedProvider(
    kind,
    () =>
      bent === 'whole'
        ? said
        : // Without what ends the call: half of the answer has arrived, and no more comes.
          { of: said, bend: (pieces) => pieces.slice(0, -4), last: bent },
    { timeoutSeconds: 1 },
  );
  const { assistant, shown } = await modelCase({ 'app.log': LOG }, [provider]);
  const events: string[] = [];
  const stop = new AbortController();
  const asked = assistant.ask(
    { question: 'why?', replaces: null, provider: kind },
    stop.signal,
    (event) => {
      const words =
        event.type === 'statement'
          ? event.statement.text
          : event.type === 'saying'
            ? event.words
            : '';
      events.push(`${event.type} ${words}`.trim());
      if (bent === 'hold' && event.type === 'statement') stop.abort();
    },
  );
  return { asked, events, requests, shown };
}

test('statements are told, checked, while the model still writes, and stopping stops it there', async () => {
  const { asked, events } = await told('openai', 'hold');
  await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' });
  // The rest had not been sent when this was told.
  expect(events.at(-1)).toBe('statement The pool was exhausted.');
  expect(events.filter((one) => one.startsWith('saying')).length).toBeGreaterThan(2);
});

test('what was told early is taken back where the model breaks off, and the built-in analysis answers', async () => {
  const { asked, events } = await told('openai', 'cut');
  const { answer, answerer } = await asked;
  expect(answerer.provider).toBe('offline');
  const again = events.indexOf('again');
  expect(events.indexOf('statement The pool was exhausted.')).toBeLessThan(again);
  const after = events.slice(again + 1).filter((one) => one.startsWith('statement'));
  expect(after).toEqual(answer.statements.map(({ text }) => `statement ${text}`));
});

test.each(['openai', 'anthropic'] as const)(
  'each statement of %s is told once, as it stands in the answer',
  async (kind) => {
    const { asked, events } = await told(kind, 'whole');
    const { answer, answerer } = await asked;
    expect(answerer.provider).toBe(kind);
    expect(answer.statements.map(({ standing }) => standing).slice(0, 2)).toEqual([
      'supported',
      'supported',
    ]);
    expect(events).not.toContain('again');
    expect(events.filter((one) => one.startsWith('statement'))).toEqual(
      answer.statements.map(({ text }) => `statement ${text}`),
    );
  },
);

test('pseudonyms in what is told early are turned back', async () => {
  const { provider, requests } = await scriptedProvider('openai', ({ body }, turn) => {
    if (turn === 1) return { tools: [{ name: 'search', input: { query: 'bounced' } }] };
    const [pseudonym = ''] =
      /user-[a-z]{12}@masked\.example/.exec(body.slice(body.indexOf('"tool"'))) ?? [];
    return answered(`The mail to ${pseudonym} bounced.`);
  });
  const { assistant } = await modelCase({ 'app.log': LOG }, [provider]);
  const early: string[] = [];
  const asked = { question: 'why?', replaces: null, provider: 'openai' };
  await assistant.ask(asked, new AbortController().signal, (event) => {
    if (event.type === 'statement') early.push(event.statement.text);
  });
  expect(early[0]).toBe(`The mail to ${PLANTED.email} bounced.`);
  expect(requests.map(({ body }) => body).join('\n')).not.toContain(PLANTED.email);
});
