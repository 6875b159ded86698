import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const LOOKS = ['light', 'dark'] as const;

/**
 * What axe calls serious or worse, in the light look and in the dark, with the element, so that a failure says where.
 * All rules are tried in the light; the dark has other colours and the same page.
 */
export async function seriousViolations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of LOOKS) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
    // What is found in frames comes by messages, not through a page that is opened for it each time.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    // The same rules over the same elements; only of what is wrong is said which element it is and how it is found.
    axe.options({ resultTypes: ['violations'] });
    if (colorScheme === 'dark') axe.withRules(['color-contrast']);
    const { violations } = await axe.analyze();
    const serious = violations.filter(
      ({ impact }) => impact === 'serious' || impact === 'critical',
    );
    for (const { id, nodes } of serious) {
      found.push(...nodes.map(({ target }) => `${colorScheme}: ${id}: ${target.join(' ')}`));
    }
  }
  return found;
}
