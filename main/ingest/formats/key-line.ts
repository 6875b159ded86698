import type { LinePart } from '#shared/model/format.ts';
import { jsonText } from './field-values.ts';
import { keyPath, type KeyPath } from './key-path.ts';

type Shown = Exclude<LinePart, string>;

/** A part of a composed message, ready for use. */
export type LineStep =
  | { readonly text: string }
  | { readonly path: KeyPath; readonly shown: Shown };

/** Makes the declared parts of a message ready, see `line` in `shared/model/format.ts`. */
export function lineOf(parts: readonly LinePart[]): LineStep[] {
  return parts.map((part) =>
    typeof part === 'string' ? { text: part } : { path: keyPath(part.field), shown: part },
  );
}

/** The composed message of one record; null when it has none of the values. */
export function sayLine(line: readonly LineStep[], keys: Record<string, unknown>): string | null {
  let said = '';
  let any = false;
  for (const step of line) {
    if ('text' in step) {
      said += step.text;
      continue;
    }
    const value = valueText(step.path.get(keys));
    any ||= value !== '';
    said += value === '' && step.shown.missing === '' ? '' : dressed(value, step.shown);
  }
  return any ? said.trim() : null;
}

function dressed(value: string, shown: Shown): string {
  const text = fitted(transformed(value === '' ? shown.missing : value, shown), shown);
  const padded =
    shown.align === 'right' ? text.padStart(shown.minWidth) : text.padEnd(shown.minWidth);
  return `${shown.prefix}${padded}${shown.suffix}`;
}

function transformed(text: string, { transform }: Shown): string {
  switch (transform) {
    case 'uppercase':
      return text.toUpperCase();
    case 'lowercase':
      return text.toLowerCase();
    case 'capitalize':
      return text.charAt(0).toUpperCase() + text.slice(1);
    case 'none':
      return text;
  }
}

function fitted(text: string, { maxWidth, overflow }: Shown): string {
  if (maxWidth === 0 || text.length <= maxWidth) return text;
  switch (overflow) {
    case 'truncate':
      return text.slice(0, maxWidth);
    case 'dot-dot':
      return `${text.slice(0, Math.ceil(maxWidth / 2) - 1)}..${text.slice(-Math.floor(maxWidth / 2) + 1)}`;
    case 'last-word':
      return text.split(/[.\-/:]/).at(-1) ?? text;
    case 'abbrev':
      return abbreviated(text, maxWidth);
  }
}

/** `com.example.Shop` as `c.e.Shop`: words become their first letters, from the left, until it fits. */
function abbreviated(text: string, width: number): string {
  const words = text.split(/([.\-/:])/);
  let length = text.length;
  for (let index = 0; index < words.length - 1 && length > width; index += 2) {
    const word = words[index] ?? '';
    words[index] = word.slice(0, 1);
    length -= Math.max(0, word.length - 1);
  }
  return words.join('');
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? (jsonText(value) ?? '') : JSON.stringify(value);
}
