import type { KeptCase } from '#shared/sync/case-keeping-api.ts';
import { createTeam, createTeamKeeping, openConnection } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { usage } from './arguments.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly words: readonly string[];
  readonly values: {
    readonly reason?: string | undefined;
    readonly lift?: boolean | undefined;
    readonly back?: boolean | undefined;
  };
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

/** `tenant archive ID [--back]`: makes a case read only and takes it out of everyday lists, or brings it back. */
export async function teamArchive({
  vault,
  words,
  values: { back = false },
}: Asked): Promise<Said> {
  const [caseId, extra] = words;
  if (caseId === undefined || extra !== undefined) {
    throw usage(
      '"tenant archive" takes the id of a case (see "tenant cases" and "tenant cases --archived").',
    );
  }
  await createTeamKeeping(openConnection(vault)).setArchived(caseId, !back);
  const text = back
    ? 'The case is back: what waited on desktops is taken in.'
    : 'The case is archived: it is read only, and what is done on desktops waits there.';
  return { text, json: { caseId, archived: !back } };
}

async function listKept(vault: Vault, kept: readonly KeptCase[]): Promise<Said> {
  const names = await createTeam(openConnection(vault)).names();
  const cases = kept.map((one) => ({ ...one, name: names.get(one.caseId) ?? null }));
  const lines = cases.map(({ caseId, name, sharedBy, sharedAt, hold, archivedAt }) => {
    const held = hold === null ? '' : `, held by ${hold.by} since ${hold.at}: ${hold.reason}`;
    const archived = archivedAt === null ? '' : `, archived since ${archivedAt}`;
    return `${caseId}  ${name ?? '(not shared with you)'}  shared by ${sharedBy} ${sharedAt}${archived}${held}`;
  });
  return {
    text: lines.length === 0 ? 'The team shares no case.' : lines.join('\n'),
    json: { cases },
  };
}
