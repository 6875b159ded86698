import type { KeptCase } from '#shared/sync/case-keeping-api.ts';
import { createTeam, createTeamKeeping, openConnection } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { usage } from './arguments.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly words: readonly string[];
  readonly values: { readonly reason?: string | undefined; readonly lift?: boolean | undefined };
}

/**
 * `tenant hold [ID --reason TEXT [--lift]]`: cases of the team with what holds them; places a legal hold on one, or lifts it.
 * Both need a fresh second factor.
 */
export async function teamHold({ vault, words, values }: Asked): Promise<Said> {
  const keeping = createTeamKeeping(openConnection(vault));
  const [caseId, extra] = words;
  const { reason, lift = false } = values;
  if (extra !== undefined) throw usage('"tenant hold" takes the id of one case, or none.');
  if (caseId === undefined) return listKept(vault, await keeping.cases());
  if (reason === undefined) throw usage('Say why: --reason TEXT.');
  if (lift) {
    await keeping.liftHold(caseId, reason);
    return { text: 'The hold is lifted.', json: { caseId, hold: null } };
  }
  await keeping.hold(caseId, reason);
  const text =
    'The case is held: nothing of it is deleted, on the server or by the desktops that have it.';
  return { text, json: { caseId, hold: { reason } } };
}

/** `tenant delete ID --reason TEXT`: deletes a case from the server for good. Needs a fresh second factor. */
export async function teamDelete({ vault, words, values: { reason } }: Asked): Promise<Said> {
  const [caseId, extra] = words;
  if (caseId === undefined || extra !== undefined || reason === undefined) {
    throw usage('"tenant delete" takes the id of a case (see "tenant hold"), and --reason TEXT.');
  }
  await createTeamKeeping(openConnection(vault)).delete(caseId, reason);
  const text =
    'The case is deleted from the team server. Copies on desktops stay, and say that it is not shared any more.';
  return { text, json: { caseId, deleted: true } };
}

async function listKept(vault: Vault, kept: readonly KeptCase[]): Promise<Said> {
  const mine = await createTeam(openConnection(vault)).cases();
  const names = new Map(mine.map(({ caseId, name }) => [caseId, name]));
  const cases = kept.map((one) => ({ ...one, name: names.get(one.caseId) ?? null }));
  const lines = cases.map(({ caseId, name, sharedBy, sharedAt, hold }) => {
    const held = hold === null ? '' : `, held by ${hold.by} since ${hold.at}: ${hold.reason}`;
    return `${caseId}  ${name ?? '(not shared with you)'}  shared by ${sharedBy} ${sharedAt}${held}`;
  });
  return {
    text: lines.length === 0 ? 'The team shares no case.' : lines.join('\n'),
    json: { cases },
  };
}
