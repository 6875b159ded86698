import type { CaseEvent } from '../../open-case.ts';

const MIB = 1024 * 1024;
let shown = false;

/** Shows how far reading has come, on one line of the terminal that is written over. Nothing where stderr is not a terminal. */
export function reportProgress(event: CaseEvent): void {
  if (event.type !== 'ingest' || !process.stderr.isTTY) return;
  const { running, bytesDone, bytesTotal, bytesPerSecond, records, path } = event.progress;
  if (!running) {
    if (shown) process.stderr.write('\r\u001b[K');
    shown = false;
    return;
  }
  const percent = bytesTotal > 0 ? Math.floor((100 * bytesDone) / bytesTotal) : 0;
  const speed = (bytesPerSecond / MIB).toFixed(0);
  const line = `${percent} %  ${speed} MB/s  ${records.toLocaleString('en')} records  ${path ?? ''}`;
  process.stderr.write(`\r\u001b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
  shown = true;
}
