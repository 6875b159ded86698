import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import { checkKept } from '../../evidence/index.ts';
import { createFileSink } from '../../export/index.ts';
import {
  caseAnswers,
  caseFacts,
  formatOf,
  frameworkOf,
  frameworks,
  maskReport,
  nextSubmission,
  noteReport,
  prepareReport,
  signerOf,
  stageOf,
  writeReport,
  type Contradiction,
  type Gap,
  type PreparedReport,
} from '../../reports/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { commandSigning, makeMissingProfile } from './command-signing.ts';
import { MODEL_OPTIONS } from './command-models.ts';
import { choiceOf, EXIT, print } from './command.ts';
import {
  draftedAnswers,
  draftsDocument,
  draftsText,
  type DraftedAnswer,
} from './drafted-answers.ts';
import { listFrameworks } from './report-list.ts';

/** `report CASE --framework ID [--stage S] --out FILE`, or `report --list`. */
export async function reportCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    framework: { type: 'string' },
    stage: { type: 'string' },
    out: { type: 'string' },
    answers: { type: 'string' },
    list: { type: 'boolean' },
    sign: { type: 'boolean' },
    masked: { type: 'boolean' },
    override: { type: 'string' },
    timestamp: { type: 'string' },
    draft: { type: 'boolean' },
    ...MODEL_OPTIONS,
  });
  const json = values.json === true;
  if (values.list === true) {
    const wanted = values.framework === undefined ? frameworks() : [frameworkOf(values.framework)];
    return listFrameworks(wanted, values.framework !== undefined, json);
  }
  const [casePath, extra] = positionals;
  if (casePath === undefined || extra !== undefined) throw usage('"report" takes one case.');
  const id = values.framework;
  if (id === undefined) {
    const known = frameworks().map((each) => each.id);
    throw usage(`Say which framework: --framework ${known.join(', ')}.`);
  }
  const framework = frameworkOf(id);
  const stage = stageOf(framework, values.stage ?? null);
  if (values.out === undefined) throw usage('Say where to write the report: --out FILE.');
  const out = resolve(values.out);
  const format = formatOf(out);
  const given = values.answers === undefined ? {} : await readAnswers(values.answers);

  const choice = choiceOf(values);
  if (values.sign === true) {
    await makeMissingProfile(choice.dataFolder, values['profile-passphrase-file']);
  }
  const { open, finish } = await namedCase(casePath, choice, false);
  try {
    const facts = await caseFacts(open, new AbortController().signal);
    const signing =
      values.sign === true
        ? await commandSigning(choice, {
            profilePassphraseFile: values['profile-passphrase-file'],
            timeStampServer: values.timestamp,
          })
        : null;
    const submissions = await open.submissions();
    const kept = caseAnswers(framework, await open.reportAnswers(), submissions);
    const prepare = (more: Readonly<Record<string, unknown>>): PreparedReport =>
      prepareReport(facts, {
        framework: framework.id,
        stage: stage.id,
        given: { ...more, ...kept.given, ...given },
        fills: kept.fills,
        now: new Date().toISOString(),
        submission: nextSubmission(submissions, framework.id, stage.id),
        signer: signing === null ? null : signerOf(signing.identity),
      });
    const drafts =
      values.draft === true ? await draftedAnswers(open, prepare({}), choice, values) : [];
    const texts = drafts.flatMap(({ field, text }) => (text === null ? [] : [[field, text]]));
    const prepared = prepare(Object.fromEntries(texts));
    if (!json) process.stderr.write(draftsText(drafts));
    tellContradictions(prepared.contradictions);
    if (prepared.gaps.length > 0) {
      tellGaps(prepared.gaps, json, framework.id, stage.id, drafts);
      return EXIT.incomplete;
    }
    const masked = values.masked === true;
    await open.mayLeave('report', null, { masked, override: values.override ?? null });
    await checkKept(open, new AbortController().signal);
    const data = masked ? await maskReport(prepared.data, open.masking) : prepared.data;
    const { bytes, detached } = await writeReport(data, format, signing);
    await writeFile(out, bytes);
    const signature = detached === null ? null : `${out}.p7s`;
    if (detached !== null && signature !== null) await writeFile(signature, detached);
    await noteReport(open, data, basename(out), bytes);
    if (json) {
      const told = { file: out, signature, framework: framework.id, stage: stage.id };
      const contradictions = prepared.contradictions.map(contradictionDocument);
      const written = { ...told, bytes: bytes.length, gaps: [], contradictions };
      print(JSON.stringify({ ...written, ...draftsDocument(drafts) }));
    } else {
      print(`${framework.short}, ${stage.title}: ${out}`);
      if (signature !== null) print(`Its signature: ${signature}`);
    }
    return EXIT.done;
  } finally {
    await finish();
  }
}

async function writeFile(path: string, bytes: Uint8Array): Promise<void> {
  const sink = await createFileSink(path);
  try {
    await sink.write(bytes);
    await sink.finish();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/** Which of two answers is wrong only people know: what they say is written. */
function tellContradictions(contradictions: readonly Contradiction[]): void {
  for (const { field, expected } of contradictions) {
    process.stderr.write(
      `${field.id}: ${field.label} contradicts another answer: expected ${expected} (${field.law})\n`,
    );
  }
}

function contradictionDocument({ field: { id, label, law }, expected }: Contradiction) {
  return { field: id, label, law, expected };
}

function tellGaps(
  gaps: readonly Gap[],
  json: boolean,
  framework: string,
  stage: string,
  drafts: readonly DraftedAnswer[],
): void {
  if (json) {
    const rows = gaps.map(({ field, kind, expected }) => ({
      field: field.id,
      label: field.label,
      law: field.law,
      kind,
      expected,
    }));
    const none = { file: null, signature: null, framework, stage, bytes: 0 };
    print(JSON.stringify({ ...none, gaps: rows, ...draftsDocument(drafts) }));
  }
  for (const { field, kind, expected } of gaps) {
    const what = kind === 'missing' ? 'is missing' : `does not fit: expected ${expected}`;
    process.stderr.write(`${field.id}: ${field.label} ${what} (${field.law})\n`);
  }
  process.stderr.write(
    `Nothing was written: ${gaps.length} mandatory answers are missing or do not fit. Give them with --answers FILE.json, or {"justified": "why there is none"} in place of a value.\n`,
  );
}

async function readAnswers(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Failure('FILE_UNREADABLE', `${path} cannot be read. Name a JSON file of answers.`, {
      path,
    });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Failure(
    'ANSWERS_INVALID',
    `${path} is not a JSON object of answers like {"contact-name": "A. Analyst"}. Nothing was written.`,
    { path },
  );
}
