import type { AuditEntry } from '../../shared/audit/audit-wire.ts';

/** How an entry is told to a SIEM: as it was hashed, in the Common Event Format, or in the Elastic Common Schema. */
export const SIEM_FORMATS = ['plain', 'cef', 'ecs'] as const;
export type SiemFormat = (typeof SIEM_FORMATS)[number];

export interface SiemPlace {
  readonly format: SiemFormat;
  readonly tenant: string;
  /** Name of this server, and its version. */
  readonly host: string;
  readonly version: string;
}

/** Facility 13 (log audit), severity 6 (informational): RFC 5424, section 6.2.1. */
const PRIORITY = 13 * 8 + 6;

/** What happened, by its name: what it was called, else what was written. */
function actionOf({ events, writes }: AuditEntry): string {
  const [event] = events;
  if (event !== undefined) return event.action;
  const [write] = writes;
  return write === undefined ? 'read' : `${write.did} ${write.table}`;
}

function actorOf({ actor }: AuditEntry): { kind: string; id: string } {
  switch (actor.is) {
    case 'member':
      return { kind: actor.by === 'service' ? 'service' : 'member', id: actor.id };
    case 'server':
      return { kind: 'server', id: actor.task };
    default:
      return { kind: actor.is, id: actor.is };
  }
}

/** Values of CEF's extension: backslash, equals sign and line ends are escaped (CEF, "Character Encoding"). */
const cefValue = (text: string): string =>
  text.replace(/[\\=]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');
/** Fields of its head: backslash and bar. */
const cefField = (text: string): string =>
  text.replace(/[\\|]/g, '\\$&').replace(/\r\n|\r|\n/g, ' ');

function cef(entry: AuditEntry, { tenant, version }: SiemPlace): string {
  const action = actionOf(entry);
  const { kind, id } = actorOf(entry);
  const head = ['CEF:0', 'Auterity', 'Error-IQ tenant', version, action, action, '3'];
  const extension = {
    rt: String(Date.parse(entry.at)),
    externalId: String(entry.seq),
    suid: id,
    sproc: kind,
    cs1Label: 'tenant',
    cs1: tenant,
    cs2Label: 'entry',
    cs2: JSON.stringify({ writes: entry.writes, events: entry.events }),
    ...(entry.request && {
      request: entry.request.route,
      requestMethod: entry.request.method,
    }),
  };
  const pairs = Object.entries(extension).map(([key, value]) => `${key}=${cefValue(value)}`);
  return `${head.map((field, n) => (n === 0 ? field : cefField(field))).join('|')}|${pairs.join(' ')}`;
}

function ecs(entry: AuditEntry, { tenant, version }: SiemPlace): string {
  const { kind, id } = actorOf(entry);
  return JSON.stringify({
    '@timestamp': entry.at,
    ecs: { version: '8.17.0' },
    event: {
      kind: 'event',
      category: ['configuration'],
      action: actionOf(entry),
      sequence: entry.seq,
      provider: 'error-iq-tenant',
    },
    service: { name: 'error-iq-tenant', version },
    organization: { id: tenant },
    ...(kind === 'member' ? { user: { id } } : { process: { name: id } }),
    ...(entry.request && {
      http: { request: { method: entry.request.method, id: entry.request.id } },
      url: { path: entry.request.route },
    }),
    error_iq: { writes: entry.writes, events: entry.events },
  });
}

/**
 * An entry of the audit log as a message of syslog (RFC 5424), in a frame as TLS carries it (RFC 5425: its length in octets
 * before it). `body` is the entry as it was hashed.
 */
export function siemFrame(body: string, place: SiemPlace): Buffer {
  const entry = JSON.parse(body) as AuditEntry;
  const texts = { plain: () => body, cef: () => cef(entry, place), ecs: () => ecs(entry, place) };
  // Numbers of `meta` end at 2147483647 and begin anew (RFC 5424, section 7.3.1).
  const sequence = (entry.seq % 2_147_483_647) + 1;
  const head = `<${PRIORITY}>1 ${entry.at} ${place.host} error-iq-tenant - audit [meta sequenceId="${sequence}"]`;
  const message = Buffer.from(`${head} ${texts[place.format]()}`);
  return Buffer.concat([Buffer.from(`${message.length} `), message]);
}
