import { Failure } from '#shared/model/failure.ts';
import type { TeamDevice } from '#shared/sync/wipe-api.ts';
import { forgetUploads } from '../../evidence/index.ts';
import { createIssueMemory } from '../../issues/index.ts';
import { createSeenTemplates } from '../../templates/index.ts';
import { createTeam, openConnection } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { createWipeDesk, type WipeNotice } from '../../wipe/index.ts';
import { usage } from './arguments.ts';
import { withPackDesk } from './pack-actions.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly words: readonly string[];
  readonly values: { readonly note?: string | undefined };
}

/**
 * `tenant wipe [ID [--note WHY] | withdraw ID]`: the devices of the team (of an admin all), and signs one out and has it
 * remove what the team shares. Both need a fresh second factor.
 */
export async function teamWipe({ vault, words, values }: Asked): Promise<Said> {
  const team = createTeam(openConnection(vault));
  const [what = 'list', ...others] = words;
  if (what === 'list' && others.length === 0) {
    const devices = await team.devices();
    return { text: devices.map(lineOf).join('\n'), json: { devices } };
  }
  const sessionId = what === 'withdraw' ? others[0] : what;
  if (sessionId === undefined || others.length > (what === 'withdraw' ? 1 : 0)) {
    throw usage('"tenant wipe" takes list, ID [--note WHY] or withdraw ID.');
  }
  if (what === 'withdraw') {
    await team.withdrawWipe(sessionId);
    const text = 'The device keeps what it has; whoever works there may sign in again.';
    return { text, json: { sessionId, wipe: 'withdrawn' } };
  }
  await team.wipeDevice(sessionId, values.note ?? '');
  const text =
    'Signed out there. When the device next reaches the server it destroys the keys and files of the cases that this team shares, also work that it had not sent, and its sign-in. Its own cases stay. "tenant wipe" says when it has.';
  return { text, json: { sessionId, wipe: 'ordered' } };
}

function lineOf({ sessionId, member, device, seenAt, signedIn, isThis, wipe }: TeamDevice): string {
  const standing = isThis ? 'this one' : signedIn ? 'signed in' : 'signed out';
  const base = `${sessionId}  ${seenAt}  ${member}, ${device}  (${standing})`;
  if (wipe === null || wipe.state === 'withdrawn') return base;
  const { receipt } = wipe;
  if (receipt === null) return `${base}  to be wiped since ${wipe.at} (${wipe.by})`;
  const left =
    receipt.filesLeft === 0 ? '' : `, ${receipt.filesLeft} files still there, unreadable`;
  return `${base}  wiped: ${receipt.cases} cases, ${receipt.unsent} entries not sent${left}`;
}

/**
 * Goes on with a wipe of this machine that was broken off, and says what one removed that nobody was told of; asks the
 * server for one where it has refused this sign-in. Gives whether something was removed.
 */
export async function saidWipe(vault: Vault, dataFolder: string, asks: boolean): Promise<boolean> {
  const desk = createWipeDesk({
    vault,
    // A command holds no case of another; one that the app has open it closes itself.
    closeCase: () => Promise.resolve(),
    async forgetTeam(url, { caseIds, files }) {
      await withPackDesk(vault, dataFolder, (packs) => packs.leave(url));
      forgetUploads(vault, caseIds);
      createIssueMemory(vault).forget(files);
      createSeenTemplates(vault).forget(files);
    },
    tell: () => {},
  });
  await desk.look(asks);
  const notice = desk.notice();
  if (notice === null) return false;
  process.stderr.write(`${sentenceOf(notice)}\n`);
  desk.seen();
  return true;
}

function sentenceOf({ by, at, reason, url, cases, unsent, held, filesLeft }: WipeNotice): string {
  const why = reason === '' ? '' : ` ("${reason}")`;
  const lines = [
    `This machine was wiped of what the team at ${url} shares: ${by} ordered it at ${at}${why}.`,
    `Keys and files of ${cases} cases and the sign-in are gone, with ${unsent} entries that had not been sent; ${held} of the cases were under a legal hold. Cases that are not shared with that team are untouched.`,
    ...filesLeft.map((path) => `${path} could not be removed yet; nothing opens it any more.`),
  ];
  return lines.join('\n');
}

/** Runs an action of the team server; when the server refuses this sign-in because the machine is to be wiped, says that instead. */
export async function orWiped<T>(
  vault: Vault,
  dataFolder: string,
  action: () => Promise<T>,
): Promise<T> {
  await saidWipe(vault, dataFolder, false);
  try {
    return await action();
  } catch (error) {
    const isOut =
      error instanceof Failure && (error.code === 'NOT_SIGNED_IN' || error.code === 'SIGN_IN_OVER');
    if (!isOut || !(await saidWipe(vault, dataFolder, true))) throw error;
    throw new Failure('DEVICE_WIPED', 'Nothing was done: this machine was wiped, see above.');
  }
}
