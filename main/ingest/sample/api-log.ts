import type { LogLines } from './log-lines.ts';

const PINO_LEVEL = { info: 30, warn: 40, error: 50, fatal: 60 } as const;

/** Process ids of shop-api before, between and after its restarts. */
const PIDS = [2817, 4410, 4973] as const;

export interface ApiLog {
  write(
    level: keyof typeof PINO_LEVEL,
    time: number,
    fields: Readonly<Record<string, unknown>>,
    msg: string,
  ): void;
}

/** shop-api's log: pino's JSON lines. */
export function createApiLog(log: LogLines, restarts: readonly number[]): ApiLog {
  return {
    write(level, time, fields, msg) {
      const pid = PIDS[restarts.filter((restart) => time >= restart).length] ?? PIDS[0];
      const head = { level: PINO_LEVEL[level], time: Math.round(time), pid, hostname: 'api-1' };
      log.add(time, JSON.stringify({ ...head, name: 'shop-api', ...fields, msg }));
    },
  };
}

const STACKS = {
  timeout: [
    'at PaymentClient.charge (/srv/shop-api/dist/clients/payment-client.js:74:13)',
    'at async withRetry (/srv/shop-api/dist/clients/retry.js:22:14)',
    'at async CheckoutService.placeOrder (/srv/shop-api/dist/checkout/checkout-service.js:118:22)',
    'at async /srv/shop-api/dist/routes/checkout.js:41:20',
    'at async Object.handler (/srv/shop-api/node_modules/fastify/lib/handleRequest.js:119:7)',
  ],
  refused: [
    'at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16)',
    'at async PaymentClient.charge (/srv/shop-api/dist/clients/payment-client.js:61:20)',
    'at async withRetry (/srv/shop-api/dist/clients/retry.js:22:14)',
    'at async CheckoutService.placeOrder (/srv/shop-api/dist/checkout/checkout-service.js:118:22)',
  ],
} as const;

/** An error as pino's serializer writes it, with its stack. */
export function paymentError(kind: keyof typeof STACKS): Readonly<Record<string, unknown>> {
  const type = kind === 'timeout' ? 'PaymentTimeoutError' : 'Error';
  const message =
    kind === 'timeout'
      ? 'payment did not answer within 5000ms'
      : 'connect ECONNREFUSED 10.20.1.31:8080';
  const stack = [`${type}: ${message}`, ...STACKS[kind].map((frame) => `    ${frame}`)].join('\n');
  return { type, message, stack, code: kind === 'timeout' ? 'ETIMEDOUT' : 'ECONNREFUSED' };
}
