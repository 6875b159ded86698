import { writeFile } from 'node:fs/promises';
import { Failure } from '#shared/model/failure.ts';
import type { Acquisition } from '../../ingest/index.ts';
import { analysisDocument, templateDocuments, type AnalysisDocument } from './analysis-document.ts';
import { analysisHtml } from './analysis-html.ts';
import { analysisText, templatesText } from './analysis-text.ts';
import { parseCommand, usage } from './arguments.ts';
import { readClockShift, setClocks } from './clock-shifts.ts';
import { namedCase, temporaryCase } from './command-case.ts';
import { choiceOf, print, requireZone } from './command.ts';
import { exitCodeOf, onPathOrCase, read } from './path-or-case.ts';
import { writeAssignments } from './write-assignments.ts';

/** `analyze PATH...`: reads logs and says what is in them. */
export async function analyzeCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    case: { type: 'string' },
    tz: { type: 'string' },
    report: { type: 'string' },
    shift: { type: 'string', multiple: true },
    'keep-originals': { type: 'boolean' },
    collector: { type: 'string' },
    'acquisition-note': { type: 'string' },
    'clock-offset': { type: 'string' },
  });
  const shifts = (values.shift ?? []).map(readClockShift);
  const acquisition = acquisitionOf(values);
  if (positionals.length === 0) throw usage('"analyze" takes the files and folders to read.');
  if (values.report !== undefined && !/\.(html|json)$/.test(values.report)) {
    throw usage('--report takes a file that ends in .html or .json.');
  }
  const choice = choiceOf(values);
  requireZone(choice.zone);
  const { open, finish } =
    values.case === undefined
      ? await temporaryCase(choice)
      : await namedCase(values.case, choice, true);
  try {
    const seconds = await read(open, positionals, acquisition);
    await setClocks(open, shifts);
    const analysis = await analysisDocument(open, seconds);
    if (values.report !== undefined) await writeReport(values.report, analysis);
    print(values.json === true ? JSON.stringify(analysis) : analysisText(analysis));
    return exitCodeOf(analysis);
  } finally {
    await finish();
  }
}

/** How what is read came to be had, as the options say. */
function acquisitionOf(values: {
  readonly 'keep-originals'?: boolean | undefined;
  readonly collector?: string | undefined;
  readonly 'acquisition-note'?: string | undefined;
  readonly 'clock-offset'?: string | undefined;
}): Acquisition {
  const offset = values['clock-offset'];
  const clockOffsetMs = offset === undefined ? null : Number(offset);
  if (Number.isNaN(clockOffsetMs)) throw usage('--clock-offset takes milliseconds, such as -250.');
  return {
    collector: values.collector ?? null,
    note: values['acquisition-note'] ?? '',
    clockOffsetMs,
    keepOriginals: values['keep-originals'] === true,
  };
}

/** `templates PATH_OR_CASE`: the templates, and with `--assignments` which line has which. */
export async function templatesCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    assignments: { type: 'string' },
    tz: { type: 'string' },
  });
  return onPathOrCase('templates', positionals, choiceOf(values), async (open) => {
    if (values.assignments !== undefined) await writeAssignments(open, values.assignments);
    const templates = await templateDocuments(open);
    print(values.json === true ? JSON.stringify(templates) : templatesText(templates));
  });
}

async function writeReport(path: string, analysis: AnalysisDocument): Promise<void> {
  const text = path.endsWith('.html') ? analysisHtml(analysis) : JSON.stringify(analysis, null, 2);
  await writeFile(path, text).catch(() => {
    throw new Failure(
      'FILE_NOT_WRITABLE',
      `${path} cannot be written. Choose another file with --report.`,
      { path },
    );
  });
}
