import { writeFile } from 'node:fs/promises';
import { Failure } from '#shared/model/failure.ts';
import { ENCODINGS } from '#shared/model/source.ts';
import { createFormatLibrary } from '../../formats/index.ts';
import type { Acquisition } from '../../ingest/index.ts';
import { analysisDocument, type AnalysisDocument } from './analysis-document.ts';
import { analysisHtml } from './analysis-html.ts';
import { analysisText } from './analysis-text.ts';
import { parseCommand, usage } from './arguments.ts';
import { readClockShift, setClocks } from './clock-shifts.ts';
import { namedCase, temporaryCase, type CaseChoice } from './command-case.ts';
import { choiceOf, print, requireZone } from './command.ts';
import type { OpenCase } from '../../open-case.ts';
import { exitCodeOf, read, readIn } from './path-or-case.ts';
import { unreadBefore, unreadSince } from './unread-since.ts';

/** `analyze PATH...`: reads logs and says what is in them. */
export async function analyzeCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    case: { type: 'string' },
    tz: { type: 'string' },
    report: { type: 'string' },
    shift: { type: 'string', multiple: true },
    'count-duplicates': { type: 'boolean' },
    format: { type: 'string' },
    encoding: { type: 'string' },
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
  const set = await readAs(values.format, values.encoding, choice);
  const { open, finish } =
    values.case === undefined
      ? await temporaryCase(choice)
      : await namedCase(values.case, choice, true);
  try {
    const before = await unreadBefore(open);
    const seconds = await read(open, positionals, acquisition, set);
    if (values['count-duplicates'] === true) await countDuplicates(open);
    await setClocks(open, shifts);
    const analysis = await analysisDocument(open, seconds, before.skipped);
    if (values.report !== undefined) await writeReport(values.report, analysis);
    print(values.json === true ? JSON.stringify(analysis) : analysisText(analysis));
    return exitCodeOf(await unreadSince(open, before, []));
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

/** What is said of the logs beforehand. Throws USAGE for a format or an encoding that there is not. */
async function readAs(
  format: string | undefined,
  encoding: string | undefined,
  { formatsFolder }: CaseChoice,
) {
  if (format === undefined && encoding === undefined) return undefined;
  const known = ENCODINGS.find((name) => name === encoding);
  if (encoding !== undefined && known === undefined) {
    throw usage(`There is no encoding "${encoding}". There are: ${ENCODINGS.join(', ')}.`);
  }
  if (format !== undefined) {
    const library = createFormatLibrary(formatsFolder);
    const own = await library.definitions();
    await library.close();
    if (![...own, ...library.builtIn()].some(({ id }) => id === format)) {
      throw usage(`There is no format "${format}". "error-iq formats list" names them.`);
    }
  }
  return { format: format ?? null, encoding: known ?? null };
}

/** Counts what was left out because another source has it too. */
async function countDuplicates(open: OpenCase): Promise<void> {
  for (const { id, duplicate } of open.sources()) {
    if (duplicate !== null) await readIn(open, () => open.countAnyway(id));
  }
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
