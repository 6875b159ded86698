import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import type { PlaybookRun, RunStep } from '#shared/model/playbook-run.ts';
import { innerLists, type Playbook, type Step } from '#shared/playbook/playbook.ts';
import {
  createPlaybookDesk,
  createPlaybookLibrary,
  createProviderDesk,
  createToolkitDesk,
  playbookOf,
  problemText,
  readPlaybookYaml,
  type PlaybookEvent,
} from '../../assistant/index.ts';
import type { OpenCase } from '../../open-case.ts';
import { createVault, type Vault } from '../../vault/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { answerLines, citationsOf, statementDocument } from './ask-command.ts';
import { passphraseIn } from './command-case.ts';
import { sendIf } from './command-models.ts';
import { openProfile } from './command-signing.ts';
import { choiceOf, EXIT, print } from './command.ts';
import { createIssueMemory } from '../../issues/index.ts';
import { onPathOrCase } from './path-or-case.ts';

const OPTIONS = {
  tz: { type: 'string' },
  input: { type: 'string', multiple: true },
  anew: { type: 'boolean' },
  models: { type: 'boolean' },
  send: { type: 'boolean' },
  'profile-passphrase-file': { type: 'string' },
} as const;

type Values = ReturnType<typeof parseCommand<typeof OPTIONS>>['values'];

/** `playbook list|check|run`: reusable investigations. */
export async function playbookCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS);
  const [what, ...rest] = positionals;
  switch (what) {
    case 'list':
      return list(values);
    case 'check':
      return check(rest, values.json === true);
    case 'run':
      return run(rest, values);
    default:
      throw usage('"playbook" takes list, check or run.');
  }
}

/** The profile, where its passphrase was given: it has the own playbooks. */
async function profileOf(values: Values): Promise<Vault | null> {
  const { dataFolder, passphraseFile, profilePassphraseFile } = choiceOf(values);
  const file = profilePassphraseFile ?? passphraseFile;
  const vault = createVault({ dataFolder, keychain: null });
  if (file === undefined || vault.state() === 'none') return null;
  await vault.unlock({ with: 'passphrase', passphrase: await passphraseIn(file) });
  return vault;
}

async function list(values: Values): Promise<number> {
  const vault = await profileOf(values);
  try {
    const known = createPlaybookLibrary(vault).list();
    if (values.json === true) {
      const documents = known.map(
        ({ playbook: { id, title, about, inputs, outputs }, own, team }) => ({
          id,
          title,
          about,
          own,
          team,
          inputs,
          outputs,
        }),
      );
      print(JSON.stringify({ playbooks: documents }));
    } else {
      for (const { playbook, own, team } of known) {
        const whose = own ? ' (own)' : team ? ' (team)' : '';
        print(`${playbook.id}${whose}: ${playbook.title}\n    ${playbook.about}`);
        for (const [name, input] of Object.entries(playbook.inputs)) {
          print(
            `    --input ${name}=... ${input.title}${input.optional === true ? ' (optional)' : ''}`,
          );
        }
      }
    }
    return EXIT.done;
  } finally {
    vault?.lock();
  }
}

async function check(files: readonly string[], json: boolean): Promise<number> {
  if (files.length === 0) throw usage('"playbook check" takes the files of playbooks.');
  const found = [];
  for (const file of files) {
    const { problems } = readPlaybookYaml(await textOf(file));
    found.push(...problems.map((problem) => ({ file, ...problem })));
  }
  if (json) print(JSON.stringify({ files: files.length, problems: found }));
  else {
    for (const { file, line, step, message } of found)
      print(problemText(file, line, step, message));
    if (found.length === 0) print(`${files.length === 1 ? 'It is' : 'All are'} right.`);
  }
  return found.length === 0 ? EXIT.done : EXIT.failed;
}

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch(() => {
    throw new Failure(
      'PLAYBOOK_UNREADABLE',
      `${file} cannot be read. Name the file of a playbook.`,
      {
        file,
      },
    );
  });

async function run([name, ...where]: readonly string[], values: Values): Promise<number> {
  if (name === undefined || where.length === 0) {
    throw usage('"playbook run" takes a playbook and a case (or files and folders).');
  }
  const choice = choiceOf(values);
  const models =
    values.models === true
      ? await openProfile(
          choice.dataFolder,
          values['profile-passphrase-file'] ?? choice.passphraseFile,
          'To ask a model',
        )
      : null;
  try {
    return await onPathOrCase('playbook run', [...where], choice, async (open, vault) => {
      const known = /\.ya?ml$/i.test(name)
        ? await fileOf(name)
        : createPlaybookLibrary(models ?? vault).get(name);
      const given = givenIn(values.input ?? []);
      const answers = asksIn(known.playbook.steps);
      const isAnswer = ([key]: readonly [string, string]): boolean =>
        answers.has(key) && !Object.hasOwn(known.playbook.inputs, key);
      const desk = createPlaybookDesk(open, {
        models:
          models === null
            ? null
            : {
                providers: createProviderDesk(models),
                toolkits: createToolkitDesk(models),
                past: createIssueMemory(models),
                askToLeave: sendIf(values.send === true),
              },
        ask: (step) => Promise.resolve(Object.fromEntries(given)[step] ?? null),
      });
      const inputs = Object.fromEntries(given.filter((one) => !isAnswer(one)));
      const ended = await untilInterrupted(async (cancel) => {
        const signals = { cancel, interrupt: open.closing };
        const begun = (await desk.begun()).filter(({ playbook }) => playbook === known.playbook.id);
        for (const before of begun) {
          if (values.anew === true) await desk.giveUp(before.run);
        }
        const [before] = values.anew === true ? [] : begun;
        if (before === undefined) return desk.run(known, inputs, signals, tellStep);
        process.stderr.write(
          `Going on with the run of ${before.begun}, of which ${before.done} steps are done (--anew begins anew).\n`,
        );
        return desk.resume(before.run, signals, tellStep);
      });
      print(
        values.json === true
          ? JSON.stringify(await documentOf(open, ended))
          : await textOfRun(open, ended),
      );
    });
  } finally {
    models?.lock();
  }
}

async function fileOf(file: string): Promise<{ playbook: Playbook; text: string }> {
  const text = await textOf(file);
  return { playbook: playbookOf(text, basename(file)).playbook, text };
}

function givenIn(inputs: readonly string[]): [string, string][] {
  return inputs.map((input) => {
    const at = input.indexOf('=');
    if (at <= 0) throw usage(`--input takes NAME=VALUE, not "${input}".`);
    return [input.slice(0, at), input.slice(at + 1)];
  });
}

/** Ids of the steps that ask the analyst. */
function asksIn(steps: readonly Step[]): ReadonlySet<string> {
  return new Set(
    steps.flatMap((step) => [
      ...(step.kind === 'ask' ? [step.id] : []),
      ...innerLists(step).flatMap(([, inner]) => [...asksIn(inner)]),
    ]),
  );
}

async function untilInterrupted<T>(work: (cancel: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  try {
    return await work(stop.signal);
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

function tellStep(event: PlaybookEvent): void {
  if (event.type !== 'step' || event.state === 'running') return;
  const { step, state } = event;
  const how = state === 'known' ? ' (done before)' : state === 'left out' ? ' (left out)' : '';
  process.stderr.write(`${step.path}${how}: ${step.found}\n`);
}

async function documentOf(open: OpenCase, ended: PlaybookRun) {
  const { steps, statements, citations, ...rest } = ended;
  return {
    ...rest,
    statements: statements.map(statementDocument),
    citations: await citationsOf(open, citations),
    steps: steps.map(({ asked, ...step }: RunStep) => ({ ...step, asked: parsedOr(asked) })),
  };
}

/** What a step was asked was cut where it was very long, and is then no JSON. */
function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function textOfRun(open: OpenCase, ended: PlaybookRun): Promise<string> {
  const { title, statements, citations, outputs, findings, cost } = ended;
  const lines = [title, '', ...answerLines(statements, await citationsOf(open, citations))];
  for (const [name, value] of Object.entries(outputs))
    lines.push(`${name}: ${JSON.stringify(value)}`);
  if (findings.length > 0) lines.push(`Findings written: ${findings.length}`);
  if (cost.calls > 0) {
    const tokens = cost.inputTokens + cost.outputTokens;
    lines.push(`Models: ${cost.calls} calls, ${tokens} tokens, ${cost.money.toFixed(4)}`);
  }
  return lines.join('\n');
}
