import type { FormatDefinition } from '#shared/model/format.ts';
import { PatternRefused, boundedTest } from '#shared/pattern/index.ts';
import { unusedKeys, type LnavFormat } from './file-syntax.ts';
import { LETTERS, unknownLevels } from './levels.ts';
import { layoutsOf, TimeFormatRefused, USUAL_LAYOUTS } from './time-formats.ts';
import { Refused } from './translation.ts';

const KINDS: ReadonlySet<string> = new Set([
  'string',
  'integer',
  'float',
  'boolean',
  'json',
  'struct',
  'quoted',
  'xml',
  'timestamp',
  'any',
]);

type Base = Omit<Extract<FormatDefinition, { kind: 'search' }>, 'kind' | 'dates'>;

/** The id of a format by its name in lnav's file. */
export function idOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/**
 * What text and JSON formats have in common. Adds to `notes` what is not used.
 *
 * @throws Refused
 */
export function definitionBase(name: string, format: LnavFormat, notes: string[]): Base {
  const id = idOf(name);
  if (id === '') throw new Refused(null, 'Its name has no letters or digits.');
  for (const key of unusedKeys(format)) notes.push(`"${key}" is not used here.`);
  for (const level of unknownLevels(format)) notes.push(`There is no level "${level}".`);
  for (const [field, { kind }] of Object.entries(format.value ?? {})) {
    if (kind !== undefined && !KINDS.has(kind)) {
      notes.push(`The field "${field}" is of the kind "${kind}", which is read as text.`);
    }
  }
  const filePattern = format['file-pattern'];
  if (filePattern !== undefined) checkFilePattern(filePattern);
  return {
    id,
    title: (format.title ?? name).slice(0, 80) || name,
    layouts: timeLayouts(format),
    levels: format.level === undefined ? LETTERS : {},
    levelFrom: [],
    levelInMessage: false,
    continuation: format.multiline === false ? 'indented' : 'any',
    zeroIsNone: false,
    absent: [],
    expand: [],
    wrapper: false,
    later: [],
    multiline: false,
    mixed: false,
    own: true,
    ...(filePattern === undefined ? {} : { filePattern }),
    asText: [],
    asNumber: [],
    samples: [],
  };
}

function checkFilePattern(source: string): void {
  try {
    boundedTest(source);
  } catch (error) {
    if (!(error instanceof PatternRefused || error instanceof SyntaxError)) throw error;
    throw new Refused(null, `Its "file-pattern" has ${error.message}, which cannot be read here.`);
  }
}

const DIVISORS: ReadonlyMap<number, string> = new Map([
  [1, 'epoch-s'],
  [1000, 'epoch-ms'],
  [1_000_000, 'epoch-us'],
  [1_000_000_000, 'epoch-ns'],
]);

function timeLayouts(format: LnavFormat): string[] {
  const given = format['timestamp-format'] ?? [];
  const formats = typeof given === 'string' ? [given] : given;
  const layouts = formats.flatMap((one) => {
    try {
      return layoutsOf(one);
    } catch (error) {
      if (!(error instanceof TimeFormatRefused)) throw error;
      throw new Refused(null, `Its timestamp-format "${one}" has ${error.message}.`);
    }
  });
  const divisor = format['timestamp-divisor'];
  if (divisor === undefined) return layouts.length > 0 ? layouts : [...USUAL_LAYOUTS];
  const epoch = DIVISORS.get(divisor);
  if (epoch === undefined) {
    throw new Refused(
      null,
      `Its timestamp-divisor is ${divisor}; 1, 1000, 1000000 and 1000000000 can be read.`,
    );
  }
  // A number, or a text as other writers of the same log have it.
  return [epoch, ...layouts, ...USUAL_LAYOUTS.filter((layout) => layout !== 'epoch')];
}
