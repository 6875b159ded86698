import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import type { Role } from '#shared/model/role.ts';
import type { LegalHold } from '#shared/sync/case-keeping-api.ts';
import {
  auditArchive,
  auditFrontier,
  auditHead,
  auditPage,
  givenArchive,
  provenEntry,
  type AuditArchive,
  type AuditHead,
} from '#shared/audit/audit-wire.ts';
import { pullPage, pushDone, syncStop } from '#shared/sync/sync-wire.ts';
import {
  access,
  casePage,
  grant,
  me,
  member,
  secondFactors,
  sharedCase,
  type Access,
  type Grant,
  type Me,
  type Member,
  type SecondFactors,
  type SharedCase,
} from '#shared/sync/tenant-api.ts';
import type { SyncStore } from '#shared/sync/sync-store.ts';
import { readHeader } from '../cases/index.ts';
import { createAsk } from './ask.ts';
import { changing } from './changing.ts';
import {
  createEntrySealer,
  generationsOf,
  makeShareKeys,
  nextShareKeys,
  openName,
  openShareKeys,
  sealName,
  sealShareKeys,
} from './case-key.ts';
import type { Connection } from './connection.ts';
import { safetyNumber, type KeyStanding } from './known-keys.ts';
import { createTeamDevices } from './team-devices.ts';
import { createTeamRawLogs, type TeamRawLogs } from './team-raw-logs.ts';
import { syncCase, type SyncRound, type SyncServer } from './sync-case.ts';

const granted = z.strictObject({ access: access.nullable() });

/** A shared case as this member sees it. */
export interface TeamCase {
  readonly caseId: string;
  /** Null: its key does not open here, as after this machine was set up anew. */
  readonly name: string | null;
  readonly access: Access;
  /** Why nothing of it is deleted, there and here; null: no such reason. */
  readonly hold: LegalHold | null;
  /** Since when it is read only; null: it is not archived. */
  readonly archivedAt: string | null;
}

/** What of an open case its sync needs. */
export interface SyncedCase {
  readonly path: string;
  readonly syncStore: SyncStore;
  syncRoot(): Promise<string | null>;
  /** Notes the legal hold of the team, so that it is heeded here too, also offline. */
  keepTeamHold(hold: LegalHold | null): Promise<void>;
}

export type Team = ReturnType<typeof createTeam>;

/** Everything that is asked of the team server, as the member who signed in. */
export function createTeam(connection: Connection) {
  const ask = createAsk(connection);

  const cases = async (archived: boolean): Promise<SharedCase[]> => {
    const all: SharedCase[] = [];
    let next: string | null = null;
    do {
      const query = { archived: String(archived), ...(next !== null && { cursor: next }) };
      const page: z.output<typeof casePage> = await ask('GET /api/v1/cases', casePage, { query });
      all.push(...page.cases);
      ({ next } = page);
    } while (next !== null);
    return all;
  };

  /** Throws CASE_NOT_FOUND, CASE_DELETED. */
  const caseOf = (caseId: string): Promise<SharedCase> =>
    ask('GET /api/v1/cases/{caseId}', sharedCase, { path: { caseId } });

  /** The keys of a case, and its name. Throws CASE_NOT_FOUND, CASE_KEY_MISSING. */
  const keysOf = async (caseId: string): Promise<{ keys: Buffer; name: string }> =>
    keysIn(await caseOf(caseId));

  function keysIn(found: SharedCase): { keys: Buffer; name: string } {
    const { caseId } = found;
    const keys = openShareKeys(found.sealedKey, connection.sealing, caseId);
    if (keys !== null && generationsOf(keys) === found.generation) {
      return { keys, name: openName(keys, found.sealedName, caseId) ?? '' };
    }
    throw new Failure(
      'CASE_KEY_MISSING',
      'The key of this case was not sealed for this profile. Ask who manages the case to give you access once more.',
    );
  }

  /** Cases of this member, with their names as far as her keys open them. */
  async function openedCases(archived: boolean): Promise<TeamCase[]> {
    return (await cases(archived)).map((shared) => {
      const { caseId, sealedName, sealedKey, access, hold, archivedAt } = shared;
      const keys = openShareKeys(sealedKey, connection.sealing, caseId);
      return { caseId, access, hold, archivedAt, name: keys && openName(keys, sealedName, caseId) };
    });
  }

  const members = async (): Promise<Member[]> =>
    (await ask('GET /api/v1/members', z.strictObject({ members: z.array(member) }))).members;

  async function grants(caseId: string): Promise<Grant[]> {
    const answer = z.strictObject({ grants: z.array(grant) });
    return (await ask('GET /api/v1/cases/{caseId}/grants', answer, { path: { caseId } })).grants;
  }

  function serverOf(caseId: string): SyncServer {
    const path = { caseId };
    return {
      push(body) {
        const answer = z.union([pushDone, syncStop]);
        return ask('POST /api/v1/cases/{caseId}/push', answer, { path, body }, [409]);
      },
      pull({ epoch, cursor, limit }) {
        const query = { cursor, limit, ...(epoch !== null && { epoch }) };
        const answer = z.union([pullPage, syncStop]);
        return ask('GET /api/v1/cases/{caseId}/pull', answer, { path, query }, [409]);
      },
    };
  }

  return {
    me: (): Promise<Me> => ask('GET /api/v1/me', me),
    /** Tells the server what others seal keys for this profile with. */
    async introduce(): Promise<void> {
      const body = { sealingKey: connection.sealing.publicKey };
      await ask('PUT /api/v1/me/sealing-key', z.null(), { body });
    },
    members,
    /** The signed head of the audit log, with a proof that it goes on from a size. */
    auditHead: (known: number): Promise<AuditHead> =>
      ask('GET /api/v1/audit/checkpoint', auditHead, { query: { known } }),
    /** Entries of the audit log from a number on, as they were hashed. */
    auditEntries: (from: number) =>
      ask('GET /api/v1/audit/entries', auditPage, { query: { from } }),
    /** The tree of the first entries of the audit log. Throws NOT_FOUND. */
    auditFrontier: (size: number) =>
      ask('GET /api/v1/audit/frontier', auditFrontier, { query: { size } }),
    /** Archives of the audit log, earliest first. */
    async auditArchives(): Promise<AuditArchive[]> {
      const answer = z.strictObject({ archives: z.array(auditArchive) });
      return (await ask('GET /api/v1/audit/archives', answer)).archives;
    },
    /** The one that begins with an entry: an export, gzip. Throws NOT_FOUND. */
    async auditArchive(first: number): Promise<Buffer> {
      const given = await ask('GET /api/v1/audit/archives/{first}', givenArchive, {
        path: { first },
      });
      return Buffer.from(given.gzip, 'base64url');
    },
    /** An entry, with a proof that it stands in the log of a size. */
    auditEntry: (seq: number, size: number) =>
      ask('GET /api/v1/audit/entries/{seq}', provenEntry, { path: { seq }, query: { size } }),
    /** The member of an address. Throws MEMBER_UNKNOWN. */
    memberOf,
    /** Invites somebody, as an admin may. Gives the link, which is told this once. */
    async invite(email: string, role: Role): Promise<{ link: string }> {
      const answer = z.strictObject({ link: z.string(), expiresAt: z.string() });
      const body = { email, role };
      const { link } = await ask('POST /api/v1/invitations', answer, { body });
      return { link };
    },
    /** Cases that this member has; those that are archived are another list. */
    cases: ({ archived = false } = {}): Promise<TeamCase[]> => openedCases(archived),
    /** What the cases that this member has are called, archived or not, by their ids. */
    async names(): Promise<Map<string, string | null>> {
      const all = [...(await openedCases(false)), ...(await openedCases(true))];
      return new Map(all.map(({ caseId, name }) => [caseId, name]));
    },
    /** Whether this member has a case. */
    async has(caseId: string): Promise<boolean> {
      try {
        await caseOf(caseId);
        return true;
      } catch (error) {
        if (error instanceof Failure && error.code === 'CASE_NOT_FOUND') return false;
        throw error;
      }
    },
    /** Shares a case under a new key that the server does not get. Throws CASE_EXISTS, CASE_DELETED. */
    async share(caseId: string, name: string): Promise<void> {
      const keys = makeShareKeys();
      const body = {
        caseId,
        sealedName: sealName(keys, name, caseId),
        generation: 1,
        sealedKey: sealShareKeys(keys, connection.sealing.publicKey, caseId),
      };
      await ask('POST /api/v1/cases', z.null(), { body });
    },
    grants,
    /**
     * Gives a member access, with the keys of the case sealed for her. Throws MEMBER_UNKNOWN, MEMBER_WITHOUT_KEY,
     * KEY_NOT_COMPARED, CHANGED_MEANWHILE if she has another access than was read.
     */
    async give(
      caseId: string,
      email: string,
      may: Access,
      was?: { access: Access | null },
    ): Promise<void> {
      const found = await memberOf(email);
      const { keys } = await keysOf(caseId);
      const body = {
        access: may,
        generation: generationsOf(keys),
        sealedKey: sealShareKeys(keys, comparedKey(found), caseId),
      };
      const path = { caseId, memberId: found.memberId };
      await changing(was, granted, (headers) =>
        ask('PUT /api/v1/cases/{caseId}/grants/{memberId}', z.null(), { path, body, headers }),
      );
    },
    /** Takes access from a member. What she has of the case stays with her; nothing new is sealed with a key of hers. */
    take: (caseId: string, memberId: string): Promise<void> =>
      rekeyed(caseId, (grant) => grant.memberId !== memberId),
    /** Gives a case another key, which nobody gets who has left the team. */
    rekey: (caseId: string): Promise<void> => rekeyed(caseId, () => true),
    /** Notes that a member's key was compared. Throws MEMBER_UNKNOWN, KEY_CHANGED_MEANWHILE. */
    async compared(memberId: string, number: string): Promise<void> {
      const found = await memberOfId(memberId);
      if ((await numberOf(found)) !== number) {
        throw new Failure(
          'KEY_CHANGED_MEANWHILE',
          `The key of ${found.name} is not the one any more that this number belongs to. Compare anew; nothing was shared.`,
        );
      }
      connection.knownKeys.keep(memberId, keyOf(found));
    },
    /** The number that is compared with a member. Throws MEMBER_UNKNOWN, MEMBER_WITHOUT_KEY. */
    safetyNumber: async (memberId: string): Promise<string> => numberOf(await memberOfId(memberId)),
    standingOf: ({ memberId, sealingKey }: Member): KeyStanding | null =>
      sealingKey === null ? null : connection.knownKeys.standing(memberId, sealingKey),
    /** Gives a member another role, if she has the one that was read. Throws STEP_UP_REQUIRED, CHANGED_MEANWHILE. */
    async setRole(memberId: string, body: { role: Role }, was?: { role: Role }): Promise<void> {
      const path = { memberId };
      await changing(was, member.pick({ role: true }), (headers) =>
        ask('PUT /api/v1/members/{memberId}/role', z.null(), { path, body, headers }),
      );
    },
    /** Lets a member go. Her keys of cases are to be changed afterwards. */
    async letGo(memberId: string): Promise<void> {
      await ask('DELETE /api/v1/members/{memberId}', z.null(), { path: { memberId } });
    },
    secondFactors: (): Promise<SecondFactors> =>
      ask('GET /api/v1/me/second-factors', secondFactors),
    /** The page on which a second factor is set up. Throws STEP_UP_REQUIRED for who has one already. */
    async secondFactorLink(): Promise<string> {
      const answer = z.strictObject({ link: z.url() });
      return (await ask('POST /api/v1/me/second-factors/link', answer)).link;
    },
    /** Takes a passkey away, or the code app (`code-app`). Throws STEP_UP_REQUIRED. */
    async removeSecondFactor(id: string): Promise<void> {
      const path = { factorId: id };
      await ask('DELETE /api/v1/me/second-factors/{factorId}', z.null(), { path });
    },
    ...createTeamDevices(ask),
    /** Raw logs that are shared of a case. Throws CASE_NOT_FOUND, CASE_KEY_MISSING. */
    async rawLogs(caseId: string): Promise<TeamRawLogs> {
      const { keys } = await keysOf(caseId);
      const { memberId } = await ask('GET /api/v1/me', me);
      return createTeamRawLogs(ask, { caseId, keys, memberId });
    },
    /** One round of sync of an open case. Throws CASE_NOT_FOUND, CASE_DELETED, CASE_KEY_MISSING, TENANT_UNREACHABLE. */
    async sync(open: SyncedCase): Promise<SyncRound & { archived: boolean }> {
      const caseId = await open.syncRoot();
      if (caseId === null) throw notFound();
      const found = await caseOf(caseId).catch(async (error: unknown) => {
        // What was held could not be deleted.
        if (isDeleted(error)) await open.keepTeamHold(null);
        throw error;
      });
      await open.keepTeamHold(found.hold);
      const { keys } = keysIn(found);
      const { path } = open;
      const { header } = await readHeader(path);
      connection.keepCase({ caseId, path, header: header.toString('hex') });
      const sealer = createEntrySealer(keys, caseId);
      const round = await syncCase(open.syncStore, serverOf(caseId), sealer);
      return { ...round, archived: found.archivedAt !== null };
    },
  };

  async function numberOf(her: Member): Promise<string> {
    const { memberId: myId } = await ask('GET /api/v1/me', me);
    const mine = { memberId: myId, publicKey: connection.sealing.publicKey };
    return safetyNumber(mine, { memberId: her.memberId, publicKey: keyOf(her) });
  }

  /** What is sealed for a member is sealed with the key that was compared, and no other. */
  function comparedKey(her: Member): string {
    const { memberId, name } = her;
    const sealingKey = keyOf(her);
    const isOwn = sealingKey === connection.sealing.publicKey;
    if (isOwn || connection.knownKeys.standing(memberId, sealingKey) === 'compared') {
      return sealingKey;
    }
    throw new Failure(
      'KEY_NOT_COMPARED',
      `Compare the safety number with ${name} first; nothing was sealed for a key that the server alone vouches for.`,
      { memberId },
    );
  }

  /** Seals a case under another key for those who go on having it. Throws KEY_NOT_COMPARED for one of them. */
  async function rekeyed(caseId: string, stays: (grant: Grant) => boolean): Promise<void> {
    const { keys, name } = await keysOf(caseId);
    const next = nextShareKeys(keys);
    const team = new Map((await members()).map((known) => [known.memberId, known]));
    const staying = (await grants(caseId)).filter((grant) => !grant.left && stays(grant));
    const sealed = staying.flatMap(({ memberId }) => {
      const known = team.get(memberId);
      if (known === undefined) return [];
      return [{ memberId, sealedKey: sealShareKeys(next, comparedKey(known), caseId) }];
    });
    const body = {
      generation: generationsOf(next),
      sealedName: sealName(next, name, caseId),
      keys: sealed,
    };
    await ask('PUT /api/v1/cases/{caseId}/key', z.null(), { path: { caseId }, body });
  }

  async function memberOfId(memberId: string): Promise<Member> {
    const found = (await members()).find((known) => known.memberId === memberId);
    if (found !== undefined) return found;
    throw unknown(memberId);
  }

  async function memberOf(email: string): Promise<Member> {
    const wanted = email.trim().toLowerCase();
    const found = (await members()).find((known) => known.email.toLowerCase() === wanted);
    if (found !== undefined) return found;
    throw unknown(email);
  }
}

/** Throws MEMBER_WITHOUT_KEY. */
function keyOf({ name, sealingKey }: Member): string {
  if (sealingKey !== null) return sealingKey;
  throw new Failure(
    'MEMBER_WITHOUT_KEY',
    `${name} has not signed in with Error-IQ yet, so nothing can be sealed for that member. Try again afterwards.`,
  );
}

function unknown(who: string): Failure {
  return new Failure('MEMBER_UNKNOWN', `There is no ${who} in your team.`);
}

const isDeleted = (error: unknown): boolean =>
  error instanceof Failure && error.code === 'CASE_DELETED';

function notFound(): Failure {
  return new Failure(
    'CASE_NOT_FOUND',
    'This case is not shared with you on the team server. What you have of it stays on this machine.',
  );
}
