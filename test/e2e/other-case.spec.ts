import { expect, type Page } from '@playwright/test';
import { createProfile, drop, newCase, test } from './running-app.ts';

test('nothing of a case is shown in the next one, not even until its own answer is there', async ({
  app: { page },
}) => {
  await createProfile(page);
  await newCase(page, 'First');
  await drop(page, 'first.log', log('firstborn vault is broken'));
  await visit(page, /firstborn vault is broken/);

  await page.getByRole('button', { name: 'Close case' }).click();
  await newCase(page, 'Second');
  await drop(page, 'second.log', log('second pump is stuck'));
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const look = (): void => {
      if (/firstborn|first\.log/.test(document.body.innerText)) seen.push(document.body.innerText);
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  await visit(page, /second pump is stuck/);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'seen'))).toEqual([]);
});

/** Goes through the screens that show what a case says; the text is on those that list its messages. */
async function visit(page: Page, text: RegExp): Promise<void> {
  const open = (screen: string): Promise<void> =>
    page.getByRole('navigation').getByRole('button', { name: screen, exact: true }).click();
  for (const screen of ['Explore', 'Templates', 'Issues']) {
    await open(screen);
    await expect(page.getByText(text).first()).toBeVisible();
  }
  await open('Timeline');
  await open('Data map');
}

function log(message: string): string {
  return Array.from({ length: 300 }, (_, at) => {
    const time = new Date(Date.UTC(2026, 3, 1) + at * 1000).toISOString();
    return `${time} ERROR worker ${message}, try ${at}\n`;
  }).join('');
}
