import type { CaseEvent } from '../../open-case.ts';
import { terminalText } from './terminal-text.ts';

const MIB = 1024 * 1024;

let shown = false;

/** Shows how far work has come, on one line of the terminal that is written over; null takes it away. Nothing where stderr is not a terminal. */
export function showProgress(line: string | null): void {
  if (!process.stderr.isTTY) return;
  if (line !== null) {
    const text = terminalText(line).slice(0, (process.stderr.columns || 80) - 1);
    process.stderr.write(`\r\u001b[K${text}`);
  } else if (shown) process.stderr.write('\r\u001b[K');
  shown = line !== null;
}

/** Shows how far reading has come. */
export function reportProgress(event: CaseEvent): void {
  if (event.type !== 'ingest') return;
  const { running, bytesDone, bytesTotal, bytesPerSecond, records, path } = event.progress;
  if (!running) {
    showProgress(null);
    return;
  }
  const percent = bytesTotal > 0 ? Math.floor((100 * bytesDone) / bytesTotal) : 0;
  const speed = (bytesPerSecond / MIB).toFixed(0);
  showProgress(
    `${percent} %  ${speed} MB/s  ${records.toLocaleString('en')} records  ${path ?? ''}`,
  );
}
