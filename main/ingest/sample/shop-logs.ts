import { type ApiLog, createApiLog } from './api-log.ts';
import { type LogLines, createLogLines } from './log-lines.ts';
import { type PaymentLog, createPaymentLog } from './payment-log.ts';
import { STORY } from './story.ts';

/** The five logs of the shop while they are being written. */
export interface ShopLogs {
  readonly access: LogLines;
  readonly api: ApiLog;
  readonly payment: PaymentLog;
  readonly worker: LogLines;
  readonly hosts: LogLines;
  /** The same five by the name of their file. */
  readonly files: Readonly<Record<string, LogLines>>;
}

export function createShopLogs(): ShopLogs {
  const [access, api, payment, worker, hosts] = [
    createLogLines(),
    createLogLines(),
    createLogLines(),
    createLogLines(),
    createLogLines(),
  ];
  return {
    access,
    api: createApiLog(api, STORY.apiRestarts),
    payment: createPaymentLog(payment),
    worker,
    hosts,
    files: {
      'nginx-access.log': access,
      'shop-api.log': api,
      'payment.log': payment,
      'order-worker.log': worker,
      'hosts-syslog.log': hosts,
    },
  };
}
