import { writeAccess } from './access-log.ts';
import { checkOut, poolState, writeLeaks } from './checkout.ts';
import { type Visitor, createVisitors } from './customers.ts';
import { settlementTrace } from './payment-log.ts';
import type { Random } from './random.ts';
import type { ShopLogs } from './shop-logs.ts';
import {
  POOL_WAIT_MS,
  STORY,
  apiIsDown,
  paymentIsDown,
  paymentVersion,
  poolIsExhausted,
} from './story.ts';
import { RECONCILE_TRACE, writeWorker } from './worker-log.ts';

const SHOP = 'https://shop.example';
const MINUTE = 60_000;

/** Two hours of customers, health checks and jobs. */
export function writeTraffic(logs: ShopLogs, random: Random): void {
  const visitors = createVisitors(random, 420);
  let time: number = STORY.begin;
  for (;;) {
    time += random.exponential(1000 / arrivalsPerSecond(time));
    if (time >= STORY.end) break;
    visit(logs, random, Math.floor(time), random.pick(visitors));
  }
  for (let check = STORY.begin; check < STORY.end; check += 15_000)
    writeHealthCheck(logs, random, check);
  for (let tick = STORY.begin + 30_000; tick < STORY.end; tick += 30_000)
    writePoolStats(logs, random, tick);
  for (let job = STORY.begin + MINUTE; job < STORY.end; job += 5 * MINUTE)
    writeJobs(logs, random, job);
  writeLeaks(logs, random);
  writeStarts(logs);
}

/** A slow afternoon wave; people press the button again while they cannot pay. */
function arrivalsPerSecond(time: number): number {
  const wave = 1.4 + 0.25 * Math.sin((time - STORY.begin) / (25 * MINUTE));
  return poolIsExhausted(time) ? wave * 1.25 : wave;
}

function visit(logs: ShopLogs, random: Random, time: number, visitor: Visitor): void {
  const kind = random.next();
  if (kind < (poolIsExhausted(time) ? 0.14 : 0.1)) return pay(logs, random, time, visitor);
  if (kind < 0.5) return browse(logs, random, time, visitor);
  const asset = random.pick([
    'app.5f3c1e.js',
    'app.5f3c1e.css',
    'img/logo.svg',
    'fonts/inter.woff2',
  ]);
  access(logs, visitor, {
    end: time + random.int(0, 3),
    request: `GET /assets/${random.chance(0.5) ? asset : `img/p/${random.int(1000, 1999)}.webp`} HTTP/2.0`,
    status: random.chance(0.2) ? 304 : 200,
    bytes: random.int(400, 90_000),
    referer: `${SHOP}/`,
  });
}

interface Reply {
  readonly end: number;
  readonly request: string;
  readonly status: number;
  readonly bytes: number;
  readonly referer: string;
}

const access = (logs: ShopLogs, { ip, agent, user }: Visitor, reply: Reply): void =>
  writeAccess(logs.access, { ip, agent, user, ...reply });

function pay(logs: ShopLogs, random: Random, time: number, visitor: Visitor): void {
  const request = 'POST /api/checkout HTTP/2.0';
  const referer = `${SHOP}/cart`;
  if (apiIsDown(time)) {
    return access(logs, visitor, { end: time + 2, request, status: 502, bytes: 157, referer });
  }
  const { status, end } = checkOut(logs, random, time, visitor.user);
  access(logs, visitor, {
    end,
    request,
    status,
    bytes: status === 201 ? random.int(380, 460) : 167,
    referer,
  });
}

function browse(logs: ShopLogs, random: Random, time: number, visitor: Visitor): void {
  const product = random.int(1000, 1999);
  const [method, path] = random.pick<readonly [string, string]>([
    ['GET', `/api/products/${product}`],
    [
      'GET',
      `/api/products?category=${random.pick(['shoes', 'coats', 'lamps', 'toys'])}&page=${random.int(1, 9)}`,
    ],
    ['GET', `/api/orders/ord_${random.int(480_000, 499_999)}`],
    ['POST', '/api/cart/items'],
  ]);
  const request = `${method} ${path} HTTP/2.0`;
  const referer = `${SHOP}/p/${product}`;
  if (apiIsDown(time)) {
    return access(logs, visitor, { end: time + 2, request, status: 502, bytes: 157, referer });
  }
  const tookMs = Math.round(8 + random.exponential(poolIsExhausted(time) ? 160 : 28));
  const status = random.chance(0.012) ? 404 : 200;
  const fields = {
    reqId: `req-${random.hex(6)}`,
    method,
    url: path,
    statusCode: status,
    responseTime: tookMs,
  };
  logs.api.write(status === 404 ? 'warn' : 'info', time + tookMs, fields, 'request completed');
  access(logs, visitor, {
    end: time + tookMs,
    request,
    status,
    bytes: random.int(300, 9_000),
    referer,
  });
}

const BALANCER: Visitor = { ip: '10.20.0.2', agent: 'lb-health/1.4', user: '-' };

function writeHealthCheck(logs: ShopLogs, random: Random, time: number): void {
  access(logs, BALANCER, {
    end: time + random.int(1, 4),
    request: 'GET /healthz HTTP/1.1',
    status: apiIsDown(time) ? 502 : 200,
    bytes: 2,
    referer: '-',
  });
}

function writePoolStats(logs: ShopLogs, random: Random, time: number): void {
  if (paymentIsDown(time)) return;
  logs.payment.write(
    'DEBUG',
    time,
    'HikariPool-1 housekeeper',
    'com.zaxxer.hikari.pool.HikariPool',
    `HikariPool-1 - Pool stats (${poolState(random, time)})`,
  );
}

function writeJobs(logs: ShopLogs, random: Random, time: number): void {
  const settlement = 'c.s.payment.settlement.SettlementJob';
  writeWorker(
    logs.worker,
    'INFO',
    time,
    'shop.worker.reconcile',
    'Reconciling payments of 2026-03-12',
  );
  if (!poolIsExhausted(time)) {
    logs.payment.write(
      'INFO',
      time + 800,
      'scheduling-1',
      settlement,
      `Settled ${random.int(20, 60)} charges in ${random.int(90, 700)} ms`,
    );
    writeWorker(
      logs.worker,
      'INFO',
      time + 1200,
      'shop.worker.reconcile',
      `Totals agree: ${random.int(900, 3900)} orders, ${random.int(40_000, 190_000)}.${random.int(10, 99)} EUR`,
    );
    return;
  }
  writeWorker(
    logs.worker,
    'ERROR',
    time + 10_000,
    'shop.worker.reconcile',
    `Could not reconcile, next try in 300 s\n${RECONCILE_TRACE}`,
  );
  const waitedMs = POOL_WAIT_MS + random.int(0, 9);
  const end = time + waitedMs;
  if (end >= STORY.rollback) return;
  logs.payment.write(
    'ERROR',
    end,
    'scheduling-1',
    settlement,
    'Settlement failed, charges stay open',
    settlementTrace(waitedMs, poolState(random, end)),
  );
}

function writeStarts(logs: ShopLogs): void {
  for (const begun of [STORY.release, STORY.rollback]) {
    const version = paymentVersion(begun);
    const app = 'com.shop.payment.PaymentApplication';
    logs.payment.write(
      'INFO',
      begun + 2_100,
      'main',
      app,
      `Starting PaymentApplication v${version} using Java 21.0.10 with PID ${version === '2.3.1' ? 20_131 : 23_907}`,
    );
    logs.payment.write(
      'INFO',
      begun + 5_400,
      'main',
      'com.zaxxer.hikari.HikariDataSource',
      'HikariPool-1 - Start completed.',
    );
    logs.payment.write(
      'INFO',
      begun + 8_900,
      'main',
      app,
      'Started PaymentApplication in 6.812 seconds (process running for 7.4)',
    );
  }
  for (const restart of STORY.apiRestarts) {
    logs.api.write(
      'info',
      restart + 11_500,
      { version: '5.12.0', port: 3000 },
      'shop-api listening',
    );
  }
}
