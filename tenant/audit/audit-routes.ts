import { z } from 'zod';
import {
  auditArchive,
  auditFrontier,
  auditHead as auditHeadSchema,
  auditPage,
  givenArchive,
  MOST_AUDIT_ENTRIES,
  provenEntry,
} from '../../shared/audit/audit-wire.ts';
import { Failure } from '../../shared/model/failure.ts';
import { requireRole, requireScope, type Authenticate } from '../identity/index.ts';
import {
  problem,
  type Database,
  type HttpServer,
  type ServerKeys,
  type TenantTransaction,
} from '../platform/index.ts';
import { auditHead } from './checkpoints.ts';
import { readArchive, readArchives, readEntries, READERS } from './reads.ts';
import { frontierAt, inclusionProof } from './tree.ts';

export interface AuditPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly keys: ServerKeys;
}

const tags = ['audit'];
const count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const refusals = { 400: problem, 401: problem, 403: problem, 404: problem };

/** Adds what is asked of the audit log: its signed head for everybody, its entries for who audits. */
export function addAuditRoutes(server: HttpServer, place: AuditPlace): void {
  const { database, authenticate, keys } = place;
  server.get(
    '/api/v1/audit/checkpoint',
    {
      schema: {
        tags,
        summary: 'Signed head of the audit log, with a proof that it goes on from a size known',
        querystring: z.strictObject({ known: count.default(0) }),
        response: { 200: auditHeadSchema, ...refusals },
      },
    },
    async ({ headers, query: { known } }) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'audit:read');
      const { tenant } = principal;
      const head = await database.inTenant(tenant, (transaction) =>
        auditHead(transaction, keys, tenant, known),
      );
      if (head === null) throw new Failure('NOT_FOUND', 'The audit log has no entry yet.');
      return head;
    },
  );
  server.get(
    '/api/v1/audit/entries',
    {
      schema: {
        tags,
        summary: 'Entries of the audit log from a number on, each as it was hashed',
        querystring: z.strictObject({
          from: count.default(0),
          limit: z.coerce.number().int().min(1).max(MOST_AUDIT_ENTRIES).default(MOST_AUDIT_ENTRIES),
        }),
        response: { 200: auditPage, ...refusals },
      },
    },
    async ({ headers, query: { from, limit } }) => {
      const principal = await authenticate(headers);
      return database.inTenant(principal.tenant, (transaction) =>
        readEntries(transaction, principal, { from, limit }),
      );
    },
  );
  addProofRoute(server, place);
  addFrontierRoute(server, place);
  addArchiveRoutes(server, place);
}

function addProofRoute(server: HttpServer, { database, authenticate }: AuditPlace): void {
  server.get(
    '/api/v1/audit/entries/:seq',
    {
      schema: {
        tags,
        summary: 'One entry, with a proof that it stands in the log of a size',
        params: z.strictObject({ seq: count }),
        querystring: z.strictObject({ size: count }),
        response: { 200: provenEntry, ...refusals },
      },
    },
    async ({ headers, params: { seq }, query: { size } }) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'audit:read');
      requireRole(principal, READERS);
      const { tenant } = principal;
      return database.inTenant(tenant, async (transaction) => {
        const grown = await sizeOf(transaction, tenant);
        const entry = await transaction
          .selectFrom('audit_entry')
          .where('tenant_id', '=', tenant)
          .where('seq', '=', String(seq))
          .select('body')
          .executeTakeFirst();
        if (entry === undefined || seq >= size || size > grown) {
          throw new Failure(
            'NOT_FOUND',
            'The audit log has no entry of this number, or it is in an archive.',
          );
        }
        return { body: entry.body, proof: await inclusionProof(transaction, tenant, seq, size) };
      });
    },
  );
}

function addFrontierRoute(server: HttpServer, { database, authenticate }: AuditPlace): void {
  server.get(
    '/api/v1/audit/frontier',
    {
      schema: {
        tags,
        summary:
          'What an export that begins after so many entries is checked from: the tree of those before',
        querystring: z.strictObject({ size: count }),
        response: { 200: auditFrontier, ...refusals },
      },
    },
    async ({ headers, query: { size } }) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'audit:read');
      requireRole(principal, READERS);
      const { tenant } = principal;
      return database.inTenant(tenant, async (transaction) => {
        if (size > (await sizeOf(transaction, tenant))) {
          throw new Failure('NOT_FOUND', 'The audit log has not so many entries.');
        }
        return { size, peaks: await frontierAt(transaction, tenant, size) };
      });
    },
  );
}

function addArchiveRoutes(server: HttpServer, { database, authenticate }: AuditPlace): void {
  server.get(
    '/api/v1/audit/archives',
    {
      schema: {
        tags,
        summary: 'Archives of entries that are not in the audit log any more, earliest first',
        response: { 200: z.strictObject({ archives: z.array(auditArchive) }), ...refusals },
      },
    },
    async ({ headers }) => {
      const principal = await authenticate(headers);
      return database.inTenant(principal.tenant, async (transaction) => ({
        archives: await readArchives(transaction, principal),
      }));
    },
  );
  server.get(
    '/api/v1/audit/archives/:first',
    {
      schema: {
        tags,
        summary: 'An archive: a signed export of entries from a number on, gzip',
        params: z.strictObject({ first: count }),
        response: { 200: givenArchive, ...refusals },
      },
    },
    async ({ headers, params: { first } }) => {
      const principal = await authenticate(headers);
      return database.inTenant(principal.tenant, async (transaction) => {
        const archive = await readArchive(transaction, principal, first);
        return { gzip: archive.toString('base64url') };
      });
    },
  );
}

async function sizeOf(transaction: TenantTransaction, tenant: string): Promise<number> {
  const head = await transaction
    .selectFrom('audit_head')
    .where('tenant_id', '=', tenant)
    .select('size')
    .executeTakeFirst();
  return Number(head?.size ?? 0);
}
