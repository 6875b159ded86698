import type { Random } from '../../engine/random.ts';

/** A kind of log written for the bench: its header, and the statements of its program, the commonest first. */
export interface OwnLog {
  readonly name: string;
  readonly header: (random: Random, atMs: number) => string;
  /** Texts with `{kind}` where a value stands; kinds are those of `VALUES`. */
  readonly statements: readonly string[];
}

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
const oneOf = (list: string, gap = ' ') => {
  const all = list.split(gap);
  return (r: Random): string => r.pick(all);
};

/** What stands in a statement's place, by kind. */
const VALUES: Readonly<Record<string, (random: Random) => string>> = {
  n: (r) => String(r.below(10 ** (1 + r.below(6)))),
  small: (r) => String(r.below(10)),
  size: (r) => String(100 + r.below(900_000)),
  big: (r) => String(1_000_000_000 + r.below(2_000_000_000)),
  ms: (r) => String(1_514_038_440_000 + r.below(90_000_000)),
  decimal: (r) => `${r.below(999_999)}.${pad(r.below(1_000_000), 6)}`,
  orKb: (r) =>
    r.below(2) === 0 ? '' : ` (${1 + r.below(99)}.${pad(r.below(100), 2)} ${r.pick(['KB', 'MB'])})`,
  hex: (r) => r.hex(6),
  id: (r) => `0x${r.hex(15)}`,
  flag: (r) => `0x${r.hex(1 + r.below(8))}`,
  guid: (r) => `${r.hex(8)}-${r.hex(4)}-${r.hex(4)}-${r.hex(4)}-${r.hex(12)}`,
  ip: (r) => r.address(),
  peer: (r) => `/${r.address()}:${1024 + r.below(60_000)}`,
  port: (r) => String(1024 + r.below(60_000)),
  host: (r) =>
    `${r.pick(['mail', 'ns', 'static', 'host-7', 'cpe'])}.${r.hex(5)}.${r.pick(['com', 'net', 'org', 'br'])}`,
  site: (r) =>
    `${r.pick(['www', 'api', 'cdn', 'img', 'update'])}.${r.pick(['shop', 'maps', 'mail', 'news', 'bank'])}.${r.pick(['com', 'net', 'org'])}:${r.pick(['80', '443', '5222'])}`,
  life: (r) => `${pad(r.below(3), 2)}:${pad(r.below(60), 2)}`,
  user: oneOf(
    'root admin oracle test guest ubuntu pi webmaster nagios git support ftpuser 0 user1 jboss a',
  ),

  node: (r) => `node-${r.below(256)}`,
  bool: oneOf('true false'),
  power: oneOf('on off'),
  state: oneOf('LOOKING FOLLOWING LEADING'),
  class: oneOf(
    'com.android.systemui com.tencent.mm com.android.phone android com.miui.home com.whatsapp',
  ),
  lock: oneOf('"View Lock"|"*launch*"|"RILJ"|"NlpWakeLock"|"AudioMix"|"*job*/com.mail.sync"', '|'),
  action: oneOf(
    'android.intent.action.SCREEN_ON android.intent.action.SCREEN_OFF android.intent.action.TIME_TICK android.intent.action.BATTERY_CHANGED',
  ),
  package: (r) =>
    `Package_for_KB${2_000_000 + r.below(1_500_000)}~31bf3856ad364e35~amd64~~6.1.${r.below(3)}.${r.below(9)}`,
  session: (r) => `${30_000_000 + r.below(999_999)}_${r.below(4_294_967_295)}`,
  cbsTime: (r) =>
    `0000${r.hex(4)}@2016/9/${1 + r.below(28)}:${pad(r.below(24), 2)}:${pad(r.below(60), 2)}:${pad(r.below(60), 2)}.${pad(r.below(1000), 3)}`,
  znode: (r) =>
    `/${r.pick(['brokers', 'consumers', 'home', 'admin'])}/${r.pick(['ids', 'topics', 'owners', 'curi'])}/${r.hex(4)}`,
  queue: (r) => r.hex(10).toUpperCase(),
  mail: (r) =>
    `${r.pick(['anna', 'bo', 'chris', 'dora', 'info', 'sales'])}${r.below(900)}@${r.hex(4)}.example.${r.pick(['com', 'org'])}`,
  verb: oneOf('DATA EHLO RCPT AUTH CONNECT'),
  table: oneOf('orders users carts payments sessions items invoices stock reviews'),
  group: oneOf('billing mailer search-indexer audit fraud'),
  space: oneOf('kube-system shop monitoring default'),
  pod: (r) => `${r.pick(['api', 'cart', 'coredns', 'mail'])}-${r.hex(9)}-${r.hex(5)}`,
  task: oneOf('send_mail charge_card reindex expire_carts export_report'),
  job: oneOf(
    'com.apple.suggestions.harvest com.apple.CacheDelete com.apple.SoftwareUpdate com.apple.backupd-auto com.apple.photolibraryd',
  ),
};

const PLACE = /\{(\w+)\}/g;

function valueOf(kind: string, random: Random): string {
  const make = VALUES[kind];
  if (make === undefined) throw new Error(`no value is called ${kind}`);
  return make(random);
}

/**
 * Lines of a log, and for each the text of the statement that wrote it with `<*>` for its values. Statement n is
 * written about 1/n as often as the first, as programs do; every statement is written at least twice.
 */
export function linesOf(
  { header, statements }: OwnLog,
  count: number,
  random: Random,
): { line: string; template: string }[] {
  const weights = statements.map((_, at) => 1 / (at + 1));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const draw = (): number => {
    let left = (random.below(1_000_000) / 1_000_000) * whole;
    return Math.max(
      0,
      weights.findIndex((weight) => (left -= weight) < 0),
    );
  };
  let atMs = Date.UTC(2016, 8, 28, 4, 30, 30);
  return Array.from({ length: count }, (_, at) => {
    const text = statements[at < 2 * statements.length ? at >> 1 : draw()] ?? '';
    atMs += random.below(900);
    return {
      line:
        header(random, atMs) + text.replace(PLACE, (_whole, kind: string) => valueOf(kind, random)),
      template: text.replace(PLACE, '<*>'),
    };
  });
}
