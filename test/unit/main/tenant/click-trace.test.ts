import { expect, test } from 'vitest';
import { asOneTrace } from '../../../../main/tenant/index.ts';
import { traceParent } from '../../../../main/tenant/click-trace.ts';

const traceOf = (header: string): string => header.split('-')[1] ?? '';

test('everything that one click asks for is one trace, also what is asked at once or later', async () => {
  const traces = await asOneTrace(async () => {
    const first = traceParent();
    await Promise.resolve();
    return [first, ...(await Promise.all([1, 2].map(async () => traceParent())))];
  });
  expect(traces[0]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(new Set(traces.map(traceOf)).size).toBe(1);
  expect(new Set(traces).size).toBe(3);
  const other = asOneTrace(() => traceParent());
  expect(traceOf(other)).not.toBe(traceOf(traces[0] ?? ''));
  expect(traceOf(traceParent())).not.toBe(traceOf(traceParent()));
});
