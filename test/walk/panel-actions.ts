import type { Locator, Page } from '@playwright/test';
import type { Random } from '../../main/ingest/sample/random.ts';
import { PASSPHRASE } from '../e2e/running-app.ts';
import { HUGE, NASTY, PLAIN } from './nasty-texts.ts';

/** Longer than a click takes, shorter than an answer may. */
const BRIEF = { timeout: 1500, noWaitAfter: true } as const;

/** Something that a person does with the panel. It may find that it cannot be done just now. */
interface Action {
  readonly name: string;
  /** How much oftener it is done than what has one. */
  readonly weight: number;
  do(page: Page, random: Random): Promise<void>;
}

const button = (page: Page | Locator, name: string | RegExp): Locator =>
  page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
const question = (page: Page): Locator => page.getByRole('textbox', { name: 'Question' });

/** One of the things that stand there, any of them; fails where there is none. */
async function oneOf(random: Random, found: Locator): Promise<Locator> {
  const count = await found.count();
  if (count === 0) throw new Error('there is none');
  return found.nth(random.int(0, count - 1));
}

const textBy = (random: Random): string =>
  random.chance(0.4) ? random.pick(PLAIN) : random.pick(NASTY);

/** Goes to the panel, whatever is open. */
export async function toPanel(page: Page): Promise<void> {
  await button(page, 'Assistant').click(BRIEF);
}

/** Chooses who answers questions from now on. */
export async function chooseAnswerer(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Who answers' }).click(BRIEF);
  await page.getByRole('option', { name }).click(BRIEF);
}

/** Closes the case, which takes a moment. */
async function closeCase(page: Page): Promise<void> {
  await button(page, 'Close case').click(BRIEF);
  await button(page, 'New case').waitFor({ timeout: 15_000 });
}

/** Unlocks the vault where it is locked, and opens the first case where none is open. */
export async function toCase(page: Page, name: string): Promise<void> {
  const passphrase = page.getByLabel('Passphrase', { exact: true });
  const rail = button(page, 'Assistant');
  const known = button(page, new RegExp(`^${name}`));
  // Without a case, keys lead to other screens that need none.
  const start = button(page, 'Cases');
  await passphrase.or(rail).or(known).or(start).first().waitFor({ timeout: 15_000 });
  if (await start.isVisible()) {
    await start.click();
    await known.first().waitFor({ timeout: 15_000 });
  }
  if (await passphrase.isVisible()) {
    await passphrase.fill(PASSPHRASE);
    await button(page, 'Unlock').click();
    await rail.or(known).first().waitFor({ timeout: 15_000 });
  }
  if (!(await rail.isVisible())) {
    await known.first().click();
    await rail.waitFor({ timeout: 15_000 });
  }
}

export const ACTIONS: readonly Action[] = [
  {
    name: 'asks',
    weight: 8,
    async do(page, random) {
      await question(page).fill(textBy(random), BRIEF);
      if (random.chance(0.7)) await page.keyboard.press('Enter');
      else await button(page, /^Ask( the edited question)?$/).click(BRIEF);
    },
  },
  {
    // Most questions are stopped or left before anything leaves: here one gets to the model.
    name: 'asks, and sends what should leave',
    weight: 6,
    async do(page, random) {
      await question(page).fill(textBy(random), BRIEF);
      await page.keyboard.press('Enter');
      const leaving = page.getByRole('region', { name: /^This should leave/ });
      const name = random.pick(['Send it', 'Send all for this question']);
      await button(leaving, name).click({ timeout: 6000 });
    },
  },
  {
    name: 'asks twice at once',
    weight: 3,
    async do(page, random) {
      await question(page).fill(textBy(random), BRIEF);
      if (random.chance(0.5)) {
        await page.keyboard.press('Enter');
        await page.keyboard.press('Enter');
      } else await button(page, /^Ask( the edited question)?$/).dblclick(BRIEF);
    },
  },
  {
    name: 'takes a suggestion',
    weight: 4,
    async do(page, random) {
      const name = random.pick([/^What happened/, /^Why did/, /^Summarise/, /^Who is/]);
      const one = await oneOf(random, button(page.locator('form'), name));
      await (random.chance(0.3) ? one.dblclick(BRIEF) : one.click(BRIEF));
    },
  },
  {
    name: 'stops',
    weight: 4,
    async do(page, random) {
      if (random.chance(0.5)) await page.keyboard.press('Escape');
      else await button(page, 'Stop').click(BRIEF);
    },
  },
  {
    name: 'pastes a megabyte',
    weight: 1,
    async do(page) {
      await question(page).focus(BRIEF);
      await page.keyboard.insertText(HUGE);
      await page.keyboard.press('Enter');
    },
  },
  ...(['Ask again', 'Edit the question', 'Remove', 'Make it a finding'] as const).map(
    (name): Action => ({
      name: `presses "${name}"`,
      weight: 3,
      async do(page, random) {
        const one = await oneOf(random, button(page, name));
        await (random.chance(0.4) ? one.dblclick(BRIEF) : one.click(BRIEF));
      },
    }),
  ),
  {
    name: 'removes while it asks again',
    weight: 1,
    async do(page, random) {
      const article = await oneOf(random, page.getByRole('article'));
      await button(article, 'Ask again').click(BRIEF);
      await button(page, 'Remove').first().click(BRIEF);
    },
  },
  {
    name: 'makes a playbook, and comes back',
    weight: 1,
    async do(page, random) {
      await (await oneOf(random, button(page, 'Make this a playbook'))).click(BRIEF);
      await toPanel(page);
    },
  },
  {
    name: 'unfolds',
    weight: 2,
    do: async (page, random) => (await oneOf(random, page.locator('article summary'))).click(BRIEF),
  },
  {
    name: 'follows a citation, and comes back',
    weight: 2,
    async do(page, random) {
      await (await oneOf(random, button(page, /^Citation \d/))).click(BRIEF);
      await toPanel(page);
    },
  },
  {
    name: 'decides what may leave',
    weight: 6,
    async do(page, random) {
      const leaving = page.getByRole('region', { name: /^This (should leave|may change)|^A tool/ });
      const name = random.pick(['Send it', 'Send all for this question', 'Do not send']);
      const one = button(leaving, name);
      await (random.chance(0.3) ? one.dblclick(BRIEF) : one.click(BRIEF));
    },
  },
  {
    name: 'asks for a search',
    weight: 2,
    async do(page, random) {
      await question(page).fill(textBy(random), BRIEF);
      await button(page, 'As a search').click(BRIEF);
      await page.keyboard.press(random.pick(['Escape', 'Enter', 'Tab']));
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'chooses who answers',
    weight: 2,
    do: (page, random) =>
      chooseAnswerer(page, random.pick(['Built-in analysis', 'team small', 'team small'])),
  },
  {
    name: 'presses keys',
    weight: 3,
    async do(page, random) {
      for (let presses = random.int(1, 6); presses > 0; presses--) {
        await page.keyboard.press(
          random.pick(['/', 'Escape', 'Tab', 'Shift+Tab', 'Enter', 'Home', 'Backspace', 'ArrowUp']),
        );
      }
    },
  },
  {
    name: 'looks elsewhere',
    weight: 2,
    async do(page, random) {
      await button(page, random.pick(['Explore', 'Timeline', 'Hypotheses', 'Reports'])).click(
        BRIEF,
      );
      if (random.chance(0.7)) await toPanel(page);
    },
  },
  {
    name: 'closes the case and opens one',
    weight: 1,
    async do(page, random) {
      await closeCase(page);
      await toCase(page, random.pick(['Alpha', 'Beta']));
      await toPanel(page);
    },
  },
  {
    name: 'asks, and closes the case before the answer',
    weight: 2,
    async do(page, random) {
      await question(page).fill(textBy(random), BRIEF);
      await page.keyboard.press('Enter');
      await closeCase(page);
      await toCase(page, random.pick(['Alpha', 'Beta']));
      await toPanel(page);
    },
  },
  {
    name: 'asks, and locks before the answer',
    weight: 2,
    async do(page, random) {
      await question(page).fill(textBy(random), BRIEF);
      await page.keyboard.press('Enter');
      await button(page, 'Lock').click(BRIEF);
      await page.getByLabel('Passphrase', { exact: true }).waitFor({ timeout: 15_000 });
      await toCase(page, random.pick(['Alpha', 'Beta']));
      await toPanel(page);
    },
  },
  {
    name: 'loads the page anew',
    weight: 1,
    async do(page, random) {
      await page.reload();
      await toCase(page, random.pick(['Alpha', 'Beta']));
      await toPanel(page);
    },
  },
];

/** What is done next. */
export function actionBy(random: Random): Action {
  let left = random.next() * ACTIONS.reduce((sum, { weight }) => sum + weight, 0);
  return ACTIONS.find(({ weight }) => (left -= weight) < 0) ?? (ACTIONS[0] as Action);
}
