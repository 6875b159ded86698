import { basename, resolve } from 'node:path';
import type { OpenCase } from '../../open-case.ts';
import { deleteCaseFile, deriveCaseKey, makeHeader } from '../../cases/index.ts';
import { Failure } from '#shared/model/failure.ts';
import { ROLES } from '#shared/model/role.ts';
import { ACCESSES, type Access } from '#shared/sync/tenant-api.ts';
import {
  createTeam,
  keepAddress,
  lookAtCertificate,
  makeEmptyCopy,
  openConnection,
  readTenantUrl,
  signInByBrowser,
  signInByCode,
  watchAudit,
  type Team,
} from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { teamLicence, teamPlan } from './subscription-actions.ts';
import { teamJobs, teamRetention } from './team-admin-actions.ts';
import { teamArchive, teamDelete, teamHold } from './case-keeping-actions.ts';
import { endDevice, teamDevices } from './device-actions.ts';
import { readLogs } from './readable-log-actions.ts';
import { teamOwnKeys } from './own-key-actions.ts';
import { teamServiceAccounts } from './service-account-actions.ts';
import { teamRawLogs } from './raw-log-actions.ts';
import { teamWebhooks } from './webhook-actions.ts';
import { orWiped, teamWipe } from './wipe-actions.ts';
import { parseCommand, usage } from './arguments.ts';
import { auditLog } from './audit-log.ts';
import { openInBrowser } from './browser.ts';
import { namedCase, passphraseIn, type CaseChoice } from './command-case.ts';
import { openProfile } from './command-signing.ts';
import { choiceOf, EXIT, print } from './command.ts';
import type { Said } from './said.ts';

const OPTIONS = {
  fingerprint: { type: 'string' },
  'no-open': { type: 'boolean' },
  code: { type: 'boolean' },
  'second-factor': { type: 'boolean' },
  number: { type: 'string' },
  to: { type: 'string' },
  access: { type: 'string' },
  role: { type: 'string' },
  out: { type: 'string' },
  retry: { type: 'boolean' },
  events: { type: 'string' },
  seats: { type: 'string' },
  'overlap-hours': { type: 'string' },
  'overlap-minutes': { type: 'string' },
  scopes: { type: 'string' },
  days: { type: 'string' },
  'profile-passphrase-file': { type: 'string' },
  source: { type: 'string', multiple: true },
  masked: { type: 'boolean' },
  override: { type: 'string' },
  reason: { type: 'string' },
  lift: { type: 'boolean' },
  back: { type: 'boolean' },
  since: { type: 'string' },
  archived: { type: 'boolean' },
  note: { type: 'string' },
  of: { type: 'string' },
  all: { type: 'boolean' },
  check: { type: 'boolean' },
  'server-reads': { type: 'boolean' },
  text: { type: 'string' },
} as const;

type Values = ReturnType<typeof parseCommand<typeof OPTIONS>>['values'];

interface Asked {
  readonly vault: Vault;
  readonly choice: CaseChoice;
  readonly values: Values;
  readonly words: readonly string[];
}

type Action = (asked: Asked) => Promise<Said>;

const ACTIONS: Readonly<Record<string, Action>> = {
  connect,
  'sign-in': signIn,
  'sign-out': signOut,
  devices: teamDevices,
  'end-device': endDevice,
  compare: compareKeys,
  rekey: rekeyCase,
  members: listMembers,
  invite,
  cases: listCases,
  share: shareCase,
  hold: teamHold,
  delete: teamDelete,
  archive: teamArchive,
  give: giveAccess,
  take: takeAccess,
  join: joinCase,
  sync: syncNow,
  'raw-logs': teamRawLogs,
  'read-logs': readLogs,
  audit: auditLog,
  jobs: teamJobs,
  keys: teamOwnKeys,
  licence: teamLicence,
  plan: teamPlan,
  retention: teamRetention,
  'service-accounts': teamServiceAccounts,
  webhooks: teamWebhooks,
  wipe: teamWipe,
};

/** `tenant ACTION`: the team server, its shared cases, and their sync. */
export async function tenantCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS);
  const [name = '', ...words] = positionals;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) throw usage(`"tenant" takes ${Object.keys(ACTIONS).join(', ')}.`);
  const choice = choiceOf(values);
  const passphrase = values['profile-passphrase-file'] ?? choice.passphraseFile;
  const vault = await openProfile(choice.dataFolder, passphrase);
  try {
    const { text, json, incomplete } = await orWiped(vault, choice.dataFolder, () =>
      action({ vault, choice, values, words }),
    );
    print(values.json === true ? JSON.stringify(json) : text);
    return incomplete === true ? EXIT.incomplete : EXIT.done;
  } finally {
    vault.lock();
  }
}

function one(words: readonly string[], what: string): string {
  const [word, extra] = words;
  if (word === undefined || extra !== undefined) throw usage(`This takes ${what}.`);
  return word;
}

const teamOf = (vault: Vault): Team => createTeam(openConnection(vault));

/** Whom a self-made certificate belongs to is for a person to compare, or for a script to know beforehand. */
async function connect({ vault, values, words }: Asked): Promise<Said> {
  const url = readTenantUrl(one(words, 'the address of a team'));
  const shown = await lookAtCertificate(url);
  const known = values.fingerprint?.replaceAll(':', '').toLowerCase();
  if (known !== undefined && known !== shown.fingerprint) {
    throw new Failure(
      'TENANT_OTHER_CERTIFICATE',
      `The server shows a certificate of another fingerprint (${shown.fingerprint}). Nothing was sent and nothing kept.`,
      { fingerprint: shown.fingerprint },
    );
  }
  if (known === undefined && !shown.trusted) {
    throw new Failure(
      'TENANT_CERTIFICATE_UNKNOWN',
      `The server made its certificate itself. Compare its fingerprint with what your admin tells you, then connect with --fingerprint ${shown.fingerprint}`,
      { fingerprint: shown.fingerprint },
    );
  }
  await keepAddress(vault, { url, authority: shown.trusted ? null : shown.pem });
  return { text: `Connected to ${url}. Sign in next.`, json: { url, trusted: shown.trusted } };
}

async function signIn({ vault, values }: Asked): Promise<Said> {
  const connection = openConnection(vault);
  const { address, device } = connection;
  // What can do harm needs it, and is then let through for some minutes.
  const stepUp = values['second-factor'] === true;
  if (stepUp && values.code === true) throw usage('Either --code or --second-factor.');
  const open = (page: string): void => {
    process.stderr.write(`Sign in at ${page}\n`);
    if (values['no-open'] !== true) openInBrowser(page);
  };
  const tokens = await (values.code === true
    ? signInByCode(address, device, ({ page, code }) =>
        process.stderr.write(`On any machine with a browser, open ${page} and type ${code}\n`),
      )
    : signInByBrowser(address, device, { open, stepUp }));
  connection.keep(tokens);
  const team = createTeam(connection);
  await team.introduce();
  // From the first sign-in on this machine knows by which key the server signs.
  await watchAudit(vault, connection);
  const me = await team.me();
  return { text: `Signed in to ${me.team} as ${me.name} (${me.role}).`, json: me };
}

async function signOut({ vault }: Asked): Promise<Said> {
  await openConnection(vault).signOut();
  return { text: 'Signed out on this machine.', json: { signedIn: false } };
}

async function listMembers({ vault }: Asked): Promise<Said> {
  const members = await teamOf(vault).members();
  const text = members.map(({ name, email, role }) => `${name}  ${email}  ${role}`).join('\n');
  return { text, json: { members } };
}

async function invite({ vault, values, words }: Asked): Promise<Said> {
  const email = one(words, 'an e-mail address');
  const role = ROLES.find((known) => known === (values.role ?? 'analyst'));
  if (role === undefined) throw usage(`--role takes ${ROLES.join(', ')}.`);
  const { link } = await teamOf(vault).invite(email, role);
  return {
    text: `Send this link to ${email}; it is good for a week: ${link}`,
    json: { email, role, link },
  };
}

async function listCases({ vault, values: { archived = false } }: Asked): Promise<Said> {
  const cases = await teamOf(vault).cases({ archived });
  const lines = cases.map(
    ({ caseId, name, access }) => `${caseId}  ${access.padEnd(6)}  ${name ?? '(key missing)'}`,
  );
  return {
    text:
      lines.length > 0
        ? lines.join('\n')
        : archived
          ? 'None of your cases is archived.'
          : 'No case is shared with you.',
    json: { cases },
  };
}

/** The number is for two people to compare; told here again, it is noted as the same. */
async function compareKeys({ vault, values, words }: Asked): Promise<Said> {
  const email = one(words, 'an e-mail address');
  const team = teamOf(vault);
  const { memberId } = await team.memberOf(email);
  const number = await team.safetyNumber(memberId);
  const told = values.number?.replaceAll(/\D/g, '').replace(/(.{5})(?=.)/g, '$1 ');
  if (told === undefined) {
    const text = `${number}\nCompare it with what ${email} sees of you. If it is the same, run this again with --number "${number}"`;
    return { text, json: { email, number, compared: false } };
  }
  await team.compared(memberId, told);
  return { text: `Noted: the key of ${email} is hers.`, json: { email, number, compared: true } };
}

async function rekeyCase({ vault, choice, words }: Asked): Promise<Said> {
  return withCase(one(words, 'a case'), choice, async (_open, caseId) => {
    await teamOf(vault).rekey(caseId);
    const text = 'The case has another key, which nobody got who left the team.';
    return { text, json: { caseId, rekeyed: true } };
  });
}

async function withCase<T>(
  path: string,
  choice: CaseChoice,
  work: (open: OpenCase, caseId: string) => Promise<T>,
): Promise<T> {
  const { open, finish } = await namedCase(path, choice, false);
  try {
    const caseId = await open.syncRoot();
    if (caseId === null) throw new Failure('CASE_EMPTY', `${path} holds no case yet.`, { path });
    return await work(open, caseId);
  } finally {
    await finish();
  }
}

async function shareCase({ vault, choice, words }: Asked): Promise<Said> {
  const path = one(words, 'a case');
  return withCase(path, choice, async (open, caseId) => {
    const team = teamOf(vault);
    await team.share(caseId, open.info().name);
    return syncedSaid(open, await team.sync(open), { caseId });
  });
}

function accessOf(values: Values): { to: string; access: Access } {
  const access = ACCESSES.find((known) => known === (values.access ?? 'write'));
  if (values.to === undefined || access === undefined) {
    throw usage(`This takes --to EMAIL, and --access ${ACCESSES.join(' or ')}.`);
  }
  return { to: values.to, access };
}

async function giveAccess({ vault, choice, values, words }: Asked): Promise<Said> {
  const { to, access } = accessOf(values);
  return withCase(one(words, 'a case'), choice, async (_open, caseId) => {
    await teamOf(vault).give(caseId, to, access);
    return { text: `${to} may ${access} it.`, json: { caseId, to, access } };
  });
}

async function takeAccess({ vault, choice, values, words }: Asked): Promise<Said> {
  const { to } = accessOf(values);
  return withCase(one(words, 'a case'), choice, async (_open, caseId) => {
    const team = teamOf(vault);
    await team.take(caseId, (await team.memberOf(to)).memberId);
    const text = `${to} gets nothing new of it, which is sealed with another key now. What she has stays with her.`;
    return { text, json: { caseId, to, access: null } };
  });
}

/** Makes a copy of a shared case here, under the passphrase of the command. */
async function joinCase({ vault, choice, values, words }: Asked): Promise<Said> {
  const caseId = one(words, 'the id of a shared case (see "tenant cases")');
  const { passphraseFile } = choice;
  if (values.out === undefined || passphraseFile === undefined) {
    throw usage('"tenant join" needs --out FILE.eiq and --passphrase-file F.');
  }
  const path = resolve(values.out);
  const header = makeHeader('passphrase');
  const key = await deriveCaseKey(await passphraseIn(passphraseFile), header);
  makeEmptyCopy({ path, key, header }, caseId);
  try {
    const { open, finish } = await namedCase(path, choice, false);
    try {
      const round = await teamOf(vault).sync(open);
      return await syncedSaid(open, round, { caseId, file: basename(path) });
    } finally {
      await finish();
    }
  } catch (error) {
    deleteCaseFile(path);
    throw error;
  }
}

async function syncNow({ vault, choice, values, words }: Asked): Promise<Said> {
  return withCase(one(words, 'a case'), choice, async (open, caseId) => {
    if (values.retry === true) await open.syncStore.retry();
    return syncedSaid(open, await teamOf(vault).sync(open), { caseId });
  });
}

async function syncedSaid(
  open: OpenCase,
  { sent, received, archived }: Awaited<ReturnType<Team['sync']>>,
  more: object,
): Promise<Said> {
  const attention = await open.syncStore.attention();
  const conflicts = await open.conflicts();
  const lines = [
    `${sent} entries sent, ${received} taken in, ${conflicts.length} conflicts`,
    ...(archived ? ['The case is archived: it is read only, and what is new here waits.'] : []),
    ...attention.map(({ id, way, code }) => `  needs attention: ${way} entry ${id}, ${code}`),
  ];
  return {
    text: lines.join('\n'),
    json: { ...more, sent, received, archived, conflicts, attention },
    incomplete: attention.length > 0,
  };
}
