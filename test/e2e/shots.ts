import { join } from 'node:path';
import type { Page } from '@playwright/test';

const SHOTS = process.env['ERROR_IQ_SHOTS'];

/** Writes how a page looks in dark, light and narrow into the folder `ERROR_IQ_SHOTS`, where that is set; leaves it dark. */
export async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  for (const [look, scheme, width] of [
    ['dark', 'dark', 1280],
    ['light', 'light', 1280],
    ['narrow', 'light', 640],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: join(SHOTS, `${look}-${name}.png`), animations: 'disabled' });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'dark' });
}
