import { expect, test } from 'vitest';
import { answerText } from '#shared/model/answer.ts';
import { bodyTexts } from '../../../../main/assistant/gate/body-texts.ts';
import { redaction } from '../../../../main/assistant/gate/redaction.ts';
import { draftSection } from '../../../../main/assistant/index.ts';
import { narrativeQuestion } from '../../../../main/reports/index.ts';
import { modelCase } from './model-case.ts';
import { CALLS, encodedForms, PLANTED, plantedFiles, seenIn } from './planted.ts';
import { scriptedProvider, type Reply, type Script } from './scripted-provider.ts';

const done: Reply = {
  tools: [
    { name: 'answer', input: { known: true, statements: [{ part: 'next', text: 'Look.' }] } },
  ],
};

test('what reaches a provider has none of what was planted in a case, in any form', async () => {
  let at = 0;
  const script: Script = () => {
    const calls = CALLS.slice(at, at + 4);
    at += 4;
    return calls.length > 0 ? { say: `Looking for ${PLANTED.email}.`, tools: calls } : done;
  };
  const openai = await scriptedProvider('openai', script);
  const anthropic = await scriptedProvider('anthropic', script);
  const providers = [openai.provider, anthropic.provider];
  const { open, models, ask, worded } = await modelCase(plantedFiles(), providers);
  await open.change('case', 'case', { name: `The case of ${PLANTED.email}` });
  const text = `Call ${PLANTED.phone} about ${PLANTED.iban}`;
  const payload = { id: 'n', target: { on: 'case' }, text, us: null, supersedes: [] } as const;
  await open.append({ kind: 'note.added', payload });
  for (const { provider, requests } of [openai, anthropic]) {
    at = 0;
    const question = `Why did ${PLANTED.email} on ${PLANTED.ip} fail, whose card is ${PLANTED.card}?`;
    await ask(question, provider.id);
    // What was said before is sent again with the next question.
    await ask('And now?', provider.id);
    const asked = requests.length;
    at = CALLS.length;
    await worded(`errors of ${PLANTED.email} from ${PLANTED.ip} with ${PLANTED.card}`, provider.id);
    // Told of the fields and values of the case, and asked again because it answers and gives no query.
    expect(requests.length).toBeGreaterThan(asked);
    expect(requests.length).toBeGreaterThan(CALLS.length / 4);
    at = 0;
    const section = {
      ...narrativeQuestion('post-incident', 'review', 'cause'),
      provider: provider.id,
    };
    await draftSection(open, models, section, new AbortController().signal);
    const forms = encodedForms();
    const texts = requests.flatMap(({ body }) => bodyTexts(body) ?? [body]).join('\n');
    expect(texts.match(/upload of/g)?.length).toBeGreaterThan(forms.length / 2);
    expect(forms.filter((form) => texts.includes(form))).toEqual([]);
    for (const { path, headers, body } of requests) {
      expect(seenIn(body)).toEqual([]);
      expect(seenIn(decodeURIComponent(path))).toEqual([]);
      expect(seenIn(JSON.stringify(headers))).toEqual([]);
    }
    // It was something of the case all the same.
    expect(requests.some(({ body }) => body.includes('bounced'))).toBe(true);
    expect(requests.some(({ body }) => body.includes('@masked.example'))).toBe(true);
  }
});

test('pseudonyms in an answer are turned back on this machine, and quotes of them hold', async () => {
  const { provider, requests } = await scriptedProvider('openai', ({ body }, turn) => {
    if (turn === 1) return { tools: [{ name: 'search', input: { query: 'bounced' } }] };
    const [pseudonym = ''] =
      /user-[a-z]{12}@masked\.example/.exec(body.slice(body.indexOf('"tool"'))) ?? [];
    return {
      tools: [
        {
          name: 'answer',
          input: {
            known: true,
            statements: [
              {
                part: 'answer',
                text: `The mail to ${pseudonym} bounced.`,
                citations: [{ record: '1:0', quote: `mail to ${pseudonym} bounced` }],
              },
            ],
          },
        },
      ],
    };
  });
  const { ask } = await modelCase(
    { 'app.log': `2026-05-06T08:00:01Z ERROR mail to ${PLANTED.email} bounced` },
    [provider],
  );
  const { answer } = await ask('who?');
  expect(answerText(answer)).toContain(PLANTED.email);
  expect(answer.statements[0]?.standing).toBe('supported');
  expect(requests.map(({ body }) => seenIn(body)).flat()).toEqual([]);
});

test('a pseudonym that comes in two pieces of a stream is turned back whole', async () => {
  const { open } = await modelCase({}, []);
  const masked = await open.masking.mask(`write to ${PLANTED.email} now`);
  const { wrapStream } = redaction(open.masking);
  const cuts = Array.from({ length: masked.length }, (_, at) => at);
  for (const cut of cuts) {
    const pieces = [masked.slice(0, cut), masked.slice(cut)];
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue({ type: 'text-start', id: '1' });
        for (const delta of pieces) controller.enqueue({ type: 'text-delta', id: '1', delta });
        controller.enqueue({ type: 'text-end', id: '1' });
        controller.close();
      },
    });
    const wrapped = await wrapStream?.({ doStream: () => Promise.resolve({ stream }) } as never);
    let text = '';
    for await (const part of wrapped?.stream ?? [])
      if (part.type === 'text-delta') text += part.delta;
    expect(text).toBe(`write to ${PLANTED.email} now`);
  }
});
