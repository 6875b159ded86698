import { randomOf, type Random } from './random.ts';

/** What is written into every corpus once, and searched for: a rare word and an exact id. */
export const RARE_WORD = 'zebra9quokka';
export const EXACT_ID = '7f3a9c51e2b84d06';

/** Asks for a number in a field that no record has. */
export const NO_FIELD = 'nosuchfield:>=500';

/** One kind of log: a record at a time, with the words that a search of it finds in many records. */
export interface Shape {
  readonly line: (random: Random, atMs: number) => string;
  /** The record that holds the rare word and the id. */
  readonly rare: (atMs: number) => string;
  readonly common: string;
  /** With a literal in it, and with none. */
  readonly regexes: readonly [string, string];
  readonly fields: string;
  /** One value of a field, and how it stands in the text. */
  readonly value: { readonly query: string; readonly text: string };
  /** Whether lnav ships a definition for it. */
  readonly lnav: boolean;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const USERS = ['root', 'admin', 'oracle', 'deploy', 'git', 'postgres', 'backup', 'ubuntu'];
const SERVICES = ['checkout', 'payment', 'search', 'catalog', 'mail', 'gateway', 'orders', 'stock'];
const CLASSES = ['OrderService', 'PaymentClient', 'StockRepository', 'MailQueue', 'CartController'];
const PATHS = ['orders', 'carts', 'users', 'items', 'invoices', 'sessions', 'reviews', 'images'];
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64)',
  'curl/8.5.0',
  'okhttp/4.12.0',
  'Go-http-client/2.0',
];

const iso = (ms: number): string => new Date(ms).toISOString();

function syslogStamp(ms: number): string {
  const at = new Date(ms);
  const day = String(at.getUTCDate()).padStart(2);
  return `${MONTHS[at.getUTCMonth()]} ${day} ${at.toISOString().slice(11, 19)}`;
}

function accessStamp(ms: number): string {
  const at = new Date(ms);
  const day = String(at.getUTCDate()).padStart(2, '0');
  return `${day}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}:${at.toISOString().slice(11, 19)} +0000`;
}

const SYSLOG: readonly ((r: Random) => string)[] = [
  (r) =>
    `sshd[${r.below(65_000)}]: Failed password for ${r.pick(USERS)} from ${r.address()} port ${r.below(65_000)} ssh2`,
  (r) =>
    `sshd[${r.below(65_000)}]: Accepted publickey for ${r.pick(USERS)} from ${r.address()} port ${r.below(65_000)} ssh2: RSA SHA256:${r.hex(32)}`,
  (r) =>
    `sshd[${r.below(65_000)}]: Received disconnect from ${r.address()} port ${r.below(65_000)}:11: Bye Bye [preauth]`,
  (r) => `systemd[1]: Started Session ${r.below(99_999)} of user ${r.pick(USERS)}.`,
  (r) =>
    `kernel: [${r.below(999_999)}.${r.below(999_999)}] IN=eth0 SRC=${r.address()} DST=10.0.0.${r.below(255)} LEN=${r.below(1500)} PROTO=TCP SPT=${r.below(65_000)} DPT=22`,
  (r) =>
    `CRON[${r.below(65_000)}]: (${r.pick(USERS)}) CMD (/usr/lib/job-${r.below(40)} --id ${r.hex(8)})`,
];

const API: readonly ((r: Random) => readonly [string, string])[] = [
  (r) => ['info', `request ${r.hex(16)} done in ${r.below(900)} ms`],
  (r) => ['info', `user ${r.below(90_000)} logged in from ${r.address()}`],
  (r) => ['warn', `retry ${r.below(5)} of job ${r.hex(8)} after ${r.below(30)} s`],
  (r) => ['debug', `cache miss for item:${r.below(1_000_000)}`],
  (r) => ['error', `connection to 10.0.0.${r.below(255)}:5432 timed out after ${r.below(9000)} ms`],
];

function json(atMs: number, level: string, service: string, trace: string, msg: string): string {
  return JSON.stringify({ time: iso(atMs), level, service, trace, msg });
}

/**
 * Where the traces come from: a program has some dozens of places that throw, each reached in a few ways, and its line numbers
 * stay until the next release. Frames drawn anew for every trace made 20,649 issues of one exception in 100 MB, which no program has.
 */
const BUGS = 60;
const WAYS = 5;
const TRACES = ((r: Random) => {
  const frames = (count: number) =>
    Array.from({ length: count }, () => {
      const name = r.pick(CLASSES);
      return `\tat com.shop.${r.pick(PATHS)}.${name}.handle(${name}.java:${r.below(400)})`;
    });
  const ways = Array.from({ length: WAYS }, () => frames(3 + r.below(9)));
  return Array.from({ length: BUGS }, () => {
    const top = frames(2 + r.below(3));
    return ways.map((way) => [...top, ...way].join('\n'));
  });
})(randomOf(3));

function trace(r: Random): string {
  return `java.lang.IllegalStateException: order ${r.hex(8)} is closed\n${r.pick(r.pick(TRACES))}`;
}

function java(r: Random, atMs: number): string {
  const head = `${iso(atMs).replace('T', ' ').slice(0, 23)} `;
  const name = `[worker-${r.below(32)}] com.shop.${r.pick(CLASSES)}`;
  if (r.below(40) === 0) return `${head}ERROR ${name} - request failed\n${trace(r)}`;
  const [level, message] = r.pick(API)(r);
  return `${head}${level.toUpperCase().padEnd(5)} ${name} - ${message}`;
}

/** Logs of one program each. */
const ALONE = {
  syslog: {
    line: (r, at) => `${syslogStamp(at)} web-${r.below(12)} ${r.pick(SYSLOG)(r)}`,
    rare: (at) =>
      `${syslogStamp(at)} web-1 app[99]: error: ${RARE_WORD} lost its stripes ${EXACT_ID}`,
    common: 'Failed',
    regexes: ['/port \\d+5 ssh2/', '/\\d{3}\\.\\d+7\\.\\d+\\.\\d+9/'],
    fields: 'level:error AND program:app',
    value: { query: 'pid:45436', text: '[45436]' },
    lnav: true,
  },
  json: {
    line: (r, at) => {
      const [level, msg] = r.pick(API)(r);
      return json(at, level, r.pick(SERVICES), r.hex(16), msg);
    },
    rare: (at) => json(at, 'error', 'stock', EXACT_ID, `${RARE_WORD} lost its stripes`),
    common: 'retry',
    regexes: ['/job [0-9a-f]+7 after/', '/\\d{3}\\d?7 \\w\\w$/'],
    fields: 'level:error AND service:payment',
    value: { query: `trace:${EXACT_ID}`, text: EXACT_ID },
    lnav: false,
  },
  access: {
    line: (r, at) =>
      `${r.address()} - - [${accessStamp(at)}] "${r.pick(['GET', 'GET', 'GET', 'POST'])} /api/${r.pick(PATHS)}/${r.below(100_000)}?page=${r.below(20)} HTTP/1.1" ${r.pick(['200', '200', '200', '304', '404', '500'])} ${r.below(90_000)} "-" "${r.pick(AGENTS)}"`,
    rare: (at) =>
      `203.0.113.9 - - [${accessStamp(at)}] "GET /${RARE_WORD}/${EXACT_ID} HTTP/1.1" 500 12 "-" "curl/8.5.0"`,
    common: 'POST',
    regexes: ['/invoices.\\d+7/', '/\\d{4}7\\?\\w+=3 /'],
    fields: 'level:error AND method:POST',
    value: { query: 'client:203.0.113.9', text: '203.0.113.9' },
    lnav: true,
  },
  java: {
    line: java,
    rare: (at) =>
      `${iso(at).replace('T', ' ').slice(0, 23)} ERROR [worker-1] com.shop.MailQueue - ${RARE_WORD} lost its stripes ${EXACT_ID}`,
    common: 'retry',
    regexes: ['/job [0-9a-f]+7 after/', '/\\d{3}7 \\w\\w$/'],
    fields: 'level:error AND thread:worker-1',
    value: { query: 'thread:worker-1', text: '[worker-1]' },
    lnav: true,
  },
} satisfies Readonly<Record<string, Shape>>;

const TOGETHER = Object.values(ALONE);

/** The shapes by name. Seeds and words are fixed: a corpus of a size is the same on every machine. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  ...ALONE,
  /** What the programs of a machine write into one stream, a record of each as it comes. */
  mixed: {
    ...ALONE.json,
    line: (r, at) => r.pick(TOGETHER).line(r, at),
    regexes: ['/job [0-9a-f]+7 after/', '/\\d{3}7 \\w\\w$/'],
    lnav: false,
  },
};
