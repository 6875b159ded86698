/** Small logs, each with one fault in it, and one without any. Deterministic: nothing in them is drawn. */

const BEGIN = Date.UTC(2026, 4, 6, 8, 0, 0);
const iso = (seconds: number): string => new Date(BEGIN + seconds * 1000).toISOString();
const syslog = (seconds: number): string => {
  const time = iso(seconds);
  return `May  ${Number(time.slice(8, 10))} ${time.slice(11, 19)}`;
};
const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
const series = (count: number, line: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => line(at));

/** Somebody guesses passwords, gets in as `backup`, and goes on to another host as that. */
const AUTH = text([
  ...series(
    12,
    (at) =>
      `${syslog(at * 3)} gate sshd[71${10 + at}]: Failed password for backup from 203.0.113.9 port 4${100 + at} ssh2`,
  ),
  `${syslog(40)} gate sshd[7130]: Failed password for invalid user admin from 198.51.100.7 port 4200 ssh2`,
  `${syslog(60)} gate sshd[7140]: Accepted password for backup from 203.0.113.9 port 4300 ssh2`,
  `${syslog(120)} db1 sshd[880]: Accepted publickey for backup from 10.0.0.5 port 5100 ssh2`,
]);

const MEMORY = text([
  ...series(30, (at) => `${syslog(at * 10)} web1 app[512]: request ${at} served`),
  `${syslog(280)} web1 app[512]: memory usage at 97 % of the limit`,
  `${syslog(301)} web1 kernel: Out of memory: Killed process 512 (app) total-vm:4182012kB`,
  `${syslog(305)} web1 systemd[1]: app.service: restarting`,
  `${syslog(310)} web1 app[519]: error: could not reach cache`,
]);

const NAMES = text(
  series(20, (at) =>
    at < 8
      ? `${iso(at * 30)} INFO [worker] shop.Mail: mail ${at} sent`
      : `${iso(at * 30)} ERROR [worker] shop.Mail: getaddrinfo ENOTFOUND mail.shop.example`,
  ),
);

const CERTIFICATES = text([
  `${iso(0)} WARN [main] shop.Tls: certificate expires in 1 days for api.shop.example`,
  ...series(
    10,
    (at) =>
      `${iso(100 + at * 20)} ERROR [http] shop.Tls: handshake with api.shop.example failed: certificate has expired`,
  ),
  `${iso(600)} INFO [main] shop.Tls: certificate renewed for api.shop.example`,
]);

const STATEMENTS = text([
  ...series(
    10,
    (at) =>
      `${iso(at * 40)} WARN [db] shop.Orders: slow query took ${2000 + at} ms: SELECT * FROM orders WHERE note LIKE '%x%'`,
  ),
  `${iso(500)} ERROR [db] shop.Orders: lock wait timeout exceeded; try restarting transaction`,
]);

const POOL = text([
  `${iso(0)} INFO [deploy] shop.Deploy: deployed release 4.2.0`,
  ...series(20, (at) => `${iso(60 + at * 5)} INFO [http] shop.Pay: charge ${at} captured`),
  `${iso(170)} WARN [db] shop.Pool: apparent connection leak detected`,
  ...series(
    15,
    (at) =>
      `${iso(200 + at * 5)} ERROR [http] shop.Pay: connection is not available, request timed out after 30000ms`,
  ),
]);

const EXPOSED = text([
  `${iso(10)} INFO [ops] shop.Backup: pg_dump of customers to s3://shop-dump finished`,
  `${iso(20)} WARN [ops] shop.Storage: bucket shop-dump is set to public-read`,
  `${iso(30)} DEBUG [http] shop.Login: body user=anna password=hunter2`,
]);

/** A file for each fault. */
export const FAULTY: Readonly<Record<string, string>> = {
  'auth.log': AUTH,
  'memory.log': MEMORY,
  'names.log': NAMES,
  'certificates.log': CERTIFICATES,
  'statements.log': STATEMENTS,
  'pool.log': POOL,
  'exposed.log': EXPOSED,
};

/** A shop on a good day. */
export const QUIET: Readonly<Record<string, string>> = {
  'quiet.log': text(
    series(
      200,
      (at) => `${iso(at * 7)} INFO [http] shop.Web: page ${at % 9} served in ${20 + (at % 5)} ms`,
    ),
  ),
};
