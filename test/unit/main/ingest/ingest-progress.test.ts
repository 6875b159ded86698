import { afterEach, expect, test, vi } from 'vitest';
import { ProgressMeter, type IngestProgress } from '../../../../main/ingest/ingest-progress.ts';

afterEach(() => void vi.useRealTimers());

test('how long it takes is told from the pace, and not where every byte is read and work goes on', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const told: IngestProgress[] = [];
  const meter = new ProgressMeter(1000, 0, (progress) => told.push(progress));
  let consumed = 0;
  meter.begin('app.log', () => consumed);
  const after = (ms: number, bytes: number): IngestProgress | undefined => {
    vi.advanceTimersByTime(ms);
    consumed = bytes;
    meter.committed(1);
    return told.at(-1);
  };
  expect(after(400, 100)).toMatchObject({ bytesDone: 100, secondsLeft: null });
  expect(after(600, 250)).toMatchObject({ bytesPerSecond: 250, secondsLeft: 3 });
  // "0 µs left" stood there while one line of 200 MB was written.
  expect(after(3000, 1000)).toMatchObject({ running: true, bytesDone: 1000, secondsLeft: null });
});
