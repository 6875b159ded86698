import type { FormatDefinition, LinePart } from '#shared/model/format.ts';
import { definitionBase } from './definition-base.ts';
import type { LnavFormat } from './file-syntax.ts';
import { levelSource } from './levels.ts';
import type { Translation } from './translation.ts';

type LnavPart = NonNullable<LnavFormat['line-format']>[number];

const DIGITS = { milli: 3, micro: 6, nano: 9 } as const;

/** lnav writes the way into an object with slashes. */
function pathOf(field: string): string {
  return field.replaceAll('/', '.');
}

/** @throws Refused */
export function translateJson(name: string, format: LnavFormat): Translation {
  const notes: string[] = [];
  const time = format['timestamp-field'] ?? 'timestamp';
  const level = format['level-field'] ?? 'level';
  const body = bodyOf(format);
  const line = format['line-format'] ?? [];
  const subsecond = format['subsecond-field'];
  const unit = format['subsecond-unit'] ?? unitOf(format);
  if (subsecond !== undefined && unit === undefined) {
    notes.push('"subsecond-field" has no "subsecond-unit", so it is not used.');
  }
  const definition: FormatDefinition = {
    ...definitionBase(name, format, notes),
    kind: 'json',
    // What stands between the lines of JSON is not part of a record.
    continuation: 'indented',
    time: [pathOf(time)],
    level: format.level === undefined ? [pathOf(level)] : [],
    levelFrom: format.level === undefined ? [] : [levelSource(format, pathOf(level))],
    message: body === null ? [] : [pathOf(body)],
    stack: [],
    required: requiredOf(time, format['body-field']),
    line: composed(line, new Set(['__timestamp__', '__level__', time, level])),
    ...(subsecond === undefined || unit === undefined
      ? {}
      : { subsecond: { field: pathOf(subsecond), digits: DIGITS[unit] } }),
    partialWithoutNewline: false,
  };
  return { definition, notes };
}

function unitOf(format: LnavFormat): keyof typeof DIGITS | undefined {
  const unit = format['subsecond-units'];
  return unit === 'milli' || unit === 'micro' || unit === 'nano' ? unit : undefined;
}

function requiredOf(time: string, body: string | undefined): Record<string, 'any'> {
  const required: Record<string, 'any'> = { [pathOf(time)]: 'any' };
  if (body !== undefined) required[pathOf(body)] = 'any';
  return required;
}

/** The field that is the message; null when the line is composed of several. */
function bodyOf(format: LnavFormat): string | null {
  const given = format['body-field'];
  if (given !== undefined) return given;
  const used = format.value?.['body'] !== undefined || (format['line-format'] ?? []).length === 0;
  return used ? 'body' : null;
}

/** The line without its time and level, which stand in columns of their own here. */
function composed(parts: readonly LnavPart[], left: ReadonlySet<string>): LinePart[] {
  const line: LinePart[] = [];
  let dropped = true;
  for (const part of parts) {
    if (typeof part !== 'string') {
      dropped = left.has(part.field);
      if (!dropped) line.push(shownOf(part));
    } else if (!dropped || part.trim() !== '') {
      line.push(part);
      dropped = false;
    }
  }
  return line;
}

function shownOf(part: Exclude<LnavPart, string>): LinePart {
  return {
    field: pathOf(part.field),
    missing: part['default-value'] ?? '-',
    prefix: part.prefix ?? '',
    suffix: part.suffix ?? '',
    align: part.align ?? 'left',
    minWidth: Math.min(200, Math.max(0, Math.trunc(part['min-width'] ?? 0))),
    maxWidth: Math.min(10_000, Math.max(0, Math.trunc(part['max-width'] ?? 0))),
    overflow: part.overflow ?? 'abbrev',
    transform: part['text-transform'] ?? 'none',
  };
}
