import { LAST_RESORT } from '#shared/model/last-resort.ts';
import type { LogSource } from './rule.ts';

/** Formats that can hold anything: their records say what they are by their fields. */
const ANY_FIELDS = ['json', 'csv', 'logfmt', 'ecs', 'gelf'];
/** Formats that carry the text of other programs. */
const ANY_TEXT = [
  ...LAST_RESORT,
  'syslog-3164',
  'syslog-5424',
  'journald',
  'journal-text',
  'docker',
  'cri',
  'compose',
];
/** The Windows Event Log: read from `.evtx` or XML, and as others put it in JSON. */
const EVENT_LOG = ['windows-event', 'windows-event-dump'];
const WINDOWS = [...EVENT_LOG, ...ANY_FIELDS];
/** Sysmon for Linux, whose events stand in syslog, or were exported as those of Windows. */
const LINUX_EVENTS = ['sysmon-linux', ...WINDOWS];
const WEB = [
  ...'access iis w3c alb elb s3 caddy traefik cloudflare cloudfront envoy haproxy'.split(' '),
  ...'uvicorn uwsgi squid jetty tomcat'.split(' '),
];
const LINUX = [...ANY_TEXT, 'auditd', 'ossec', 'sssd', 'xferlog', 'kernel'];

type Row = readonly [Partial<Record<keyof LogSource, string>>, readonly string[]];

/** The first row that fits a log source says which formats its rules run on. */
const ROWS: readonly Row[] = [
  [{ product: 'windows' }, WINDOWS],
  [{ product: 'linux', service: 'auditd' }, ['auditd']],
  [{ product: 'linux', service: 'clamav' }, ['clamav', ...ANY_TEXT]],
  [{ product: 'linux', service: 'vsftpd' }, ['vsftpd', ...ANY_TEXT]],
  [{ product: 'linux', category: 'process_creation' }, LINUX_EVENTS],
  [{ product: 'linux', category: 'network_connection' }, LINUX_EVENTS],
  [{ product: 'linux', category: 'file_event' }, LINUX_EVENTS],
  [{ product: 'linux' }, LINUX],
  [{ product: 'macos' }, ['macos', 'macos-json']],
  [{ product: 'aws' }, ['cloudtrail']],
  [{ product: 'azure' }, ['azure-activity', 'azure-signin']],
  [{ product: 'gcp', service: 'google_workspace.admin' }, ['google-workspace']],
  [{ product: 'gcp' }, ['gcp']],
  [{ product: 'google_workspace' }, ['google-workspace']],
  [{ product: 'm365' }, ['m365-audit', 'office365']],
  [{ product: 'okta' }, ['okta']],
  [{ product: 'github' }, ['github', 'github-events']],
  [{ product: 'kubernetes' }, ['k8s-audit']],
  [{ product: 'zeek' }, ['zeek', 'zeek-json']],
  [{ product: 'cisco' }, ['cisco', ...ANY_TEXT]],
  [{ product: 'fortios' }, ['fortinet']],
  [{ product: 'fortinet' }, ['fortinet']],
  [{ product: 'fortigate' }, ['fortinet']],
  [{ product: 'paloalto' }, ['paloalto', 'cef', 'leef']],
  [{ product: 'rpc_firewall' }, WINDOWS],
  [{ product: 'apache', service: 'error' }, ['apache-error']],
  [{ product: 'apache' }, ['access', 'apache-error', ...ANY_TEXT]],
  [{ product: 'nginx' }, ['access', 'nginx-error', ...ANY_TEXT]],
  [{ product: 'modsecurity' }, ['apache-error', 'nginx-error', ...ANY_TEXT]],
  [{ product: 'bitbucket' }, []],
  [{ product: 'onelogin' }, []],
  [{ product: 'opencanary' }, []],
  [{ category: 'webserver' }, WEB],
  [{ category: 'proxy' }, WEB],
  [{ category: 'antivirus' }, [...WINDOWS, 'clamav', 'cef', 'leef']],
  [
    { category: 'firewall' },
    ['fortinet', 'paloalto', 'pfsense', 'iptables', 'cef', 'leef', 'zeek', 'zeek-json', 'suricata'],
  ],
  [
    { category: 'dns' },
    ['zeek', 'zeek-json', 'suricata', 'bind', 'unbound', 'route53', ...EVENT_LOG],
  ],
  [{ category: 'network' }, ['zeek', 'zeek-json', 'suricata', 'ecs', 'vpc-flow']],
  [
    { category: 'database' },
    [
      'mysql-general',
      'mysql',
      'mysql-json',
      'mysql-slow',
      'postgresql',
      'postgresql-csv',
      'postgresql-json',
      'mssql',
      'oracle-alert',
    ],
  ],
  [{ category: 'process_creation' }, WINDOWS],
];

/** Formats that rules of a log source run on; null: the log source is not known, they run on all. */
export function formatsOf(source: LogSource): ReadonlySet<string> | null {
  const row = ROWS.find(([wanted]) =>
    Object.entries(wanted).every(([key, value]) => source[key as keyof LogSource] === value),
  );
  return row === undefined ? null : new Set([...row[1], ...ANY_FIELDS]);
}

/** Whether records of a format may be what a rule of a log source is about. */
export function runsOn(source: LogSource, format: string): boolean {
  const formats = formatsOf(source);
  // Nobody's own events are those of Windows, and they are the ones that rules are most often about.
  return formats === null ? !EVENT_LOG.includes(format) : formats.has(format);
}
