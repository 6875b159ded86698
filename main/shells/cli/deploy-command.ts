import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import {
  newEnvironment,
  newRelease,
  type Board,
  type Deployment,
} from '#shared/deployments/deployment-model.ts';
import { compareReleases } from '#shared/deployments/compare-releases.ts';
import { isActive } from '#shared/deployments/machine.ts';
import { Failure } from '#shared/model/failure.ts';
import {
  createDeployments,
  environmentNamed,
  releaseNamed,
  type Deployments,
} from '../../deployments/index.ts';
import { createAsk, openConnection } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { openProfile } from './command-signing.ts';
import { choiceOf, EXIT, print } from './command.ts';
import {
  closeIncident,
  freeze,
  holdUpLines,
  openIncident,
  overrideFreeze,
} from './hold-up-actions.ts';
import { doPackAction, PACK_ACTIONS } from './pack-actions.ts';
import type { Said } from './said.ts';

const OPTIONS = {
  reason: { type: 'string' },
  environment: { type: 'string' },
  from: { type: 'string' },
  until: { type: 'string' },
  confirm: { type: 'string' },
  wait: { type: 'boolean' },
  source: { type: 'string' },
  'new-issues': { type: 'string' },
  only: { type: 'string' },
  none: { type: 'boolean' },
  'profile-passphrase-file': { type: 'string' },
} as const;

type Values = ReturnType<typeof parseCommand<typeof OPTIONS>>['values'];

interface Done extends Said {
  /** It came to another end than it was to. */
  readonly failed?: boolean;
}

type Action = (server: Deployments, words: readonly string[], values: Values) => Promise<Done>;

const LOOK_MS = 500;

const ACTIONS: Readonly<Record<string, Action>> = {
  board: showBoard,
  show: showDeployment,
  diff: showDifference,
  to: deployTo,
  rollback: rollBack,
  approve: (server, words) => judge(server, words, true),
  decline: (server, words) => judge(server, words, false),
  cancel,
  pause: (server, words, values) => hold(server, words, values, true),
  resume: (server, words, values) => hold(server, words, values, false),
  release: addReleases,
  environment: setEnvironment,
  saw: observe,
  incident: openIncident,
  over: closeIncident,
  freeze,
  override: overrideFreeze,
};

/** `deploy ACTION`: what is where, and what is done to that; through the team server, at once or not at all. */
export async function deployCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS);
  const [name = 'board', ...words] = positionals;
  const doing = actionOf(name, words, values);
  const { dataFolder, passphraseFile } = choiceOf(values);
  const passphrase = values['profile-passphrase-file'] ?? passphraseFile;
  const vault = await openProfile(dataFolder, passphrase, 'To deploy');
  try {
    const done = await doing(vault, dataFolder);
    print(values.json === true ? JSON.stringify(done.json) : done.text);
    if (done.failed === true) return EXIT.failed;
    return done.incomplete === true ? EXIT.incomplete : EXIT.done;
  } finally {
    vault.lock();
  }
}

/** What a word of the command does. Throws what wrong usage is told with. */
function actionOf(
  name: string,
  words: readonly string[],
  values: Values,
): (vault: Vault, dataFolder: string) => Promise<Done> {
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action !== undefined) {
    return (vault) => action(createDeployments(createAsk(openConnection(vault))), words, values);
  }
  const pack = Object.hasOwn(PACK_ACTIONS, name) ? PACK_ACTIONS[name] : undefined;
  if (pack !== undefined) {
    return (vault, dataFolder) => doPackAction(pack, vault, dataFolder, words, values);
  }
  const known = [...Object.keys(ACTIONS), ...Object.keys(PACK_ACTIONS)];
  throw usage(`"deploy" takes ${known.join(', ')}.`);
}

function taken(words: readonly string[], count: number, what: string): string[] {
  if (words.length !== count) throw usage(`This takes ${what}.`);
  return [...words];
}

function reasonOf({ reason }: Values): string {
  if (reason === undefined || reason.trim() === '') throw usage('This needs --reason WHY.');
  return reason;
}

/** Why, and the name of what it is done to, if that is confirmed. */
function whyOf(values: Values): { reason: string; confirm?: string } {
  const { confirm } = values;
  return { reason: reasonOf(values), ...(confirm !== undefined && { confirm }) };
}

const versionOf = ({ releases }: Board, id: string | null): string =>
  id === null ? '-' : (releases.find(({ releaseId }) => releaseId === id)?.version ?? id);

async function showBoard(server: Deployments): Promise<Said> {
  const board = await server.board();
  const lines = board.environments.flatMap((environment) => {
    const { environmentId, name, currentId, since, paused, pinned } = environment;
    const going = board.deployments.find(
      (one) => one.environmentId === environmentId && isActive(one.phase),
    );
    const held = pinned ?? paused;
    return [
      `${name}  ${versionOf(board, currentId)}${since === null ? '' : `  since ${since}`}`,
      ...(held === null
        ? []
        : [`  ${pinned === null ? 'paused' : 'pinned'} by ${held.by}: ${held.reason}`]),
      ...(going === undefined ? [] : deploymentLines(board, going).map((line) => `  ${line}`)),
    ];
  });
  if (lines.length === 0) lines.push('There is no environment yet.');
  return { text: [...lines, ...holdUpLines(board)].join('\n'), json: board };
}

function deploymentLines(board: Board, deployment: Deployment): string[] {
  const { deploymentId, releaseId, phase, gates, why } = deployment;
  return [
    `${deploymentId}  ${versionOf(board, releaseId)}  ${phase}${why === null ? '' : `: ${why}`}`,
    ...gates.map(({ gate, is, said }) => `  ${is.padEnd(7)}  ${gate}: ${said}`),
  ];
}

function found({ deployments }: Board, id: string): Deployment {
  const found = deployments.filter(({ deploymentId }) => deploymentId.startsWith(id));
  const [one, other] = found;
  if (one !== undefined && other === undefined) return one;
  throw new Failure(
    'DEPLOYMENT_UNKNOWN',
    one === undefined ? `There is no deployment ${id}.` : `Several deployments begin with ${id}.`,
  );
}

async function showDeployment(server: Deployments, words: readonly string[]): Promise<Said> {
  const [id = ''] = taken(words, 1, 'the id of a deployment');
  const board = await server.board();
  const deployment = found(board, id);
  const events = await server.events(deployment.deploymentId);
  const lines = events.map(
    ({ at, by, what }) =>
      `  ${at}  ${by === null ? 'the server' : (board.people[by] ?? by)}  ${what}`,
  );
  const text = [...deploymentLines(board, deployment), ...lines].join('\n');
  return { text, json: { ...deployment, events } };
}

async function showDifference(server: Deployments, words: readonly string[]): Promise<Said> {
  const [from = '', to = ''] = taken(words, 2, 'two versions');
  const board = await server.board();
  const [before, after] = [releaseNamed(board, from), releaseNamed(board, to)];
  const difference = compareReleases(board.releases, before, after);
  const sign = difference.way === 'back' ? '-' : '+';
  const lines = [
    ...difference.commits.map(({ id, title }) => `${sign} ${id.slice(0, 12)}  ${title}`),
    ...difference.artefacts.map(
      (artefact) => `${artefact.name}  ${artefact.before ?? '-'} -> ${artefact.after ?? '-'}`,
    ),
  ];
  return { text: lines.length === 0 ? 'They are the same.' : lines.join('\n'), json: difference };
}

async function deployTo(
  server: Deployments,
  words: readonly string[],
  values: Values,
): Promise<Said> {
  const [name = '', version = ''] = taken(words, 2, 'an environment and a version');
  const board = await server.board();
  const environment = environmentNamed(board, name);
  const { releaseId } = releaseNamed(board, version);
  const why = whyOf(values);
  return begun(server, await server.deploy(environment, releaseId, why), values);
}

async function rollBack(
  server: Deployments,
  words: readonly string[],
  values: Values,
): Promise<Said> {
  const [name = ''] = taken(words, 1, 'an environment');
  const environment = environmentNamed(await server.board(), name);
  const why = whyOf(values);
  return begun(server, await server.rollBack(environment, why), values);
}

/** With --wait it is waited for, and failing is failing. */
async function begun(server: Deployments, deploymentId: string, { wait }: Values): Promise<Done> {
  let told = '';
  for (;;) {
    const board = await server.board();
    const deployment = found(board, deploymentId);
    const text = deploymentLines(board, deployment).join('\n');
    if (wait !== true || !isActive(deployment.phase)) {
      // A rollback that a person asked for of what goes on ends as rolled back.
      const good = deployment.phase === 'succeeded' || isActive(deployment.phase);
      return { text, json: deployment, failed: !good };
    }
    if (text !== told) process.stderr.write(`${text}\n`);
    told = text;
    await pause(LOOK_MS);
  }
}

async function judge(
  server: Deployments,
  words: readonly string[],
  approves: boolean,
): Promise<Said> {
  const [id = ''] = taken(words, 1, 'the id of a deployment');
  const { deploymentId } = found(await server.board(), id);
  await server.judge(deploymentId, approves);
  return { text: approves ? 'Approved.' : 'Declined.', json: { deploymentId, approves } };
}

async function cancel(
  server: Deployments,
  words: readonly string[],
  values: Values,
): Promise<Said> {
  const [id = ''] = taken(words, 1, 'the id of a deployment');
  const { deploymentId } = found(await server.board(), id);
  await server.cancel(deploymentId, reasonOf(values));
  return { text: 'Cancelled.', json: { deploymentId } };
}

async function hold(
  server: Deployments,
  words: readonly string[],
  values: Values,
  held: boolean,
): Promise<Said> {
  const [name = ''] = taken(words, 1, 'an environment');
  await server.hold(environmentNamed(await server.board(), name), reasonOf(values), held);
  const text = `Promotion to ${name} is ${held ? 'paused' : 'resumed'}.`;
  return { text, json: { environment: name, held } };
}

async function addReleases(server: Deployments, words: readonly string[]): Promise<Said> {
  const [path = ''] = taken(words, 1, 'a JSON file of a release, or of several');
  const releases = await readAs(
    path,
    z.union([newRelease.transform((one) => [one]), z.array(newRelease)]),
  );
  for (const release of releases) await server.addRelease(release);
  const versions = releases.map(({ version }) => version);
  return { text: `Told of ${versions.join(', ')}.`, json: { versions } };
}

async function setEnvironment(server: Deployments, words: readonly string[]): Promise<Said> {
  const [path = ''] = taken(words, 1, 'a JSON file of an environment');
  const environment = await readAs(path, newEnvironment);
  const { environments } = await server.board();
  const was = environments.find(({ name }) => name === environment.name) ?? null;
  await server.setEnvironment(environment, was);
  const did = was === null ? 'added' : 'changed';
  return { text: `${environment.name} is ${did}.`, json: { environment: environment.name, did } };
}

async function observe(
  server: Deployments,
  words: readonly string[],
  values: Values,
): Promise<Said> {
  const [id = ''] = taken(words, 1, 'the id of a deployment');
  const newIssues = Number(values['new-issues']);
  if (!Number.isInteger(newIssues) || newIssues < 0) throw usage('This needs --new-issues N.');
  const { deploymentId } = found(await server.board(), id);
  await server.observe(deploymentId, { source: values.source ?? 'error-iq', newIssues });
  return { text: 'Told.', json: { deploymentId, newIssues } };
}

/** Throws FILE_UNREADABLE, FILE_INVALID. */
async function readAs<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Failure('FILE_UNREADABLE', `${path} cannot be read. Check that it is there.`, {
      path,
    });
  });
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // What is no JSON is no release either, and is told so.
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Failure(
    'FILE_INVALID',
    `${path} is not as it must be: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
    { path },
  );
}
