import type { PersonalKind } from '#shared/model/personal-data.ts';
import { isLuhn } from './checksums.ts';
import { kindOfField, mayName } from './field-names.ts';
import type { Report } from './findings.ts';

/** Longest names and values that are looked at. */
const NAME = 48;
const VALUE = 4096;

const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122;
const isNameCode = (code: number): boolean =>
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  (code >= 97 && code <= 122) ||
  code === 95 ||
  code === 45 ||
  code === 46 ||
  code > 0xbf;

/** Values that stand where something is left out. */
const NOTHING =
  /^(?:|null|nil|none|undefined|true|false|yes|no|n\/?a|unknown|anonymous|empty|missing|required|invalid|expired|changed|incorrect|wrong|redacted|masked|hidden|filtered|secret|password|string|text|-+|\*+|x+|\.+|<.*>?|\[.*\]?|\{.*\}?|\$.*|%.*|\(.*\)?|\?+|0+)$/i;

/** Accounts that are a program's, or everybody's. */
const NOBODY: ReadonlySet<string> = new Set(
  'root admin administrator system nobody daemon guest test user users operator service localsystem sys sa postgres mysql oracle mongodb redis nginx apache www www-data httpd tomcat jenkins hadoop hdfs yarn spark kafka elastic elasticsearch kibana logstash grafana prometheus git ubuntu ec2-user centos debian vagrant docker default public anonymous bin sync mail ftp sshd ssh news uucp cron rpc ntp dbus cyrus dovecot postfix nova neutron glance keystone cinder systemd-network syslog bot app api web worker master local null none unknown logon failure success zookeeper mapred hive rabbitmq ansible deploy ci backup monitor nagios zabbix network iis_iusrs defaultaccount nt'.split(
    ' ',
  ),
);

/** Whether an account belongs to no person. */
export const isNobody = (user: string): boolean =>
  NOBODY.has(user.toLowerCase()) ||
  /^\d{1,4}$/.test(user) ||
  user.endsWith('$') ||
  user.startsWith('S-1-') ||
  /^(?:NT |BUILTIN|WORKGROUP)/i.test(user);

/** The value of a personal field, from the "=" or ":" behind its name. Gives where to go on. */
export function findFieldValue(text: string, at: number, report: Report): number {
  const next = at + 1;
  const name = nameBefore(text, at);
  if (name === null) return next;
  const kind = kindOfField(name);
  if (kind === null) return next;
  const value = valueAfter(text, next, text.charCodeAt(at) === 58, kind);
  if (value === null) return next;
  const { start, end } = value;
  const content = text.slice(start, end);
  if (NOTHING.test(content)) return next;
  return reportValue({ kind, name, content, start, end, quoted: value.quoted, text }, report)
    ? end
    : next;
}

function nameBefore(text: string, at: number): string | null {
  let end = at;
  if (text.charCodeAt(end - 1) === 62) end--;
  let spaces = 0;
  while (text.charCodeAt(end - 1) === 32 && spaces < 2) {
    end--;
    spaces++;
  }
  const quote = text.charCodeAt(end - 1);
  const quoted = quote === 34 || quote === 39 || quote === 93;
  if (quoted) {
    end--;
    if (quote === 93 && (text.charCodeAt(end - 1) === 34 || text.charCodeAt(end - 1) === 39)) end--;
    while (text.charCodeAt(end - 1) === 92) end--;
  }
  if (end <= 0 || !mayName(text.charCodeAt(end - 1))) return null;
  let start = end;
  const least = Math.max(0, end - NAME);
  while (start > least && isNameCode(text.charCodeAt(start - 1))) start--;
  // "Account Name: x", "Date of birth: x": up to three words, the first of them with a capital.
  if (!quoted && text.charCodeAt(at) === 58 && mayBeWords(text, start)) {
    const words = /(?:^|[\n\t,;>])[ \t>-]*([\p{L}][\p{L}' -]{2,40})$/u.exec(
      text.slice(Math.max(0, end - NAME), end),
    );
    const many = words?.[1];
    if (many?.includes(' ') === true && kindOfField(many.replaceAll("'", '')) !== null)
      return many.replaceAll("'", '');
  }
  const name = text.slice(start, end);
  if (end - start === 4 && /^name$/i.test(name)) {
    return (quoted ? nameInside(text, start) : nameOfWhom(text, start)) ?? name;
  }
  return start === end ? null : name;
}

/** How far before a name in JSON the object is looked for that it stands in. */
const INSIDE = 300;

/** `{"customer":{"id":7,"name":`: whose name it is, the object's own name says; null: none that makes a field of it. */
function nameInside(text: string, start: number): string | null {
  let depth = 0;
  for (let at = start - 1; at >= Math.max(0, start - INSIDE); at--) {
    const code = text.charCodeAt(at);
    if (code === 125) depth++;
    if (code !== 123 || depth-- > 0) continue;
    const whose = /([\p{L}_-]{2,20})\\{0,8}["']\s{0,4}:\s{0,4}$/u.exec(
      text.slice(Math.max(0, at - 40), at),
    )?.[1];
    return whose === undefined ? null : fieldOf(whose, ['name', 'user']);
  }
  return null;
}

function fieldOf(whose: string, kinds: readonly PersonalKind[]): string | null {
  const field = `${whose}name`;
  const kind = kindOfField(field);
  return kind !== null && kinds.includes(kind) ? field : null;
}

/** "customer name=": whose name it is stands in the word before; null: no word that makes a field of it. */
function nameOfWhom(text: string, start: number): string | null {
  const whose = /(?<![\p{L}\d_.-])(\p{L}{2,12}) $/u.exec(
    text.slice(Math.max(0, start - 16), start),
  )?.[1];
  return whose === undefined ? null : fieldOf(whose, ['name']);
}

/** Whether letters stand before the last word of a name, as far back as a line or a field begins. */
function mayBeWords(text: string, start: number): boolean {
  if (text.charCodeAt(start - 1) !== 32) return false;
  for (let at = start - 2; at >= Math.max(0, start - NAME); at--) {
    const code = text.charCodeAt(at);
    if (isLetter(code) || code === 32 || code === 39 || code === 45 || code > 127) continue;
    // Behind these a field may begin.
    return code === 10 || code === 9 || code === 44 || code === 59 || code === 62;
  }
  return true;
}

interface Value {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

/** Kinds whose value may have spaces in it, up to the end of its line. */
const WORDY: ReadonlySet<PersonalKind> = new Set([
  'name',
  'address',
  'cookie',
  'phone',
  'national-id',
  'card',
  'iban',
  'birth-date',
]);

function valueAfter(
  text: string,
  from: number,
  isColon: boolean,
  kind: PersonalKind,
): Value | null {
  let start = from;
  const spaces = isColon ? 6 : 1;
  while ((text.charCodeAt(start) === 32 || text.charCodeAt(start) === 9) && start - from < spaces)
    start++;
  let opening = '';
  while (text.charCodeAt(start) === 92 && start - from < 12) {
    opening += '\\';
    start++;
  }
  const quote = text[start];
  const most = Math.min(text.length, start + VALUE);
  if (quote === '"' || quote === "'" || quote === '`') {
    opening += quote;
    const begin = start + 1;
    for (let end = begin; end < most; end++) {
      const code = text.charCodeAt(end);
      if (code === 10) return opening.length > 1 ? null : { start: begin, end, quoted: true };
      if (text[end] === quote) {
        // In a quoted string the same number of backslashes stands before the mark that closes it.
        let slashes = 0;
        while (text.charCodeAt(end - 1 - slashes) === 92) slashes++;
        if (slashes <= opening.length - 1)
          return { start: begin, end: end - slashes, quoted: true };
      }
    }
    return null;
  }
  if (opening !== '') return null;
  const wordy = WORDY.has(kind);
  let end = start;
  for (; end < most; end++) {
    const code = text.charCodeAt(end);
    if (code === 10 || code === 13 || code === 9 || code === 34) break;
    if (!wordy && (code === 32 || code === 39 || code === 60 || code === 62)) break;
    if (
      kind !== 'cookie' &&
      (code === 44 ||
        code === 59 ||
        code === 38 ||
        code === 125 ||
        code === 93 ||
        code === 124 ||
        code === 41)
    )
      break;
    if (wordy && kind !== 'cookie' && isNextField(text, end)) break;
  }
  while (end > start && text.charCodeAt(end - 1) === 32) end--;
  return end === start ? null : { start, end, quoted: false };
}

/** Whether a space at `at` is followed by the name of another field. */
function isNextField(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 32) return false;
  let end = at + 1;
  while (isNameCode(text.charCodeAt(end)) && end - at < NAME) end++;
  const code = text.charCodeAt(end);
  return (
    end === at + 1 || code === 61 || (code === 58 && end > at + 1) || text.charCodeAt(at + 1) === 45
  );
}

interface FieldValue {
  readonly kind: PersonalKind;
  readonly name: string;
  readonly content: string;
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  readonly text: string;
}

function reportValue(field: FieldValue, report: Report): boolean {
  const { kind, content, start, end, quoted, text, name } = field;
  switch (kind) {
    case 'password': {
      // "password: the server refused it" is a sentence.
      if (
        !quoted &&
        text.charCodeAt(start - 1) === 32 &&
        /^[a-z]+$/.test(content) &&
        /^ [a-z]/.test(text.slice(end, end + 2))
      )
        return false;
      if (
        /^pass$/i.test(name) &&
        (/^\d{1,6}$/.test(content) || /^[a-z]+$/i.test(content)) &&
        !quoted
      )
        return false;
      report(kind, start, end, 0.9, content);
      return true;
    }
    case 'access-key': {
      const isLong = content.length >= 8 && /\d|[+=~!#]/.test(content) && !/\s/.test(content);
      const isCode = /^(?:otp|.*code)$/i.test(name) && /^\d{4,8}$/.test(content);
      if (/^(?:sig|signature)$/i.test(name) && content.length < 24) return false;
      if (!isLong && !isCode && !(quoted && /secret|key/i.test(name) && content.length >= 6))
        return false;
      if (/^(?:\/|\.|https?:)/.test(content) || /^[A-Z_]+$/.test(content)) return false;
      report(kind, start, end, 0.85, content);
      return true;
    }
    case 'cookie': {
      if (content.length < 8) return false;
      report(kind, start, end, 0.85, content);
      return true;
    }
    case 'user': {
      const bare = content.includes('\\') ? content.slice(content.lastIndexOf('\\') + 1) : content;
      const from = end - bare.length;
      if (!/^[\p{L}][\p{L}\d._@-]{1,63}$/u.test(bare) || isNobody(bare) || bare.includes('@'))
        return false;
      // "user: authentication failed" is a sentence; owners and authors are modules as often as people.
      if (
        !quoted &&
        text.charCodeAt(start - 1) === 32 &&
        /^ [a-z]/.test(text.slice(end, end + 2)) &&
        text.charCodeAt(start - 2) === 58
      )
        return false;
      if (
        /^(?:owner|operator|author|actor|principal|account|customer)$/i.test(name) &&
        !quoted &&
        /^[a-z]+$/.test(bare) &&
        bare.length < 3
      )
        return false;
      report(kind, from, end, 0.8, bare.toLowerCase());
      return true;
    }
    case 'name': {
      if (!/\p{L}{2}/u.test(content) || content.length > 80 || /[/\\=@{}_]|\d{3}/.test(content))
        return false;
      if (!quoted && !/^\p{Lu}/u.test(content) && text.charCodeAt(start - 1) === 32) return false;
      report(kind, start, end, 0.8, plainName(content));
      return true;
    }
    case 'email':
      return false;
    case 'phone': {
      const digits = content.replace(/\D/g, '');
      if (digits.length < 6 || digits.length > 16 || /[A-Za-z]{3}/.test(content)) return false;
      report(kind, start, end, 0.9, `${content.startsWith('+') ? '+' : ''}${digits}`);
      return true;
    }
    case 'card': {
      const digits = content.replace(/\D/g, '');
      if (digits.length < 12 || digits.length > 19 || !isLuhn(digits)) return false;
      report(kind, start, end, 1, digits);
      return true;
    }
    case 'national-id':
    case 'iban': {
      const compact = content.replace(/[\s./-]/g, '').toUpperCase();
      if (!/^[A-Z\d]{5,34}$/.test(compact) || !/\d{3}/.test(compact)) return false;
      report(kind, start, end, 0.8, compact);
      return true;
    }
    case 'birth-date': {
      if (
        !/^\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}|^\d{1,2} \p{L}{3,9} \d{4}|^\p{L}{3,9} \d{1,2},? \d{4}/u.test(
          content,
        )
      )
        return false;
      report(kind, start, end, 0.85, content.slice(0, 10));
      return true;
    }
    case 'place': {
      if (content.length > 40 || !(/\d{3}/.test(content) || (quoted && /^\p{Lu}/u.test(content))))
        return false;
      report(kind, start, end, 0.7, content.toLowerCase());
      return true;
    }
    case 'address': {
      if (
        !/\p{L}/u.test(content) ||
        !/[\d ]/.test(content) ||
        content.length < 5 ||
        /^[a-z]+:\/\//.test(content)
      )
        return false;
      if (/^[\d.:a-fx]+$/i.test(content)) return false;
      report(kind, start, end, 0.7, content.toLowerCase());
      return true;
    }
    default:
      return false;
  }
}

/** A name as it is compared: case and spaces do not matter. */
export const plainName = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase();
