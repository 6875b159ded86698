import type { LogLines } from './log-lines.ts';
import type { Random } from './random.ts';

/** A line as Python's logging writes it: `%(asctime)s - %(name)s - %(levelname)s - %(message)s`. */
export function writeWorker(
  log: LogLines,
  level: string,
  time: number,
  name: string,
  message: string,
): void {
  const iso = new Date(Math.round(time)).toISOString();
  const stamp = `${iso.slice(0, 10)} ${iso.slice(11, 19)},${iso.slice(20, 23)}`;
  log.add(time, `${stamp} - ${name} - ${level} - ${message}`);
}

/** The worker ships a paid order: a confirmation, a label, now and then a printer that must be asked twice. */
export function workerTakes(log: LogLines, random: Random, paid: number, order: string): void {
  let time = paid + 400 + random.exponential(900);
  writeWorker(
    log,
    'INFO',
    time,
    'shop.worker.orders',
    `Received order.paid for ${order} (delivery ${random.int(1, 3)})`,
  );
  time += random.exponential(300);
  writeWorker(
    log,
    'INFO',
    time,
    'shop.worker.mail',
    `Confirmation for ${order} sent to ${random.hex(10)}@mail.example in ${random.int(80, 900)} ms`,
  );
  if (random.chance(0.02)) {
    time += 2_000;
    writeWorker(
      log,
      'WARNING',
      time,
      'shop.worker.labels',
      `Label printer ${random.pick(['lp-1', 'lp-2'])} busy, trying ${order} again in 2 s`,
    );
  }
  time += 150 + random.exponential(600);
  writeWorker(
    log,
    'INFO',
    time,
    'shop.worker.labels',
    `Label ${random.hex(4).toUpperCase()}-${random.int(100_000, 999_999)} printed for ${order}, parcel of ${random.int(120, 9800)} g`,
  );
}

/** The worker asks payment for the day's total every five minutes, and cannot have it while the pool is exhausted. */
export const RECONCILE_TRACE = [
  'Traceback (most recent call last):',
  '  File "/opt/worker/.venv/lib/python3.13/site-packages/urllib3/connectionpool.py", line 534, in _make_request',
  '    response = conn.getresponse()',
  '  File "/usr/lib/python3.13/http/client.py", line 1430, in getresponse',
  '    response.begin()',
  'TimeoutError: timed out',
  '',
  'During handling of the above exception, another exception occurred:',
  '',
  'Traceback (most recent call last):',
  '  File "/opt/worker/shop/worker/reconcile.py", line 58, in reconcile',
  '    totals = payments.totals(day)',
  '  File "/opt/worker/shop/worker/payments.py", line 31, in totals',
  '    reply = self.session.get(self.url, params=query, timeout=10)',
  '  File "/opt/worker/.venv/lib/python3.13/site-packages/requests/adapters.py", line 713, in send',
  '    raise ReadTimeout(e, request=request)',
  "requests.exceptions.ReadTimeout: HTTPConnectionPool(host='payment', port=8080): Read timed out. (read timeout=10)",
].join('\n');
