import { JsonDocuments, type JsonLayout } from './json-documents.ts';
import { otlpLines } from './otlp-lines.ts';
import type { TextWriter } from './text-writer.ts';

/** Members that hold the records of a whole document: CloudTrail, Azure, GuardDuty, OTLP, Microsoft Graph, AWS, Kubernetes, dmesg. */
const LISTS: readonly string[] = [
  'Records',
  'records',
  'Findings',
  'findings',
  'resourceLogs',
  'value',
  'events',
  'Events',
  'logEvents',
  'entries',
  'items',
  'results',
  'logs',
  'dmesg',
];

/** A document with one of these before its list is a record itself. */
const RECORDS_OWN = /^(?:@?time|timestamp|ts|date|msg|message|level|severity|log)/i;

const SCALAR = String.raw`(?:"(?:[^"\\]|\\.)*"|[-\d.eE+]+|true|false|null)`;
/** An object that holds no other, such as the `metadata` of a list of Kubernetes. */
const FLAT = String.raw`\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}`;
const MEMBER = String.raw`"([^"\\]*)"\s*:\s*`;
const BEFORE_LIST = new RegExp(
  `^\\{\\s*((?:${MEMBER}(?:${SCALAR}|${FLAT})\\s*,\\s*)*)${MEMBER}\\[\\s*[{\\]]`,
);
/** What Plaso's `psort -o json` writes: all events in one object. */
const NAMED = /^\{\s*"event_0"\s*:\s*\{/;
/** Begins each text of a JSON text sequence (RFC 7464), as `journalctl -o json-seq` writes them. */
const RECORD_SEPARATOR = '\u001E';
const PLAIN: JsonLayout = { list: null, isNamed: false, expand: null };
/** Members before a list are few. */
const SEARCHED = 4096;

/** How a text that starts with `head` holds its records when they are not one a line; null: they are, or it is no JSON. */
export function recogniseJson(head: string): (() => TextWriter) | null {
  const layout = layoutOf(head.trimStart());
  return layout === null ? null : () => new JsonDocuments(layout);
}

function layoutOf(head: string): JsonLayout | null {
  if (head.startsWith(RECORD_SEPARATOR)) return confirmed(head, PLAIN);
  const start = head.slice(0, SEARCHED);
  if (/^\[\s*\{/.test(start)) return confirmed(head, PLAIN);
  if (NAMED.test(start)) return confirmed(head, { ...PLAIN, isNamed: true });
  const list = listOf(start);
  if (list !== null) return { ...PLAIN, list, expand: list === 'resourceLogs' ? otlpLines : null };
  if (!/^(?:Record \d+\s*)?\{/.test(start)) return null;
  // A line that is a whole object: they stand one a line already.
  const newline = head.indexOf('\n');
  const line = newline < 0 ? head : head.slice(0, newline);
  return isObject(line) ? null : confirmed(head, PLAIN);
}

function listOf(start: string): string | null {
  const found = BEFORE_LIST.exec(start);
  const name = found?.[3];
  if (name === undefined || !LISTS.includes(name)) return null;
  const before = [
    ...(found?.[1] ?? '').matchAll(new RegExp(`${MEMBER}(?:${SCALAR}|${FLAT})`, 'g')),
  ];
  return before.some(([, key]) => RECORDS_OWN.test(key ?? '')) ? null : name;
}

/** The layout, when the first record that it makes of the head is one. */
function confirmed(head: string, layout: JsonLayout): JsonLayout | null {
  const text = new JsonDocuments(layout).push(Buffer.from(head, 'utf8')).toString('utf8');
  const newline = text.indexOf('\n');
  return newline >= 0 && isObject(text.slice(0, newline)) ? layout : null;
}

function isObject(text: string): boolean {
  try {
    return text.trimStart().startsWith('{') && typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
