import { expect, test, vi } from 'vitest';
import { createFrameMemory } from '../../../../../main/ingest/traces/frame-memory.ts';
import type { TraceFrame } from '../../../../../main/ingest/traces/trace.ts';

test('what exceptions say, which never comes again, does not push frames out of memory', () => {
  const memory = createFrameMemory();
  const read = vi.fn((line: string): TraceFrame | null =>
    line.startsWith('\tat ')
      ? { name: line.slice(4), path: '', line: null, column: null, library: false }
      : null,
  );
  const frame = memory.recall('\tat shop.Pay.run', read);
  expect(frame).toMatchObject({ name: 'shop.Pay.run' });
  for (let at = 0; at < 50_000; at++) {
    expect(memory.recall(`java.lang.IllegalStateException: order ${at} is closed`, read)).toBe(
      null,
    );
  }
  read.mockClear();
  expect(memory.recall('\tat shop.Pay.run', read)).toBe(frame);
  expect(read).not.toHaveBeenCalled();
});
