import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { createProfile, test } from './running-app.ts';

const KEY = 'sk-e2e-0123456789abcdefghij-LAST';

/** A service with the protocol of OpenAI, as gateways have it; gives its address and the keys that it was shown. */
async function gateway() {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers.authorization ?? '');
    response.setHeader('content-type', 'application/json');
    const message = { role: 'assistant', content: 'ready' };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    const usage = { prompt_tokens: 9, completion_tokens: 1, total_tokens: 10 };
    request.resume().on('end', () => response.end(JSON.stringify({ choices, usage })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/v1`, keys, close: () => server.close() };
}

test('a provider is set up, tested and its key replaced, and the page never has the key', async ({
  app,
}) => {
  const { page } = app;
  const team = await gateway();
  const sent: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => sent.push(String(payload))),
  );
  await createProfile(page);
  await page.reload();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Add a provider' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Service' }).click();
  await page.getByRole('option', { name: 'OpenAI-compatible' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('team');
  await dialog.getByRole('textbox', { name: 'Address' }).fill(team.address);
  await dialog.getByRole('combobox', { name: 'Models' }).fill('small');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Add a provider' }).click();
  const row = page.getByRole('listitem', { name: 'team' });
  await expect(row).toContainText('on this machine');
  await expect(row).toContainText('No key');

  await row.getByRole('button', { name: 'Set the key' }).click();
  await dialog.getByRole('textbox', { name: 'Key' }).fill(KEY);
  await dialog.getByRole('textbox', { name: 'Expires on' }).fill('2020-01-31');
  await dialog.getByRole('button', { name: 'Save the key' }).click();
  await expect(row).toContainText('Key …LAST');
  await expect(row).toContainText('It has expired.');

  await row.getByRole('button', { name: 'Test the connection' }).click();
  await expect(row.getByRole('status')).toContainText('small answered in');
  expect(team.keys).toEqual([`Bearer ${KEY}`]);

  await page.getByRole('radiogroup', { name: 'Restricted' }).getByText('None').click();
  await page.getByRole('textbox', { name: 'Tokens a case' }).fill('50000');
  await page.keyboard.press('Tab');
  await row.getByRole('button', { name: 'Remove the key' }).click();
  await expect(row).toContainText('No key');
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.join('\n')).not.toContain(KEY.slice(0, -4));
  team.close();
});
