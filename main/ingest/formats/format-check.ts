import type { FormatDefinition } from '#shared/model/format.ts';
import { levelOf, type Level } from '#shared/model/level.ts';
import { formatTimeUtc, type Fields } from '#shared/model/record.ts';
import { compileDefinition } from './compile-definition.ts';
import { PatternRefused } from '#shared/pattern/index.ts';
import {
  unreadHeader,
  type CompiledFormat,
  type DetectingReader,
  type RecordHeader,
} from './record-reader.ts';
import { compilePattern } from './text-pattern.ts';

/** What is wrong with a format, said so that its author can mend it. */
export interface FormatProblem {
  /** A sentence that names the place and the construct. */
  readonly message: string;
  /** Number of the sample, from 1; null: it is not about a sample. */
  readonly sample: number | null;
}

/** The end of a sample's or a test's dates without a year: mid 2024. */
const MID_2024 = Date.UTC(2024, 5, 30) * 1000;

/** One line as a format reads it. */
export interface ReadLine {
  readonly line: string;
  /** `record`: it starts one. `continued`: it belongs to the one above. `unread`: nothing explains it. */
  readonly as: 'record' | 'continued' | 'unread';
  readonly time: string | null;
  readonly level: Level;
  readonly message: string;
  readonly fields: Fields;
}

/**
 * Makes a definition of a person's ready, or says what keeps it from being that.
 *
 * @param all the formats that it will stand among
 */
export function tryDefinition(
  definition: FormatDefinition,
  all: readonly FormatDefinition[],
): { format: CompiledFormat; problem: null } | { format: null; problem: FormatProblem } {
  if (definition.kind === 'text') {
    for (const [index, source] of definition.patterns.entries()) {
      const said = complaintOf(() => compilePattern(source, definition));
      if (said !== null) return refusal(`Pattern ${index + 1} has ${said}.`);
    }
  }
  let format: CompiledFormat | null = null;
  const said = complaintOf(() => {
    format = compileDefinition(definition, all);
  });
  if (format === null) return refusal(`It has ${said ?? 'an error'}.`);
  return { format, problem: null };
}

function refusal(message: string): { format: null; problem: FormatProblem } {
  return { format: null, problem: { message, sample: null } };
}

function complaintOf(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof PatternRefused || error instanceof SyntaxError) return error.message;
    throw error;
  }
}

/** How a format reads each of some lines, with the fields of whole records at their first line. */
export function readLines(format: CompiledFormat, lines: readonly string[]): ReadLine[] {
  const reader = format.open({ zone: 'Z', year: null, referenceUs: MID_2024 });
  const header = unreadHeader();
  const starts: { at: number; read: ReadLine }[] = [];
  const all = lines.map((line, at): ReadLine => {
    const begins = reader.read(line, header);
    const open = starts.at(-1);
    if (!begins && open !== undefined) {
      // A later line may tell the record's time and level, as `ChunkPass` takes them.
      if (open.read.as === 'record') open.read = { ...open.read, ...timeAndLevel(header) };
      return continued(line);
    }
    const read = begins ? recordOf(line, header) : { ...continued(line), as: 'unread' as const };
    starts.push({ at, read });
    return read;
  });
  for (const [index, { at, read }] of starts.entries()) {
    if (read.as !== 'record') continue;
    const text = lines.slice(at, starts[index + 1]?.at ?? lines.length).join('\n');
    all[at] = { ...read, message: reader.message(text), fields: reader.fields(text) };
  }
  return all;
}

function continued(line: string): ReadLine {
  return { line, as: 'continued', time: null, level: 'unknown', message: '', fields: {} };
}

function recordOf(line: string, header: RecordHeader): ReadLine {
  return {
    line,
    as: header.explained ? 'record' : 'unread',
    ...timeAndLevel(header),
    message: header.message,
    fields: {},
  };
}

function timeAndLevel(header: RecordHeader): Pick<ReadLine, 'time' | 'level'> {
  const { timeUs: us, timeNs: ns, timeDigits: digits } = header;
  return {
    time: Number.isNaN(us) ? null : formatTimeUtc({ us, ns, digits }),
    level: levelOf(header.level),
  };
}

/** A line that must be read, and the level that it must have; null: any. */
export interface ExpectedSample {
  readonly text: string;
  /** The line above the rows of a table that names its columns. */
  readonly header?: string | undefined;
  readonly level: Level | null;
}

/** What the samples of a format show to be wrong with it. */
export function checkSamples(
  format: CompiledFormat,
  samples: readonly ExpectedSample[],
): FormatProblem[] {
  return samples.flatMap((sample, index) => {
    const message =
      format.table === undefined ? sampleProblem(format, sample) : rowProblem(format, sample);
    return message === null ? [] : [{ message, sample: index + 1 }];
  });
}

function sampleProblem(format: CompiledFormat, { text, level }: ExpectedSample): string | null {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const [first] = readLines(format, lines);
  if (first?.as !== 'record' || isUnread(format, lines[0] ?? '')) {
    return 'is not read by any of its patterns, or its time by any of its timestamp formats';
  }
  return levelProblem(first.level, level);
}

function rowProblem(
  format: CompiledFormat,
  { text, header: above = '', level }: ExpectedSample,
): string | null {
  const found = format.table?.recognise(`${above}\n${text}\n`.trimStart()) ?? null;
  if (found === null) return 'is not a table that it recognises';
  const header = unreadHeader();
  const reader = format.open({ zone: 'Z', year: null, referenceUs: MID_2024, shape: found.shape });
  if (!reader.read(text, header) || !header.explained) return 'is not read as a row of its table';
  return levelProblem(levelOf(header.level), level);
}

function levelProblem(read: Level, expected: Level | null): string | null {
  if (expected === null || read === expected) return null;
  // What tells no level is "info" elsewhere.
  if (expected === 'info' && read === 'unknown') return null;
  return `is read with the level "${read}", but says "${expected}"`;
}

/** Nothing in the line tells that it is of this format. */
function isUnread(format: CompiledFormat, line: string): boolean {
  const reader: DetectingReader = format.open({ zone: 'Z', year: null, referenceUs: MID_2024 });
  return reader.evidence(line) === 0;
}
