import { isObject, jsonNumber, jsonText } from './field-values.ts';

/** A stack trace is a text or a list of its lines. */
export function stackText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  const lines = Array.isArray(value) ? value.filter((line) => typeof line === 'string') : [];
  return lines.length === 0 ? null : lines.join('\n');
}

/**
 * A message is a text; a list or a number there is shown as JSON, and an object is none: what stands in it are fields.
 * journald writes bytes that are not UTF-8 text as numbers.
 */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null || isObject(value)) return null;
  if (isByteArray(value)) return Buffer.from(value).toString('utf8');
  return jsonText(value);
}

function isByteArray(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every(isByte);
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;
}

/** What `timeText` makes of a number that stands in a line. */
export function timeTextOf(number: string): string {
  return timeText(jsonNumber(number), '', `"":${number}`);
}

/** Nanoseconds since 1970 do not fit a double: their digits are taken from the line. */
export function timeText(value: unknown, path: string, line: string): string {
  if (typeof value !== 'number') return typeof value === 'string' ? value : '';
  if (value <= Number.MAX_SAFE_INTEGER) return String(value);
  const at = line.indexOf(`"${path}"`);
  return /^\s*:\s*(\d+)/.exec(line.slice(at + path.length + 2))?.[1] ?? String(value);
}
