import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { OFF_BY_PLAYWRIGHT } from '../e2e/find-browser.ts';

test('the browser of the end-to-end tests has off what Playwright has off', () => {
  const { resolve } = createRequire(import.meta.url);
  const core = dirname(resolve('playwright-core/package.json', { paths: [resolve('playwright')] }));
  const source = readFileSync(join(core, 'lib/coreBundle.js'), 'utf8');
  const [, list] = /\bdisabledFeatures = \[([^\]]*)\]/.exec(source) ?? [];
  const names = [...(list ?? '').replaceAll(/\/\/.*$/gm, '').matchAll(/"(\w+)"/g)];
  expect(names.map(([, name]) => name)).toEqual(OFF_BY_PLAYWRIGHT);
});
