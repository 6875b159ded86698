import { expect, test } from 'vitest';
import { compileKernel } from '../../../../../main/ingest/kernel/build.mjs';
import { KERNEL } from '../../../../../main/ingest/scan/kernel-code.ts';

test('the kernel that is kept is what its source compiles to', async () => {
  expect(await compileKernel()).toBe(KERNEL);
}, 30_000);
