import { z } from 'zod';

/** One regular expression of a text format. */
const expression = z.looseObject({
  pattern: z.union([z.string(), z.array(z.string())]),
  'module-format': z.boolean().optional(),
});

const levelValue = z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))]);

const linePart = z.union([
  z.string(),
  z.looseObject({
    field: z.string(),
    'default-value': z.string().optional(),
    align: z.enum(['left', 'right']).optional(),
    'min-width': z.number().optional(),
    'max-width': z.number().optional(),
    'auto-width': z.boolean().optional(),
    'text-transform': z.enum(['none', 'uppercase', 'lowercase', 'capitalize']).optional(),
    'timestamp-format': z.string().optional(),
    overflow: z.enum(['abbrev', 'truncate', 'dot-dot', 'last-word']).optional(),
    prefix: z.string().optional(),
    suffix: z.string().optional(),
  }),
]);

const sample = z.looseObject({ line: z.string(), level: z.string().optional() });

/** What of a definition of lnav's is read. The rest is named, not refused. */
export const lnavFormat = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  regex: z.record(z.string(), expression).optional(),
  json: z.boolean().optional(),
  'file-type': z.enum(['text', 'json']).optional(),
  'file-pattern': z.string().optional(),
  'line-format': z.array(linePart).optional(),
  'timestamp-field': z.string().optional(),
  'timestamp-format': z.union([z.string(), z.array(z.string())]).optional(),
  'timestamp-divisor': z.number().positive().optional(),
  'subsecond-field': z.string().optional(),
  'subsecond-unit': z.enum(['milli', 'micro', 'nano']).optional(),
  'level-field': z.string().optional(),
  'body-field': z.string().optional(),
  level: z.record(z.string(), levelValue).optional(),
  multiline: z.boolean().optional(),
  value: z.record(z.string(), z.looseObject({ kind: z.string().optional() })).optional(),
  sample: z.union([z.array(sample), sample.transform((one) => [one])]).optional(),
});

export type LnavFormat = z.infer<typeof lnavFormat>;

/** Keys that need no word: read here, or about things that this app shows in its own way. */
const SILENT: ReadonlySet<string> = new Set([
  ...Object.keys(lnavFormat.shape),
  'url',
  'hide-extra',
  'hide-file',
  'ordered-by-time',
  'convert-to-local-time',
  'max-unrecognized-lines',
  'opid-field',
  'opid',
  'thread-id-field',
  'duration-field',
  'duration-divisor',
  'src-file-field',
  'src-line-field',
  'src-location-field',
  'start-timestamp-field',
  'module-field',
  'mime-types',
  'subsecond-units',
]);

/** Keys of a definition that are not used here. */
export function unusedKeys(format: LnavFormat): string[] {
  return Object.keys(format).filter((key) => !SILENT.has(key));
}

/** JSON as lnav's parser takes it: with comments, and `#!` in the first line. */
export function withoutComments(text: string): string {
  const body = text.replace(/^\uFEFF/, '').replace(/^#![^\n]*/, '');
  return body.replaceAll(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found) =>
    // As many lines as before: what is wrong in the file is told by its line.
    found.startsWith('"') ? found : found.replaceAll(/[^\n]/g, ' '),
  );
}
