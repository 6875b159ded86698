import { expect } from '@playwright/test';
import { test, unlock } from './running-app.ts';

test('a question is answered without a model, with records that it leads to', async ({
  sample: app,
}) => {
  const { page } = app;
  await page.getByRole('button', { name: 'Assistant', exact: true }).click();
  await page.getByText('Ask what happened').waitFor();

  await test.step('the answer names the cause', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('why did it happen?');
    await page.keyboard.press('Enter');
    const answer = page.getByRole('article', { name: 'why did it happen?' });
    await expect(answer).toContainText('payment: switching to release 2.3.1');
    await expect(answer.getByText(/\d+ steps?/)).toBeVisible();
  });

  await test.step('and can be edited, with one answer left', async () => {
    await page.getByRole('button', { name: 'Edit the question' }).click();
    await page.getByRole('textbox', { name: 'Question' }).fill('when did it start?');
    await page.keyboard.press('Enter');
    const answer = page.getByRole('article', { name: 'when did it start?' });
    await expect(answer).toContainText('It began at 2026-03-12 14:06:56 UTC');
    await expect(page.getByRole('article')).toHaveCount(1);
  });

  await test.step('words become a search, which runs when it was seen', async () => {
    await page.getByRole('textbox', { name: 'Question' }).fill('errors of payment since 14:19');
    await page.getByRole('button', { name: 'As a search' }).click();
    const query = 'level:>=error AND source:payment.log AND time:[2026-03-12T14:19 TO *}';
    const dialog = page.getByRole('dialog', { name: 'Search in words' });
    await expect(dialog.getByRole('textbox', { name: 'The query' })).toHaveValue(query);
    await expect(dialog.getByRole('row', { name: /^payment/ })).toContainText('source:payment.log');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('combobox', { name: 'Search' })).toHaveValue(query);
    await page.getByRole('button', { name: 'Assistant', exact: true }).click();
  });

  await test.step('it becomes a finding', async () => {
    await page.getByRole('button', { name: 'Make it a finding' }).click();
    await expect(page.getByText(/The answer is a finding now/)).toBeVisible();
  });

  await test.step('and a playbook, which is changed in the picture and runs', async () => {
    await page.getByRole('button', { name: 'Make this a playbook' }).click();
    const editor = page.getByRole('region', { name: 'Editor of a playbook' });
    const steps = editor.locator('.react-flow__node');
    await expect(steps.first()).toContainText('hypotheses1');
    const before = await steps.count();
    await editor
      .getByRole('button', { name: 'Count', exact: true })
      .dragTo(editor.locator('.react-flow__pane'), { targetPosition: { x: 130, y: 10 } });
    await expect(steps).toHaveCount(before + 1);
    await expect(steps.first()).toContainText('count');
    // Connected the other way round, the first follows the second.
    await steps
      .nth(1)
      .locator('.react-flow__handle.source')
      .dragTo(steps.first().locator('.react-flow__handle.target'));
    await expect(steps.first()).toContainText('hypotheses1');
    await expect(editor.locator('.view-lines')).toContainText('when-did-it-start');
    await editor.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const run = page.getByRole('article', { name: 'when did it start?' });
    await expect(run).toContainText('It began at 2026-03-12 14:06:56 UTC');
    await run.getByRole('button', { name: /^Citation 1: hosts-syslog\.log/ }).click();
    await expect(page.getByRole('grid', { name: 'Records' })).toBeVisible();
    await page.getByRole('button', { name: 'Assistant', exact: true }).click();
  });

  await test.step('a citation leads to its record', async () => {
    await page.getByRole('button', { name: /^Citation 1: hosts-syslog\.log/ }).click();
    const selected = page.getByRole('grid', { name: 'Records' }).locator('[aria-selected="true"]');
    await expect(selected).toContainText('switching to release 2.3.1');
  });

  await test.step('a playbook asks and waits', async () => {
    await page.getByRole('button', { name: 'Playbooks', exact: true }).click();
    await page.getByRole('button', { name: 'New', exact: true }).click();
    const editor = page.getByRole('region', { name: 'Editor of a playbook' });
    await editor.getByRole('textbox', { name: 'YAML of the playbook' }).focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(ASKING);
    await editor.getByText('It can be run.').waitFor();
    await editor.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('group', { name: 'Who is told?' }).waitFor();
  });

  const again = await app.crash();
  await test.step('it goes on from its question when the app was killed meanwhile', async () => {
    await unlock(again);
    await again.getByRole('button', { name: 'Playbooks', exact: true }).click();
    await again.getByRole('button', { name: 'Go on' }).click();
    const asked = again.getByRole('group', { name: 'Who is told?' });
    await asked.getByRole('button', { name: 'the customer' }).click();
    const run = again.getByRole('article', { name: 'Whom to tell' });
    await expect(run).toContainText('Of 27,230 records the customer is told.');
    await expect(run.getByText('Counted before it asks')).toHaveCount(1);
    await expect(again.getByRole('button', { name: 'Go on' })).toHaveCount(0);
  });

  await test.step('and the answers are all still there', async () => {
    await again.getByRole('button', { name: 'Assistant', exact: true }).click();
    await expect(again.getByRole('article', { name: 'when did it start?' })).toBeVisible();
    await again.getByRole('button', { name: 'Remove' }).click();
    await expect(again.getByRole('article')).toHaveCount(0);
  });
});

const ASKING = `playbook: whom-to-tell
title: Whom to tell
about: A question in the middle of a run.
steps:
- { id: all, title: Counted before it asks, count: { query: "" } }
- { id: who, ask: { question: "Who is told?", options: [nobody, the customer] } }
- { id: told, say: { text: "Of {{all.total}} records {{who}} is told.", cites: [all] } }
`;
