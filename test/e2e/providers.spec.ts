import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { createProfile, openSample, test } from './running-app.ts';

const KEY = 'sk-e2e-0123456789abcdefghij-LAST';

const ANSWER = [
  {
    part: 'answer',
    text: 'Payment was switched to release 2.3.1.',
    citations: [{ record: '1:0', quote: 'no such words' }],
  },
  {
    part: 'answer',
    text: 'There are 17 records of that kind.',
    figures: [{ value: 18, query: '2.3.1' }],
  },
  { part: 'next', text: 'Look at the pool of payment.' },
];

/** A service with the protocol of OpenAI, as gateways have it; gives its address and the keys that it was shown. */
async function gateway() {
  const keys: string[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers.authorization ?? '');
    response.setHeader('content-type', 'application/json');
    const usage = { prompt_tokens: 9, completion_tokens: 1, total_tokens: 10 };
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      bodies.push(body);
      if ((JSON.parse(body) as { stream?: boolean }).stream !== true) {
        const message = { role: 'assistant', content: 'ready' };
        const choices = [{ index: 0, message, finish_reason: 'stop' }];
        response.end(JSON.stringify({ choices, usage }));
        return;
      }
      const said = {
        name: 'answer',
        arguments: JSON.stringify({ known: true, statements: ANSWER }),
      };
      const tool_calls = [{ index: 0, id: 'call_0', type: 'function', function: said }];
      const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;
      response.setHeader('content-type', 'text/event-stream');
      response.write(event({ choices: [{ index: 0, delta: { role: 'assistant', tool_calls } }] }));
      response.write(event({ choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] }));
      response.end(`${event({ choices: [], usage })}data: [DONE]\n\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/v1`, keys, bodies, close: () => server.close() };
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

  // Asked about a case, it is sent nothing before the analyst has seen it.
  const before = team.bodies.length;
  await page.getByRole('button', { name: 'Cases', exact: true }).click();
  await openSample(page);
  await page.getByRole('button', { name: 'Assistant', exact: true }).click();
  await page.getByRole('combobox', { name: 'Who answers' }).click();
  await page.getByRole('option', { name: 'team small' }).click();
  const question = page.getByRole('textbox', { name: 'Question' });
  await question.fill('who is dana.walker@shop.example?');
  await page.keyboard.press('Enter');
  const leaving = page.getByRole('region', { name: 'This should leave your machine' });
  await expect(leaving).toContainText('@masked.example');
  expect(team.bodies).toHaveLength(before);
  await leaving.getByRole('button', { name: 'Do not send' }).click();
  await expect(page.getByText('You did not let it leave')).toBeVisible();
  // One question at a time.
  await expect(page.getByRole('button', { name: 'Ask', exact: true })).toBeVisible();
  expect(team.bodies).toHaveLength(before);

  await question.fill('why, dana.walker@shop.example?');
  await page.keyboard.press('Enter');
  await leaving.getByRole('button', { name: 'Send all for this question' }).click();
  const answer = page.getByRole('article', { name: 'why, dana.walker@shop.example?' });
  await expect(answer).toContainText('team small');
  await expect(answer.getByText('(not borne out by the records)')).toHaveCount(2);
  expect(team.bodies.slice(before).join('')).not.toContain('dana.walker');
  team.close();
});
