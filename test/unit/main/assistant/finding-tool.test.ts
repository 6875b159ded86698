import { expect, test } from 'vitest';
import type { LeaveDecision } from '#shared/model/leaving.ts';
import { modelCase } from './model-case.ts';
import { scriptedProvider } from './scripted-provider.ts';

const LOG = '2026-05-06T08:00:01Z ERROR pool of db-1 is exhausted after 41 waits\n';
const FINDING = {
  kind: 'cause',
  title: 'The pool of db-1 was exhausted after 41 waits',
  records: ['1:0'],
};

/** A model that wants a finding kept, and what became of it. */
async function keeping(finding: object, decision: LeaveDecision) {
  const { provider } = await scriptedProvider('openai', (_request, turn) =>
    turn === 1
      ? { tools: [{ name: 'keep_finding', input: finding }] }
      : {
          tools: [
            {
              name: 'answer',
              input: { known: true, statements: [{ part: 'next', text: 'Done.' }] },
            },
          ],
        },
  );
  const asked: string[] = [];
  const { open, ask } = await modelCase({ 'app.log': LOG }, [provider], (body, kind) => {
    if (kind === 'model') return 'case';
    asked.push(`${kind} ${body}`);
    return decision;
  });
  const { answer } = await ask('keep what caused it');
  return { asked, answer, findings: await open.findings() };
}

test('a model writes a finding only when the analyst approved of exactly that', async () => {
  const { asked, findings } = await keeping(FINDING, 'once');
  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain('write {');
  expect(asked[0]).toContain(FINDING.title);
  expect(findings).toMatchObject([
    { title: FINDING.title, kind: 'cause', origin: { by: 'assistant', name: 'openai scripted' } },
  ]);
  expect(findings[0]?.citations).toHaveLength(1);
});

test('it is asked about though all that leaves was allowed, and what is refused is not written', async () => {
  const { asked, answer, findings } = await keeping(FINDING, 'refuse');
  expect(asked).toHaveLength(1);
  expect(findings).toEqual([]);
  expect(answer.steps).toMatchObject([
    { tool: 'keep_finding', found: 'You did not let it be written. Nothing was changed.' },
  ]);
});

test.each([
  ['a record that is not there', { ...FINDING, records: ['1:7'] }],
  ['a number that no record has', { ...FINDING, title: 'The pool was exhausted after 99 waits' }],
  ['words that no record has', { ...FINDING, text: 'It says "pool is on fire".' }],
])('nobody is asked about a finding with %s', async (_name, finding) => {
  const { asked, findings } = await keeping(finding, 'once');
  expect(asked).toEqual([]);
  expect(findings).toEqual([]);
});
