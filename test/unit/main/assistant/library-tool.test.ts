import { expect, test } from 'vitest';
import { createIssueDesk } from '../../../../main/issues/index.ts';
import { modelCase } from './model-case.ts';
import { scriptedProvider } from './scripted-provider.ts';

const LOG = Array.from(
  { length: 6 },
  (_, at) => `2026-05-06T08:00:0${at}Z ERROR pool of db-1 is exhausted, ${at} wait`,
).join('\n');

test('a model is told what earlier cases decided, but not of cases that may go to fewer', async () => {
  const { provider, requests } = await scriptedProvider('openai', (_request, turn) =>
    turn === 1
      ? { tools: [{ name: 'library', input: {} }] }
      : {
          tools: [
            {
              name: 'answer',
              input: { known: true, statements: [{ part: 'next', text: 'Look.' }] },
            },
          ],
        },
  );
  const { open, ask, past } = await modelCase({ 'app.log': LOG }, [provider]);
  const desk = createIssueDesk(open);
  const [first] = await desk.list();
  await desk.decide([first?.issue.key ?? ''], { kind: 'resolve', in: 'now' }, 'pool was too small');
  const issues = await desk.list();
  past.remember({ path: '/cases/march.eiq', name: 'March', label: 'internal' }, issues);
  past.remember({ path: '/cases/secret.eiq', name: 'The merger', label: 'restricted' }, issues);
  await ask('have we had this before?');
  const sent = requests.at(-1)?.body ?? '';
  expect(sent).toContain('March');
  expect(sent).toContain('pool was too small');
  expect(sent).not.toContain('The merger');
  expect(sent).not.toContain('/cases/');

  // On this machine all of it is said, also without a model.
  const { answer } = await ask('what should I do next?', 'offline');
  const said = answer.statements.map(({ text }) => text).join('\n');
  expect(said).not.toContain('the case “March” had');
  await desk.decide([first?.issue.key ?? ''], { kind: 'reopen' }, '');
  const { answer: again } = await ask('what should I do next?', 'offline');
  const saidAgain = again.statements.map(({ text }) => text).join('\n');
  expect(saidAgain).toMatch(
    /the case “(?:March|The merger)” had the same issue, resolved: “pool was too small”/,
  );
});
