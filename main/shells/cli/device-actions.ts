import type { TeamDevice } from '#shared/sync/wipe-api.ts';
import { createTeam, openConnection, type Team } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { usage } from './arguments.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly words: readonly string[];
  readonly values: { readonly of?: string | undefined; readonly all?: boolean | undefined };
}

const teamOf = (vault: Vault): Team => createTeam(openConnection(vault));

/** `tenant devices [--of EMAIL]`: where this member is signed in; of another member, as an admin sees it. */
export async function teamDevices({ vault, words, values: { of } }: Asked): Promise<Said> {
  if (words.length > 0) throw usage('"tenant devices" takes --of EMAIL at most.');
  const team = teamOf(vault);
  if (of !== undefined) {
    const { memberId } = await team.memberOf(of);
    const devices = (await team.devices()).filter((one) => one.memberId === memberId);
    return { text: devices.map(lineOf).join('\n') || `No device of ${of}.`, json: { devices } };
  }
  const sessions = await team.sessions();
  const lines = sessions.map(
    ({ sessionId, device, seenAt, isThis }) =>
      `${sessionId}  ${seenAt}  ${device}${isThis ? '  (this one)' : ''}`,
  );
  return { text: lines.join('\n'), json: { sessions } };
}

function lineOf({ sessionId, seenAt, device, signedIn, isThis }: TeamDevice): string {
  const standing = isThis ? 'this one' : signedIn ? 'signed in' : 'signed out';
  return `${sessionId}  ${seenAt}  ${device}  (${standing})`;
}

/**
 * `tenant end-device ID | ID --of EMAIL | --of EMAIL --all`: signs a device of one's own out, or as an admin one or all of
 * another member's, which needs a fresh second factor.
 */
export async function endDevice({ vault, words, values: { of, all } }: Asked): Promise<Said> {
  const [sessionId, extra] = words;
  const isWhole = all === true;
  const isWrong = (sessionId === undefined) !== isWhole || (isWhole && of === undefined);
  if (extra !== undefined || isWrong) {
    throw usage(
      '"tenant end-device" takes the id of a device (see "tenant devices"), also with --of EMAIL, or --of EMAIL --all.',
    );
  }
  const team = teamOf(vault);
  if (of === undefined) {
    await team.endSession(sessionId ?? '');
    return { text: 'Signed out there.', json: { sessionId, ended: true } };
  }
  const { memberId } = await team.memberOf(of);
  const ended = await team.signMemberOut(memberId, sessionId ?? null);
  return {
    text: `${ended} ${ended === 1 ? 'device' : 'devices'} of ${of} signed out. Who still has the passphrase can sign in again; "tenant wipe" keeps a lost device out.`,
    json: { memberId, sessionId: sessionId ?? null, ended },
  };
}
