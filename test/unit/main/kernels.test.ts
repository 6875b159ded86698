import { expect, test } from 'vitest';
import { compileKernel } from '../../../main/build-kernels.mjs';
import { KERNEL as SCAN } from '../../../main/ingest/scan/kernel-code.ts';
import { KERNEL as LINES } from '../../../main/logstore/lines-kernel-code.ts';

test('the kernels that are kept are what their sources compile to', async () => {
  expect(await compileKernel('ingest/kernel')).toBe(SCAN);
  expect(await compileKernel('logstore/kernel')).toBe(LINES);
}, 60_000);
