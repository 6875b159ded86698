import { readFile } from 'node:fs/promises';
import { PACK_KINDS, type PackKind } from '#shared/deployments/team-pack.ts';
import { Failure } from '#shared/model/failure.ts';
import { readPolicy } from '#shared/model/team-policy-schemas.ts';
import { OPEN_POLICY, type TeamPolicy } from '#shared/model/team-policy.ts';
import { createPlaybookLibrary, playbookShelf } from '../../assistant/index.ts';
import {
  createDeployments,
  createPackDesk,
  environmentNamed,
  formatShelf,
  keepOwnPolicy,
  ownPolicy,
  policyShelf,
  readTeamPolicy,
  ruleShelf,
  type PackDesk,
} from '../../deployments/index.ts';
import { createFormatLibrary, formatsFolderOf } from '../../formats/index.ts';
import { createRuleDesk, createRuleLibrary, rulesFolderOf } from '../../rules/index.ts';
import { createAsk, openConnection, type Ask, type Connection } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { usage } from './arguments.ts';
import type { Said } from './said.ts';

interface PackOptions {
  readonly only?: string | undefined;
  readonly none?: boolean | undefined;
}

interface PackWays {
  readonly desk: PackDesk;
  readonly vault: Vault;
  readonly options: PackOptions;
}

type PackAction = (ways: PackWays, words: readonly string[]) => Promise<Said>;

/** What `deploy` does for the desktops of the team themselves. */
export const PACK_ACTIONS: Readonly<Record<string, PackAction>> = {
  pack: makePack,
  follow: followEnvironment,
  'trust-signer': trustSigner,
  policy: policyToRelease,
};

/** Does one of them. */
export async function doPackAction(
  action: PackAction,
  vault: Vault,
  dataFolder: string,
  words: readonly string[],
  options: PackOptions,
): Promise<Said> {
  return withPackDesk(vault, dataFolder, (desk) => action({ desk, vault, options }, words));
}

/** Works with the desk of what the team releases for desktops. */
export async function withPackDesk<T>(
  vault: Vault,
  dataFolder: string,
  work: (desk: PackDesk) => Promise<T>,
): Promise<T> {
  const rules = createRuleLibrary(rulesFolderOf(dataFolder));
  const ruleDesk = createRuleDesk(rules);
  const formats = createFormatLibrary(formatsFolderOf(dataFolder));
  let connection: Connection | null = null;
  const server = (): { url: string; ask: Ask } | null => {
    connection ??= openConnection(vault);
    if (!connection.isSignedIn) return null;
    return { url: connection.address.url, ask: createAsk(connection) };
  };
  const desk = createPackDesk({
    vault,
    server,
    shelves: {
      rules: ruleShelf(rules, ruleDesk),
      formats: formatShelf(formats),
      playbooks: playbookShelf(createPlaybookLibrary(vault)),
      policies: policyShelf(vault),
    },
    tell: () => {},
  });
  try {
    return await work(desk);
  } finally {
    await ruleDesk.close();
    await formats.close();
  }
}

async function makePack(
  { desk, options }: PackWays,
  [version, ...others]: readonly string[],
): Promise<Said> {
  if (version === undefined || others.length > 0) throw usage('"deploy pack" takes a version.');
  const made = await desk.make(version, kindsOf(options.only));
  const { rules, formats, playbooks, policies, digest } = made;
  const text = `Made release ${version} of ${rules} files of rules, ${formats} of formats, ${playbooks} playbooks and ${policies} policies (${digest}). It is in force nowhere until it is deployed.`;
  return { text, json: made };
}

function kindsOf(only: string | undefined): PackKind[] {
  if (only === undefined) return [...PACK_KINDS];
  return only.split(',').map((word) => {
    const kind = PACK_KINDS.find((known) => known === word.trim());
    if (kind === undefined) throw usage(`--only takes ${PACK_KINDS.join(', ')}.`);
    return kind;
  });
}

/** `follow ENVIRONMENT`, `follow --none`, or `follow`, which looks there now. */
async function followEnvironment(
  { desk, vault, options }: PackWays,
  [name, ...others]: readonly string[],
): Promise<Said> {
  if (others.length > 0 || (options.none === true && name !== undefined)) {
    throw usage('"deploy follow" takes an environment, or --none.');
  }
  if (options.none === true) await desk.follow(null);
  else if (name === undefined) await desk.look();
  else {
    const board = await createDeployments(createAsk(openConnection(vault))).board();
    const environment = environmentNamed(board, name);
    if (environment.executor.kind !== 'desktops') {
      throw new Failure(
        'ENVIRONMENT_NOT_FOR_DESKTOPS',
        `${name} is deployed to by ${environment.executor.kind}; desktops follow an environment of the kind "desktops".`,
      );
    }
    await desk.follow(environment);
  }
  return standingOf(desk);
}

async function trustSigner({ desk }: PackWays, [key, ...others]: readonly string[]): Promise<Said> {
  if (key === undefined || others.length > 0) {
    throw usage('"deploy trust-signer" takes the key that "deploy follow" shows.');
  }
  await desk.trust(key);
  return standingOf(desk);
}

function standingOf(desk: PackDesk): Said {
  const standing = desk.standing();
  const { follows, inForce, offered, trouble } = standing;
  const lines = [
    follows === null ? 'No environment is followed.' : `Follows ${follows.environment}.`,
  ];
  if (inForce !== null) {
    const { rules, formats, playbooks } = inForce.counts;
    lines.push(
      `Release ${inForce.version} by ${inForce.by.name} is used: ${rules} files of rules, ${formats} of formats, ${playbooks} playbooks.`,
    );
  } else if (follows !== null) lines.push('Nothing of the team is used here.');
  if (offered !== null) {
    const { name, key } = offered.by;
    lines.push(
      `Release ${offered.version} is signed by ${name} with a key that is not known here, and is not used. Ask ${name} whether the key is ${key}; if so: error-iq deploy trust-signer ${key}`,
    );
  }
  if (trouble !== null) lines.push(trouble);
  const needs = offered !== null || trouble !== null;
  return { text: lines.join('\n'), json: standing, incomplete: needs };
}

/**
 * `deploy policy [FILE | none]`: keeps what a file says as the policy that "deploy pack" releases; without one says it, and which
 * policy of the team is in force here.
 */
async function policyToRelease({ vault }: PackWays, words: readonly string[]): Promise<Said> {
  const [path, extra] = words;
  if (extra !== undefined) throw usage('"deploy policy" takes one file, or none.');
  if (path !== undefined) keepOwnPolicy(vault, path === 'none' ? null : await policyOf(path));
  const [own, inForce] = [ownPolicy(vault), readTeamPolicy(vault)];
  const lines = [
    own === null
      ? 'You have no policy to release.'
      : `To be released:\n${JSON.stringify(own, null, 2)}`,
    inForce === null
      ? 'No policy of the team is in force here.'
      : `In force here by release ${inForce.version}:\n${JSON.stringify(inForce.policy, null, 2)}`,
  ];
  return { text: lines.join('\n'), json: { own, inForce } };
}

/** Throws POLICY_INVALID. */
async function policyOf(path: string): Promise<TeamPolicy> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const policy = readPolicy(text);
  if (policy !== null) return policy;
  throw new Failure(
    'POLICY_INVALID',
    `${path} is no policy, or cannot be read; nothing was kept. It looks like ${JSON.stringify({ ...OPEN_POLICY, providers: { confidential: 'local' }, leaving: { internal: { share: 'masked' } } })}.`,
    { path },
  );
}
