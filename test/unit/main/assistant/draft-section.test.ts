import { expect, test } from 'vitest';
import { draftSection, writtenSentences } from '../../../../main/assistant/index.ts';
import { citedRecords } from '../../../../main/evidence/index.ts';
import { frameworks, isNarrative, narrativeQuestion } from '../../../../main/reports/index.ts';
import { modelCase } from './model-case.ts';
import { scriptedProvider } from './scripted-provider.ts';

const LOGS = { 'app.log': '2026-05-06T08:00:01Z ERROR pool of 10 connections is exhausted' };
const never = (): AbortSignal => new AbortController().signal;

test('a model drafts a question of a report; what no record shows is marked, and stays out of the text', async () => {
  const quote = 'pool of 10 connections is exhausted';
  const { provider, requests } = await scriptedProvider('openai', () => ({
    tools: [
      {
        name: 'answer',
        input: {
          known: true,
          statements: [
            {
              part: 'answer',
              text: 'The pool of 10 connections was exhausted.',
              citations: [{ record: '1:0', quote }],
            },
            {
              part: 'answer',
              text: 'It was caused by 3 operators.',
              citations: [{ record: '1:0', quote: 'three operators' }],
            },
            { part: 'answer', text: 'Nobody else noticed.' },
          ],
        },
      },
    ],
  }));
  const { open, models, desk } = await modelCase(LOGS, [provider]);
  const question = narrativeQuestion('nis2', 'final', 'cause');
  const drafted = await draftSection(open, models, { ...question, provider: provider.id }, never());
  expect(drafted.sentences.map(({ standing }) => standing)).toEqual([
    'supported',
    'unsupported',
    'unsupported',
  ]);
  expect(requests[0]?.body).toContain('root cause that is likely to have triggered it');
  const cited = await citedRecords(
    open,
    drafted.citations.map(({ record }) => record),
  );
  expect(writtenSentences(drafted, cited, 'regulator')).toEqual([
    'The pool of 10 connections was exhausted. [app.log:1]',
    'It was caused by 3 operators.',
    'Nobody else noticed.',
  ]);
  // Customers are told nothing of logs.
  expect(writtenSentences(drafted, cited, 'customer')[0]).not.toContain('app.log');
  expect(desk.usage()).toMatchObject([{ calls: 1, task: 'report' }]);
  // A draft is no answer: nobody accepted it.
  expect([...(await open.reportAnswers()).keys()]).toEqual([]);
});

test('where nothing may leave the built-in analysis drafts, and says why', async () => {
  const { provider, requests } = await scriptedProvider('openai', () => ({ say: 'no' }));
  const { open, models } = await modelCase(LOGS, [provider], () => 'refuse');
  const section = { ...narrativeQuestion('soc2', 'incident', 'impact'), provider: provider.id };
  const drafted = await draftSection(open, models, section, never());
  expect(requests).toEqual([]);
  expect(drafted.answerer.provider).toBe('offline');
  expect(drafted.note).toContain('did not let it leave');
  expect(drafted.sentences[0]?.text).toContain('1 record');
});

test('every narrative question of every stage can be drafted: with sentences, or why there are none', async () => {
  const { open } = await modelCase(LOGS, []);
  const kinds = new Map<string, Parameters<typeof draftSection>[2]>();
  for (const { id, stages, fields } of frameworks()) {
    for (const stage of stages) {
      for (const field of fields.filter((one) => one.stages[stage.id] !== undefined)) {
        if (!isNarrative(field)) {
          expect(() => narrativeQuestion(id, stage.id, field.id)).toThrow('answered in sentences');
          continue;
        }
        const question = narrativeQuestion(id, stage.id, field.id);
        const kind = question.about ?? question.label;
        kinds.set(`${kind} ${question.reader}`, { ...question, provider: null });
      }
    }
  }
  for (const section of kinds.values()) {
    const { sentences, unknown } = await draftSection(open, null, section, never());
    expect(sentences.length === 0, section.label).toBe(unknown !== null);
    for (const { standing } of sentences) expect(standing).not.toBe('unsupported');
  }
});
