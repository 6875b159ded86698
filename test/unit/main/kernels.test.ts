import { expect, test } from 'vitest';
import { compileKernel, KERNELS } from '../../../main/build-kernels.mjs';
import { KERNEL as SCAN } from '../../../main/ingest/scan/kernel-code.ts';
import { KERNEL as LINES } from '../../../main/logstore/lines-kernel-code.ts';
import { KERNEL as RECORDS } from '../../../main/logstore/record-kernel-code.ts';

test('the kernels that are kept are what their sources compile to', async () => {
  expect(await compileKernel(KERNELS[0])).toBe(SCAN);
  expect(await compileKernel(KERNELS[1])).toBe(LINES);
  expect(await compileKernel(KERNELS[2])).toBe(RECORDS);
}, 60_000);
