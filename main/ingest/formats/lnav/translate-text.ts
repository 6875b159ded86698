import type { FormatDefinition } from '#shared/model/format.ts';
import {
  anchored,
  groupNames,
  parsePattern,
  PatternRefused,
  printPortable,
  rewrite,
  type Pattern,
} from '#shared/pattern/index.ts';
import { definitionBase } from './definition-base.ts';
import type { LnavFormat } from './file-syntax.ts';
import { levelSource } from './levels.ts';
import { Refused, type Translation } from './translation.ts';

/** Our groups for the parts of a record. */
const ROLES = ['time', 'level', 'message'] as const;

/** A timestamp field that no group can be. */
const NO_TIME = '';
/** A time of day, or minutes and seconds. */
const CLOCK = /^\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,9})?$/;

/** Whether what stands where a format's times are has no date, by one of its samples. */
export function isClock(text: unknown): boolean {
  return typeof text === 'string' && CLOCK.test(text);
}

/** A format whose times are a field like any other, as they cannot be placed. */
export function withoutTimes(format: LnavFormat): LnavFormat {
  const { 'timestamp-format': _unused, ...rest } = format;
  return { ...rest, 'timestamp-field': NO_TIME };
}

/** What each group of lnav's is called here. */
type Names = ReadonlyMap<string, string>;

/** @throws Refused naming the pattern and the construct */
export function translateText(name: string, format: LnavFormat): Translation {
  const notes: string[] = [];
  const patterns: string[] = [];
  const seen = new Set<string>();
  const levelField = format['level-field'] ?? 'level';
  const names = namesOf(format);
  for (const [label, expression] of Object.entries(format.regex ?? {})) {
    if (expression['module-format'] === true) {
      notes.push(`The pattern "${label}" reads what stands inside other formats, and is left out.`);
      continue;
    }
    const { pattern } = expression;
    const parsed = parseNamed(Array.isArray(pattern) ? pattern.join('') : pattern, label);
    for (const group of groupNames(parsed)) seen.add(group);
    patterns.push(printPortable(anchored(renamed(parsed, names))));
  }
  if (patterns.length === 0) {
    const labels = Object.keys(format.regex ?? {}).map((label) => `"${label}"`);
    throw new Refused(
      null,
      labels.length === 0
        ? 'It has no pattern.'
        : `It has none but module-format patterns (${labels.join(', ')}): they read what stands inside lines of other formats, which is not done here.`,
    );
  }
  const time = format['timestamp-field'] ?? 'timestamp';
  if (time !== NO_TIME && !seen.has(time)) {
    notes.push(`No pattern has the group "${time}", so its records have no time.`);
  }
  for (const [from, to] of names) {
    if (seen.has(from) && !isRole(to) && from !== to)
      notes.push(`The group "${from}" is the field "${to}".`);
  }
  const hasLevel = seen.has(levelField);
  const definition: FormatDefinition = {
    ...definitionBase(name, format, notes),
    kind: 'text',
    levelFrom: hasLevel ? [levelSource(format, names.get(levelField) ?? levelField)] : [],
    asText: fieldsOfKind(format, names, (kind) => !NUMBERS.has(kind) && kind !== 'boolean'),
    asNumber: fieldsOfKind(format, names, (kind) => NUMBERS.has(kind)),
    banner: [],
    patterns,
  };
  return { definition, notes };
}

function isRole(name: string): boolean {
  return ROLES.some((role) => role === name);
}

function parseNamed(source: string, label: string): Pattern {
  try {
    return parsePattern(source);
  } catch (error) {
    if (!(error instanceof PatternRefused)) throw error;
    throw new Refused(
      label,
      `The pattern "${label}" has ${error.message}, which cannot be read here.`,
    );
  }
}

/** Renames the groups of the roles, and whatever else would bear their names. */
function namesOf(format: LnavFormat): Names {
  const names = new Map<string, string>();
  for (const role of ROLES) names.set(role, `${role}_field`);
  names.set(format['timestamp-field'] ?? 'timestamp', 'time');
  names.set(format['body-field'] ?? 'body', 'message');
  // A field of its own, such as a status, stays one although it tells the level.
  if ((format['level-field'] ?? 'level') === 'level') names.set('level', 'level');
  return names;
}

function renamed(pattern: Pattern, names: Names): Pattern {
  return rewrite(pattern, (node) =>
    node.kind === 'group' && node.name !== null
      ? { ...node, name: names.get(node.name) ?? node.name }
      : node,
  );
}

const NUMBERS: ReadonlySet<string> = new Set(['integer', 'float']);

function fieldsOfKind(
  format: LnavFormat,
  names: Names,
  wanted: (kind: string) => boolean,
): string[] {
  return Object.entries(format.value ?? {})
    .filter(([, { kind }]) => kind !== undefined && wanted(kind))
    .map(([field]) => names.get(field) ?? field)
    .filter((field) => !isRole(field));
}
