import { Failure } from '#shared/model/failure.ts';
import { LABELS, type Label } from '#shared/model/label.ts';
import type { OpenCase } from '../../open-case.ts';
import { keepingOf, keepingOfFile, type Keeping } from '../../safekeeping/index.ts';
import { createVault } from '../../vault/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { sourcesNamed } from './clock-shifts.ts';
import { namedCase, passphraseOf } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';

/** `label CASE [LABEL] [--source NAME]...`: how much harm it does when it gets out; shows or sets it. */
export async function labelCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    source: { type: 'string', multiple: true },
  });
  const [casePath, wanted, extra] = positionals;
  if (casePath === undefined || extra !== undefined)
    throw usage('"label" takes a case and a label.');
  const label = wanted === undefined ? null : labelNamed(wanted);
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  try {
    if (label !== null) await setLabel(open, label, values.source ?? []);
    const { label: ofCase } = keepingOf(await open.caseValues(), null);
    const own = await open.sourceLabels();
    const sources = open
      .sources()
      .flatMap(({ key, path }) => (own.has(key) ? [{ path, label: own.get(key) ?? ofCase }] : []));
    if (values.json === true) print(JSON.stringify({ label: ofCase, sources }));
    else {
      print(ofCase);
      for (const source of sources) print(`${source.label.padEnd(12)}  ${source.path}`);
    }
    return EXIT.done;
  } finally {
    await finish();
  }
}

/** `none`: a source has that of its case again. */
function labelNamed(text: string): Label | 'none' {
  const found = text === 'none' ? text : LABELS.find((label) => label === text);
  if (found === undefined) throw usage(`A label is one of ${LABELS.join(', ')}, none.`);
  return found;
}

async function setLabel(
  open: OpenCase,
  label: Label | 'none',
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) {
    if (label === 'none') throw usage('A case always has a label; "none" is for sources.');
    await open.change('case', 'case', { label });
    return;
  }
  for (const { key } of names.flatMap((name) => sourcesNamed(open, name))) {
    await open.labelSource(key, label === 'none' ? null : label);
  }
}

/** `retention [CASE] [--keep-until DATE|none] [--hold REASON] [--release]`: how long a case is kept, and what holds it. */
export async function retentionCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    'keep-until': { type: 'string' },
    hold: { type: 'string' },
    release: { type: 'boolean' },
  });
  const [casePath, extra] = positionals;
  if (extra !== undefined)
    throw usage('"retention" takes one case, or none for those of the profile.');
  const { 'keep-until': until, hold, release } = values;
  if (casePath === undefined) {
    if (until !== undefined || hold !== undefined || release === true) {
      throw usage('Name the case that is to be kept or held.');
    }
    return listKept(values);
  }
  if (hold !== undefined && release === true) throw usage('Either --hold or --release.');
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  try {
    await open.change('case', 'case', {
      ...(until === undefined ? {} : { keepUntil: until === 'none' ? null : dayNamed(until) }),
      ...(hold === undefined ? {} : { hold }),
      ...(release === true ? { hold: null } : {}),
    });
    const keeping = keepingOf(await open.caseValues(), await open.teamHold());
    if (values.json === true) print(JSON.stringify(keeping));
    else print(keepingText(keeping));
    return EXIT.done;
  } finally {
    await finish();
  }
}

function dayNamed(text: string): string {
  // A day that no month has is read as one of the next: it must come back as it was given.
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (!Number.isNaN(day) && new Date(day).toISOString().startsWith(text)) return text;
  throw usage(`--keep-until takes a day like 2027-01-31, or none, not "${text}".`);
}

/** The cases of the profile with their deadlines; exit code 3 when one is overdue. */
async function listKept(values: Parameters<typeof choiceOf>[0] & { json?: boolean | undefined }) {
  const choice = choiceOf(values);
  const vault = createVault({ dataFolder: choice.dataFolder, keychain: null });
  const passphrase = await passphraseOf(choice);
  if (vault.state() === 'none' || passphrase === null) {
    throw usage('The cases of a profile are listed with --passphrase-file (and --data DIR).');
  }
  await vault.unlock({ with: 'passphrase', passphrase });
  const { readHeader } = await import('../../cases/index.ts');
  const cases: (Partial<Keeping> & { path: string; name: string; error?: string })[] = [];
  for (const { path, name } of vault.recent()) {
    try {
      const key = vault.caseKey((await readHeader(path)).header);
      if (key !== null) cases.push({ path, name, ...keepingOfFile(path, key) });
    } catch (error) {
      cases.push({ path, name, error: error instanceof Failure ? error.code : 'INTERNAL' });
    }
  }
  vault.lock();
  if (values.json === true) print(JSON.stringify({ cases }));
  else {
    for (const { name, path, error, label, keepUntil, hold, teamHold, overdue } of cases) {
      const text =
        error ??
        keepingText({
          label: label ?? 'internal',
          keepUntil: keepUntil ?? null,
          hold: hold ?? null,
          teamHold: teamHold ?? null,
          overdue: overdue ?? false,
        });
      print(`${name}  ${text}  ${path}`);
    }
  }
  return cases.some(({ overdue }) => overdue === true) ? EXIT.incomplete : EXIT.done;
}

function keepingText({ label, keepUntil, hold, teamHold, overdue }: Keeping): string {
  const until = keepUntil === null ? 'kept as long as wanted' : `kept until ${keepUntil}`;
  const own = hold === null ? '' : `, on hold: ${hold}`;
  const ofTeam =
    teamHold === null ? '' : `, on hold by the team (${teamHold.by}): ${teamHold.reason}`;
  return `${label}, ${until}${overdue ? ' (OVERDUE)' : ''}${own}${ofTeam}`;
}
