import type { LogLines } from './log-lines.ts';

type JavaLevel = 'INFO' | 'WARN' | 'ERROR' | 'DEBUG';

export interface PaymentLog {
  /** A logback line, `%d %-5level [%thread] %logger{36} - %msg`, with what follows on lines of its own. */
  write(
    level: JavaLevel,
    time: number,
    thread: string,
    logger: string,
    message: string,
    trace?: readonly string[],
  ): void;
}

export function createPaymentLog(log: LogLines): PaymentLog {
  return {
    write(level, time, thread, logger, message, trace = []) {
      const iso = new Date(Math.round(time)).toISOString();
      const stamp = `${iso.slice(0, 10)} ${iso.slice(11, 19)},${iso.slice(20, 23)}`;
      const head = `${stamp} ${level.padEnd(5)} [${thread}] ${logger} - ${message}`;
      log.add(time, [head, ...trace].join('\n'));
    },
  };
}

const SERVLET = [
  '\tat org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:885)',
  '\tat jakarta.servlet.http.HttpServlet.service(HttpServlet.java:658)',
  '\tat org.apache.catalina.core.ApplicationFilterChain.doFilter(ApplicationFilterChain.java:149)',
  '\tat java.base/java.lang.Thread.run(Thread.java:1583)',
];

/** A charge that got no connection; `lambda` numbers differ from start to start, as they do in a JVM. */
export function poolTrace(waitedMs: number, state: string, lambda: string): string[] {
  return [
    'org.springframework.jdbc.CannotGetJdbcConnectionException: Failed to obtain JDBC Connection',
    '\tat org.springframework.jdbc.datasource.DataSourceUtils.getConnection(DataSourceUtils.java:84)',
    '\tat org.springframework.jdbc.core.JdbcTemplate.execute(JdbcTemplate.java:653)',
    '\tat com.shop.payment.ledger.LedgerDao.reserve(LedgerDao.java:57)',
    '\tat com.shop.payment.charge.ChargeService.charge(ChargeService.java:91)',
    `\tat com.shop.payment.charge.ChargeController$$Lambda/0x${lambda}.get(Unknown Source)`,
    '\tat com.shop.payment.charge.ChargeController.create(ChargeController.java:44)',
    ...SERVLET,
    `Caused by: java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after ${waitedMs}ms (${state})`,
    '\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:686)',
    '\tat com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:179)',
    '\tat com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:99)',
    '\tat org.springframework.jdbc.datasource.DataSourceUtils.fetchConnection(DataSourceUtils.java:160)',
    '\t... 11 common frames omitted',
  ];
}

/** The settlement job that runs every five minutes, failing for the same want of a connection. */
export function settlementTrace(waitedMs: number, state: string): string[] {
  return [
    'com.shop.payment.settlement.SettlementException: could not load open charges',
    '\tat com.shop.payment.settlement.SettlementJob.run(SettlementJob.java:63)',
    '\tat org.springframework.scheduling.support.DelegatingErrorHandlingRunnable.run(DelegatingErrorHandlingRunnable.java:54)',
    '\tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)',
    `Caused by: java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after ${waitedMs}ms (${state})`,
    '\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:686)',
    '\tat com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:179)',
    '\tat com.shop.payment.settlement.OpenCharges.load(OpenCharges.java:38)',
    '\tat com.shop.payment.settlement.SettlementJob.run(SettlementJob.java:58)',
    '\t... 6 common frames omitted',
  ];
}

/** What Hikari's leak detection prints a minute after a connection was taken and not given back. */
export const LEAK_TRACE: readonly string[] = [
  'java.lang.Exception: Apparent connection leak detected',
  '\tat com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:99)',
  '\tat com.shop.payment.decline.DeclineRecorder.record(DeclineRecorder.java:36)',
  '\tat com.shop.payment.charge.ChargeService.decline(ChargeService.java:127)',
  '\tat com.shop.payment.charge.ChargeService.charge(ChargeService.java:102)',
  '\tat com.shop.payment.charge.ChargeController.create(ChargeController.java:44)',
  ...SERVLET,
];

/** The webhook to shop-api while that is being restarted. */
export const WEBHOOK_TRACE: readonly string[] = [
  'com.shop.payment.notify.WebhookException: shop-api did not take payment.failed',
  '\tat com.shop.payment.notify.WebhookSender.send(WebhookSender.java:71)',
  '\tat com.shop.payment.notify.WebhookQueue.drain(WebhookQueue.java:48)',
  '\tat java.base/java.lang.Thread.run(Thread.java:1583)',
  'Caused by: java.net.ConnectException: Connection refused',
  '\tat java.base/sun.nio.ch.Net.connect0(Native Method)',
  '\tat java.base/sun.nio.ch.Net.connect(Net.java:589)',
  '\tat java.net.http/jdk.internal.net.http.PlainHttpConnection.connectAsync(PlainHttpConnection.java:208)',
  '\tat com.shop.payment.notify.WebhookSender.post(WebhookSender.java:94)',
  '\tat com.shop.payment.notify.WebhookSender.send(WebhookSender.java:66)',
  '\t... 2 common frames omitted',
];
