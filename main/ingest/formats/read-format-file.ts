import type { z } from 'zod';
import { formatDefinition, type FormatDefinition } from '#shared/model/format.ts';
import { isObject } from './field-values.ts';
import { idOf } from './lnav/definition-base.ts';
import { checkSamples, readLines, tryDefinition, type ExpectedSample } from './format-check.ts';
import { lnavFormat, withoutComments, type LnavFormat } from './lnav/file-syntax.ts';
import { levelNamed } from './lnav/levels.ts';
import { translateJson } from './lnav/translate-json.ts';
import { hasNoDate } from './lnav/time-formats.ts';
import { isClock, translateText, withoutTimes } from './lnav/translate-text.ts';
import { Refused, type Translation } from './lnav/translation.ts';

/** Something wrong in a format file: with which format, which pattern, which sample. */
export interface FileProblem {
  readonly format: string | null;
  readonly pattern: string | null;
  readonly sample: number | null;
  /** A whole sentence. */
  readonly message: string;
}

/** A format of a file, and what in it is not used. */
export interface FileFormat {
  readonly definition: FormatDefinition;
  /** What the file calls it. */
  readonly name: string;
  readonly from: 'lnav' | 'own';
  readonly notes: readonly string[];
}

/** What a format file holds. A format with a problem is not among `formats`. */
export interface FormatFile {
  readonly formats: readonly FileFormat[];
  readonly problems: readonly FileProblem[];
}

/** Whether a text is meant to be a format file: lnav's, or this app's own. */
export function looksLikeFormatFile(text: string): boolean {
  if (!/^\s*[{[]/.test(withoutComments(text))) return false;
  const file = parsed(text);
  if (file === null) return isBrokenLnav(text);
  const all = Array.isArray(file) ? file : [file];
  return all.length > 0 && all.every((one) => isOwn(one) || isLnav(one));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(withoutComments(text));
  } catch {
    return null;
  }
}

/** One that its author has not closed, say. The lines of a log of JSON are each whole, whatever stands in them. */
function isBrokenLnav(text: string): boolean {
  if (parsed(text.trimStart().split('\n', 1)[0] ?? '') !== null) return false;
  if (/"\$schema"\s*:\s*"https?:\/\/lnav\.org\/schemas\/format/.test(text)) return true;
  return /"regex"\s*:\s*\{/.test(text) && /"pattern"\s*:\s*"/.test(text);
}

function isOwn(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['id'] === 'string' &&
    typeof value['kind'] === 'string' &&
    'title' in value
  );
}

const TELLING = ['regex', 'line-format', 'timestamp-field', 'level-field', 'file-type', 'value'];

function isLnav(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (typeof value['$schema'] === 'string' && value['$schema'].includes('lnav.org/schemas/format'))
    return true;
  const formats = lnavEntries(value);
  return formats.length > 0 && formats.every(([, format]) => isObject(format) && tells(format));
}

/** A record of a log may have a key or two of these names, but not expressions. */
function tells(format: Record<string, unknown>): boolean {
  const { regex } = format;
  if (isObject(regex) && Object.values(regex).some((one) => isObject(one) && 'pattern' in one))
    return true;
  return TELLING.filter((key) => key in format).length >= 2;
}

function lnavEntries(file: Record<string, unknown>): [string, unknown][] {
  return Object.entries(file).filter(([name]) => !name.startsWith('$'));
}

/**
 * Reads a format file. Never throws for what is in it.
 *
 * @param known formats that these will stand among
 */
export function readFormatFile(text: string, known: readonly FormatDefinition[]): FormatFile {
  const broken = whereBroken(text);
  if (broken !== null) return failed(null, broken);
  const file = parsed(text);
  const all = Array.isArray(file) ? file : [file];
  const read = all.flatMap((one) => {
    if (isOwn(one)) return [readOwn(one, known)];
    if (isObject(one)) return lnavEntries(one).map(([name, given]) => readLnav(name, given, known));
    return [
      failed(
        null,
        'This is not a format file: it must be JSON, of the shape that lnav or this app writes.',
      ),
    ];
  });
  const result = {
    formats: read.flatMap(({ formats }) => formats),
    problems: read.flatMap(({ problems }) => problems),
  };
  if (read.length === 0) return failed(null, 'The file names no format.');
  return withoutTwins(result);
}

/** Where a text stops being JSON; null: it is. */
function whereBroken(text: string): string | null {
  try {
    JSON.parse(withoutComments(text));
    return null;
  } catch (error) {
    // Only the place: what V8 quotes may be anything, and a file that was chosen by mistake is no format file.
    const [, line, column] = /line (\d+) column (\d+)/.exec(String(error)) ?? [];
    const place = line === undefined ? 'it ends too early' : `see line ${line}, column ${column}`;
    return `This is not a format file: it is not JSON, ${place}.`;
  }
}

function withoutTwins({ formats, problems }: FormatFile): FormatFile {
  const twins = formats.filter(
    ({ definition }, index) =>
      formats.findIndex((other) => other.definition.id === definition.id) !== index,
  );
  return {
    formats: formats.filter((format) => !twins.includes(format)),
    problems: [
      ...problems,
      ...twins.map(({ name, definition }) =>
        problemOf(
          name,
          `Another format of the file has the id "${definition.id}" too; the first is kept.`,
        ),
      ),
    ],
  };
}

function problemOf(
  format: string | null,
  message: string,
  more: { pattern?: string | null; sample?: number | null } = {},
): FileProblem {
  return { format, pattern: more.pattern ?? null, sample: more.sample ?? null, message };
}

function failed(format: string | null, message: string, pattern: string | null = null): FormatFile {
  return { formats: [], problems: [problemOf(format, message, { pattern })] };
}

/** A definition of our own shape, as the analyst's own; or what is wrong with it. */
export function parseDefinition(
  value: unknown,
): { definition: FormatDefinition; complaint: null } | { definition: null; complaint: string } {
  const result = formatDefinition.safeParse(value);
  if (!result.success) return { definition: null, complaint: complaint(result.error) };
  return { definition: { ...result.data, own: true }, complaint: null };
}

function readOwn(value: unknown, known: readonly FormatDefinition[]): FormatFile {
  const name = isObject(value) ? String(value['id']) : '';
  const { definition, complaint: said } = parseDefinition(value);
  if (definition === null) return failed(name, `The format "${name}" ${said}`);
  if (definition.kind === 'search') {
    return failed(
      name,
      `The format "${name}" is of the kind "search", which only built-in formats are.`,
    );
  }
  return verified({ definition, name, from: 'own', notes: [] }, definition.samples, known);
}

function complaint(error: z.ZodError): string {
  const [issue] = error.issues;
  const at = issue?.path.join('.') ?? '';
  const said = issue?.code === 'invalid_value' ? oneOf(issue.values) : issue?.message;
  return `cannot be read: ${at === '' ? '' : `"${at}": `}${said ?? 'it has an error'}.`;
}

/** Said by the list of what may stand there: levels are words that nobody knows by heart. */
function oneOf(values: readonly unknown[]): string {
  return `it must be one of ${values.map(String).join(', ')}`;
}

function readLnav(name: string, given: unknown, known: readonly FormatDefinition[]): FormatFile {
  const result = lnavFormat.safeParse(given);
  if (!result.success) return failed(name, `The format "${name}" ${complaint(result.error)}`);
  const format = result.data;
  const read = readTranslated(name, format, known);
  return read.formats.length > 0 ? read : (readUntimed(name, format, known) ?? read);
}

/** A format of times of day only, whose records keep their places without a time; null: it is none. */
function readUntimed(
  name: string,
  format: LnavFormat,
  known: readonly FormatDefinition[],
): FormatFile | null {
  const { regex, sample = [], 'timestamp-format': given } = format;
  if (regex === undefined || (given !== undefined && ![given].flat().every(hasNoDate))) return null;
  const { formats, problems } = readTranslated(name, withoutTimes(format), known);
  const [found] = formats;
  if (found === undefined) return null;
  const time = format['timestamp-field'] ?? 'timestamp';
  const { format: compiled } = tryDefinition(found.definition, known);
  const times = sample.map(({ line }) =>
    compiled === null ? null : readLines(compiled, [line])[0]?.fields[time],
  );
  if (!times.every(isClock) || (given === undefined && times.length === 0)) return null;
  const note = `Its times have no date, so its records have none and keep their places; what the line says is the field "${time}".`;
  return { formats: [{ ...found, notes: [...found.notes, note] }], problems };
}

function readTranslated(
  name: string,
  format: LnavFormat,
  known: readonly FormatDefinition[],
): FormatFile {
  let translation: Translation;
  try {
    translation = translate(name, format);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return failed(name, `The format "${name}" was left out. ${error.message}`, error.pattern);
  }
  const expected = (format.sample ?? []).map(({ line, level }) => ({
    text: line,
    level: level === undefined ? null : levelNamed(level),
  }));
  return verified({ ...translation, name, from: 'lnav' }, expected, known);
}

function translate(name: string, format: LnavFormat): Translation {
  const isJson = format.json === true || format['file-type'] === 'json';
  if (isJson) return translateJson(name, format);
  if (format.regex !== undefined) return translateText(name, format);
  const converted = 'converter' in format;
  throw new Refused(
    null,
    converted
      ? 'It reads what a "converter" program makes of a file, and this app runs no programs.'
      : 'It has neither "regex" nor "json": it only changes a format of lnav that is not here.',
  );
}

function verified(
  format: FileFormat,
  expected: readonly ExpectedSample[],
  known: readonly FormatDefinition[],
): FormatFile {
  const { name } = format;
  const { format: compiled, problem } = tryDefinition(format.definition, known);
  if (compiled === null)
    return failed(name, `The format "${name}" was left out. ${problem.message}`);
  const problems = checkSamples(compiled, expected).map(({ message, sample }) =>
    problemOf(name, `The format "${name}" was left out: its sample ${sample} ${message}.`, {
      sample,
    }),
  );
  return problems.length > 0 ? { formats: [], problems } : { formats: [format], problems: [] };
}

/** A format file without one of its formats; null when none is left. Unchanged when it is not in it. */
export function withoutFormat(text: string, id: string): string | null {
  const file = parsed(text);
  if (Array.isArray(file)) {
    const rest = file.filter((one) => !(isOwn(one) && isObject(one) && one['id'] === id));
    return rest.length === file.length ? text : written(rest.length === 0 ? null : rest);
  }
  if (!isObject(file)) return text;
  if (isOwn(file)) return file['id'] === id ? null : text;
  const rest = Object.entries(file).filter(([name]) => name.startsWith('$') || idOf(name) !== id);
  if (rest.length === Object.keys(file).length) return text;
  const empty = rest.every(([name]) => name.startsWith('$'));
  return written(empty ? null : Object.fromEntries(rest));
}

function written(file: unknown): string | null {
  return file === null ? null : `${JSON.stringify(file, null, 2)}\n`;
}
