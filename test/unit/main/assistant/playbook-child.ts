/*
 * A process that runs a playbook until it is killed: the test's victim. It says each step that is done.
 */
import { readFileSync } from 'node:fs';
import { createPlaybookDesk, playbookOf } from '../../../../main/assistant/index.ts';
import { openCase } from '../../../../main/open-case.ts';

const [path = '', keyFile = '', playbookFile = ''] = process.argv.slice(2);
const key = readFileSync(keyFile);
const text = readFileSync(playbookFile, 'utf8');
const open = await openCase({ path, key, signer: null, created: null }, () => {});
const never = new AbortController().signal;
const desk = createPlaybookDesk(open, {
  models: null,
  // Nobody answers: the run stands still until it is killed.
  ask: () => new Promise(() => {}),
});
await desk.run(
  { playbook: playbookOf(text, playbookFile).playbook, text },
  {},
  { cancel: never, interrupt: never },
  (event) => {
    if (event.type === 'step') process.stdout.write(`${event.step.path} ${event.state}\n`);
  },
);
