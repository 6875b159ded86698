import { paymentError } from './api-log.ts';
import { LEAK_TRACE, WEBHOOK_TRACE, poolTrace } from './payment-log.ts';
import type { Random } from './random.ts';
import type { ShopLogs } from './shop-logs.ts';
import {
  POOL_SIZE,
  POOL_WAIT_MS,
  STORY,
  apiIsDown,
  leaked,
  paymentIsDown,
  poolIsExhausted,
} from './story.ts';
import { workerTakes } from './worker-log.ts';

/** How a checkout ended, as nginx sees it. */
export interface Outcome {
  readonly status: number;
  readonly end: number;
}

const API_TIMEOUT_MS = 5_000;
const NGINX_TIMEOUT_MS = 15_000;
const ATTEMPTS = 3;

const THREADS = 200;
const LEDGER = 'c.shop.payment.charge.ChargeService';

/** One checkout through shop-api and payment: up to three tries, each of which may wait for a connection in vain. */
export function checkOut(logs: ShopLogs, random: Random, start: number, user: string): Outcome {
  const order = `ord_${random.int(480_000, 499_999)}`;
  const reqId = `req-${random.hex(6)}`;
  const amount = (random.int(900, 24_900) / 100).toFixed(2);
  const fields = { reqId, orderId: order, userId: user };
  logs.api.write('info', start, { ...fields, amount: Number(amount) }, 'placing order');
  let time = start + random.exponential(20);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const answer = charge(logs, random, { time, order, amount });
    if (answer.kind === 'paid' || answer.kind === 'declined') {
      const took = Math.round(answer.end - start);
      const said = answer.kind === 'paid' ? 'order paid' : 'payment declined';
      logs.api.write('info', answer.end, { ...fields, durationMs: took, attempt }, said);
      if (answer.kind === 'paid') workerTakes(logs.worker, random, answer.end, order);
      return { status: answer.kind === 'paid' ? 201 : 402, end: answer.end + 3 };
    }
    time = answer.end;
    if (apiIsDown(time)) return { status: 502, end: time };
    const err = paymentError(answer.kind);
    if (attempt < ATTEMPTS) {
      const backoffMs = 200 * 2 ** (attempt - 1) + random.int(0, 50);
      logs.api.write(
        'warn',
        time,
        { ...fields, attempt, backoffMs, err },
        'payment call failed, retrying',
      );
      time += backoffMs;
    } else {
      logs.api.write(
        'error',
        time,
        { ...fields, attempt, err },
        'giving up on payment, order not placed',
      );
    }
  }
  const gaveUp = Math.min(time + 4, start + NGINX_TIMEOUT_MS);
  return { status: gaveUp < time ? 504 : 503, end: gaveUp };
}

interface Charge {
  readonly time: number;
  readonly order: string;
  readonly amount: string;
}

interface Answer {
  readonly kind: 'paid' | 'declined' | 'timeout' | 'refused';
  /** When shop-api has the answer, or stops waiting. */
  readonly end: number;
}

function charge(logs: ShopLogs, random: Random, { time, order, amount }: Charge): Answer {
  if (paymentIsDown(time)) return { kind: 'refused', end: time + random.int(1, 4) };
  const thread = `http-nio-8080-exec-${random.int(1, poolIsExhausted(time) ? THREADS : 24)}`;
  const id = `ch_${random.hex(12)}`;
  const begun = time + random.exponential(4);
  logs.payment.write('INFO', begun, thread, LEDGER, `Charging ${amount} EUR for ${order} as ${id}`);
  if (poolIsExhausted(begun)) {
    waitInVain(logs, random, begun, { thread, order, id });
    return { kind: 'timeout', end: time + API_TIMEOUT_MS };
  }
  const tookMs = 60 + random.exponential(90) * (1 + leaked(begun) / 4);
  const end = begun + tookMs;
  if (random.chance(0.09)) {
    logs.payment.write(
      'WARN',
      end,
      thread,
      LEDGER,
      `Charge ${id} declined: ${random.pick(['insufficient_funds', 'do_not_honor', 'expired_card'])}`,
    );
    return { kind: 'declined', end };
  }
  logs.payment.write(
    'INFO',
    end,
    thread,
    LEDGER,
    `Charge ${id} captured in ${Math.round(tookMs)} ms, auth code ${random.hex(6).toUpperCase()}`,
  );
  return { kind: 'paid', end };
}

function waitInVain(
  logs: ShopLogs,
  random: Random,
  begun: number,
  { thread, order, id }: { thread: string; order: string; id: string },
): void {
  const waitedMs = POOL_WAIT_MS + random.int(0, 14);
  const end = begun + waitedMs;
  if (end >= STORY.rollback) return;
  const state = poolState(random, end);
  const lambda = `00007f3c${random.hex(8)}`;
  logs.payment.write(
    'ERROR',
    end,
    thread,
    LEDGER,
    `Charge ${id} for ${order} failed`,
    poolTrace(waitedMs, state, lambda),
  );
  if (apiIsDown(end)) {
    logs.payment.write(
      'ERROR',
      end + 40,
      'webhook-1',
      'c.shop.payment.notify.WebhookQueue',
      `Could not deliver payment.failed for ${order}, kept for later`,
      WEBHOOK_TRACE,
    );
  }
}

/** `total=10, active=10, idle=0, waiting=23` */
export function poolState(random: Random, time: number): string {
  const lost = leaked(time);
  const active = Math.min(POOL_SIZE, lost + (random.chance(0.4) ? 1 : 0));
  const waiting = poolIsExhausted(time) ? random.int(9, 41) : 0;
  return `total=${POOL_SIZE}, active=${active}, idle=${POOL_SIZE - active}, waiting=${waiting}`;
}

/** Leak detection, a minute after each connection that was lost. */
export function writeLeaks(logs: ShopLogs, random: Random): void {
  const every = (STORY.exhausted - STORY.release) / POOL_SIZE;
  for (let lost = 1; lost <= POOL_SIZE; lost++) {
    const time = STORY.release + lost * every + 60_000;
    const thread = `http-nio-8080-exec-${random.int(1, 24)}`;
    logs.payment.write(
      'WARN',
      time,
      'HikariPool-1 housekeeper',
      'com.zaxxer.hikari.pool.ProxyLeakTask',
      `Connection leak detection triggered for org.postgresql.jdbc.PgConnection@${random.hex(8)} on thread ${thread}, stack trace follows`,
      LEAK_TRACE,
    );
  }
}
