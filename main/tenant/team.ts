import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import type { Role } from '#shared/model/role.ts';
import { auditHead, auditPage, provenEntry, type AuditHead } from '#shared/audit/audit-wire.ts';
import { pullPage, pushDone, syncStop } from '#shared/sync/sync-wire.ts';
import {
  grant,
  me,
  member,
  sharedCase,
  type Access,
  type Grant,
  type Me,
  type Member,
  type SharedCase,
} from '#shared/sync/tenant-api.ts';
import type { SyncStore } from '#shared/sync/sync-store.ts';
import {
  createEntrySealer,
  makeShareKey,
  openName,
  openShareKey,
  sealName,
  sealShareKey,
} from './case-key.ts';
import type { Connection } from './connection.ts';
import { syncCase, type SyncRound, type SyncServer } from './sync-case.ts';
import { askTenant, type TenantRequest } from './tenant-https.ts';

/** A shared case as this member sees it. */
export interface TeamCase {
  readonly caseId: string;
  /** Null: its key does not open here, as after this machine was set up anew. */
  readonly name: string | null;
  readonly access: Access;
}

/** What of an open case its sync needs. */
export interface SyncedCase {
  readonly syncStore: SyncStore;
  syncRoot(): Promise<string | null>;
}

const problem = z.object({ code: z.string(), title: z.string() });

export type Team = ReturnType<typeof createTeam>;

/** Everything that is asked of the team server, as the member who signed in. */
export function createTeam(connection: Connection) {
  async function ask<T extends z.ZodType>(
    answer: T,
    asked: Omit<TenantRequest, 'token'>,
    alsoGood: readonly number[] = [],
  ): Promise<z.output<T>> {
    const token = await connection.token();
    const { status, json } = await askTenant(connection.address, { ...asked, token });
    const isGood = (status >= 200 && status < 300) || alsoGood.includes(status);
    if (!isGood) throw refusalOf(status, json);
    const read = answer.safeParse(json);
    if (read.success) return read.data;
    throw new Failure(
      'TENANT_ANSWER_BAD',
      'The team server answered something that this Error-IQ does not understand. One of them may be too old; nothing was changed.',
      { status },
    );
  }

  const api = (path: string): string => `/api/v1/${path}`;

  const cases = async (): Promise<SharedCase[]> =>
    (
      await ask(z.strictObject({ cases: z.array(sharedCase) }), {
        method: 'GET',
        path: api('cases'),
      })
    ).cases;

  /** The key of a case. Throws CASE_NOT_FOUND, CASE_KEY_MISSING. */
  async function keyOf(caseId: string): Promise<{ key: Buffer; generation: number }> {
    const found = (await cases()).find((shared) => shared.caseId === caseId);
    if (found === undefined) throw notFound();
    const key = openShareKey(found.sealedKey, connection.sealing, caseId);
    if (key !== null) return { key, generation: found.generation };
    throw new Failure(
      'CASE_KEY_MISSING',
      'The key of this case was not sealed for this profile. Ask who manages the case to give you access once more.',
    );
  }

  const members = async (): Promise<Member[]> =>
    (
      await ask(z.strictObject({ members: z.array(member) }), {
        method: 'GET',
        path: api('members'),
      })
    ).members;

  function serverOf(caseId: string): SyncServer {
    const path = api(`cases/${caseId}`);
    return {
      push: (body) =>
        ask(z.union([pushDone, syncStop]), { method: 'POST', path: `${path}/push`, body }, [409]),
      pull: ({ epoch, cursor, limit }) => {
        const query = new URLSearchParams({ cursor: String(cursor), limit: String(limit) });
        if (epoch !== null) query.set('epoch', epoch);
        const asked = { method: 'GET', path: `${path}/pull?${query}` } as const;
        return ask(z.union([pullPage, syncStop]), asked, [409]);
      },
    };
  }

  return {
    me: (): Promise<Me> => ask(me, { method: 'GET', path: api('me') }),
    /** Tells the server what others seal keys for this profile with. */
    async introduce(): Promise<void> {
      const body = { sealingKey: connection.sealing.publicKey };
      await ask(z.null(), { method: 'PUT', path: api('me/sealing-key'), body });
    },
    members,
    /** The signed head of the audit log, with a proof that it goes on from a size. */
    auditHead: (known: number): Promise<AuditHead> =>
      ask(auditHead, { method: 'GET', path: api(`audit/checkpoint?known=${known}`) }),
    /** Entries of the audit log from a number on, as they were hashed. */
    auditEntries: (from: number) =>
      ask(auditPage, { method: 'GET', path: api(`audit/entries?from=${from}`) }),
    /** An entry, with a proof that it stands in the log of a size. */
    auditEntry: (seq: number, size: number) =>
      ask(provenEntry, { method: 'GET', path: api(`audit/entries/${seq}?size=${size}`) }),
    /** Invites somebody, as an admin may. Gives the link, which is told this once. */
    async invite(email: string, role: Role): Promise<{ link: string }> {
      const answer = z.strictObject({ link: z.string(), expiresAt: z.string() });
      const body = { email, role };
      const { link } = await ask(answer, { method: 'POST', path: api('invitations'), body });
      return { link };
    },
    async cases(): Promise<TeamCase[]> {
      return (await cases()).map(({ caseId, sealedName, sealedKey, access }) => {
        const key = openShareKey(sealedKey, connection.sealing, caseId);
        return { caseId, access, name: key && openName(key, sealedName, caseId) };
      });
    },
    /** Shares a case under a new key that the server does not get. Throws CASE_EXISTS. */
    async share(caseId: string, name: string): Promise<void> {
      const key = makeShareKey();
      const body = {
        caseId,
        sealedName: sealName(key, name, caseId),
        generation: 1,
        sealedKey: sealShareKey(key, connection.sealing.publicKey, caseId),
      };
      await ask(z.null(), { method: 'POST', path: api('cases'), body });
    },
    async grants(caseId: string): Promise<Grant[]> {
      const path = api(`cases/${caseId}/grants`);
      const { grants } = await ask(z.strictObject({ grants: z.array(grant) }), {
        method: 'GET',
        path,
      });
      return grants;
    },
    /** Gives a member access, with the key of the case sealed for her. Throws MEMBER_UNKNOWN, MEMBER_WITHOUT_KEY. */
    async give(caseId: string, email: string, access: Access): Promise<void> {
      const { memberId, sealingKey } = await memberOf(email);
      if (sealingKey === null) {
        throw new Failure(
          'MEMBER_WITHOUT_KEY',
          `${email} has not signed in with Error-IQ yet, so nothing can be sealed for that member. Try again afterwards.`,
        );
      }
      const { key, generation } = await keyOf(caseId);
      const body = { access, generation, sealedKey: sealShareKey(key, sealingKey, caseId) };
      await ask(z.null(), {
        method: 'PUT',
        path: api(`cases/${caseId}/grants/${memberId}`),
        body,
      });
    },
    /** Takes access from a member. What she has of the case stays with her. */
    async take(caseId: string, email: string): Promise<void> {
      const { memberId } = await memberOf(email);
      const path = api(`cases/${caseId}/grants/${memberId}`);
      await ask(z.null(), { method: 'DELETE', path });
    },
    /** One round of sync of an open case. Throws CASE_NOT_FOUND, CASE_KEY_MISSING, TENANT_UNREACHABLE. */
    async sync(open: SyncedCase): Promise<SyncRound> {
      const caseId = await open.syncRoot();
      if (caseId === null) throw notFound();
      const { key, generation } = await keyOf(caseId);
      const sealer = createEntrySealer(key, caseId, generation);
      return syncCase(open.syncStore, serverOf(caseId), sealer);
    },
  };

  async function memberOf(email: string): Promise<Member> {
    const wanted = email.trim().toLowerCase();
    const found = (await members()).find((known) => known.email.toLowerCase() === wanted);
    if (found !== undefined) return found;
    throw new Failure('MEMBER_UNKNOWN', `There is no ${email} in your team.`);
  }
}

function notFound(): Failure {
  return new Failure(
    'CASE_NOT_FOUND',
    'This case is not shared with you on the team server. What you have of it stays on this machine.',
  );
}

/** What the server says in words is for a person; a status without words is told by its number. */
function refusalOf(status: number, json: unknown): Failure {
  const read = problem.safeParse(json);
  const retryable = status === 429 || status >= 500;
  if (!read.success) {
    return new Failure(
      'TENANT_ANSWER_BAD',
      `The team server refused with status ${status} and said no more. Nothing was changed.`,
      { status },
      { retryable },
    );
  }
  return new Failure(read.data.code, read.data.title, { status }, { retryable });
}
