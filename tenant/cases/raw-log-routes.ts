import { z } from 'zod';
import {
  heldRawLogs,
  newRawLogs,
  PIECE_BYTES,
  pieceDigest,
  rawLogsPieces,
  sealedPiece,
} from '../../shared/sync/raw-logs-api.ts';
import { requireScope, type Authenticate } from '../identity/index.ts';
import { problem, type Database, type HttpServer, type LimitGuard } from '../platform/index.ts';
import { announce, keepPiece, readPiece, readPieces, readRawLogs, takeBack } from './raw-logs.ts';

export interface RawLogsPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly limits: Pick<LimitGuard, 'storageRoom'>;
}

const tags = ['raw logs'];
const uuid = z.uuid().lowercase();
const caseParams = z.strictObject({ caseId: uuid });
const uploadParams = caseParams.extend({ uploadId: uuid });
const pieceParams = uploadParams.extend({ digest: pieceDigest });
const refusals = { 400: problem, 401: problem, 403: problem, 404: problem };
/** An announcement of the most pieces, each with what JSON adds. */
const ANNOUNCEMENT_BYTES = 4 * 1024 * 1024;
/** A piece in base64url, with what JSON adds. */
const PIECE_BODY_BYTES = Math.ceil((PIECE_BYTES * 4) / 3) + 1024;

/** Adds how raw logs of a case are shared: announced, sent in pieces, fetched and taken back. */
export function addRawLogRoutes(server: HttpServer, place: RawLogsPlace): void {
  const { database, authenticate, limits } = place;
  server.post(
    '/api/v1/cases/:caseId/raw-logs',
    {
      bodyLimit: ANNOUNCEMENT_BYTES,
      schema: {
        tags,
        summary:
          'Announces raw logs of a case, sealed under its key, and gives which pieces are here',
        params: caseParams,
        body: newRawLogs,
        response: { 200: rawLogsPieces, ...refusals, 402: problem, 409: problem, 413: problem },
      },
    },
    async ({ headers, params: { caseId }, body }) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      return database.inTenant(principal.tenant, async (transaction) => {
        await announce(transaction, { principal, caseId }, body, limits);
        return readPieces(transaction, { principal, caseId, uploadId: body.uploadId });
      });
    },
  );
  server.get(
    '/api/v1/cases/:caseId/raw-logs',
    {
      schema: {
        tags,
        summary: 'Raw logs that were shared of a case, oldest first',
        params: caseParams,
        response: { 200: z.strictObject({ rawLogs: z.array(heldRawLogs) }), ...refusals },
      },
    },
    async ({ headers, params: { caseId } }) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'cases:read');
      return database.inTenant(principal.tenant, async (transaction) => ({
        rawLogs: await readRawLogs(transaction, principal, caseId),
      }));
    },
  );
  server.get(
    '/api/v1/cases/:caseId/raw-logs/:uploadId',
    {
      schema: {
        tags,
        summary: 'The pieces of raw logs in their order, and which of them are here',
        params: uploadParams,
        response: { 200: rawLogsPieces, ...refusals },
      },
    },
    async ({ headers, params }) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'cases:read');
      return database.inTenant(principal.tenant, (transaction) =>
        readPieces(transaction, { principal, ...params }),
      );
    },
  );
  server.delete(
    '/api/v1/cases/:caseId/raw-logs/:uploadId',
    {
      schema: {
        tags,
        summary: 'Takes raw logs of a case back',
        params: uploadParams,
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ headers, params }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      await database.inTenant(principal.tenant, (transaction) =>
        takeBack(transaction, { principal, ...params }, limits),
      );
      return reply.status(204).send(null);
    },
  );
  addPieceRoutes(server, place);
}

function addPieceRoutes(
  server: HttpServer,
  { database, authenticate, limits }: RawLogsPlace,
): void {
  server.put(
    '/api/v1/cases/:caseId/raw-logs/:uploadId/pieces/:digest',
    {
      bodyLimit: PIECE_BODY_BYTES,
      schema: {
        tags,
        summary: 'Takes a piece of raw logs, known by the SHA-256 of its bytes',
        params: pieceParams,
        body: sealedPiece,
        response: { 204: z.null(), ...refusals, 402: problem, 413: problem, 422: problem },
      },
    },
    async ({ headers, params: { digest, ...params }, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      const piece = { digest, bytes: Buffer.from(body.sealed, 'base64url') };
      await database.inTenant(principal.tenant, (transaction) =>
        keepPiece(transaction, { principal, ...params }, piece, limits),
      );
      return reply.status(204).send(null);
    },
  );
  server.get(
    '/api/v1/cases/:caseId/raw-logs/:uploadId/pieces/:digest',
    {
      schema: {
        tags,
        summary: 'Gives a piece of raw logs',
        params: pieceParams,
        response: { 200: sealedPiece, ...refusals },
      },
    },
    async ({ headers, params: { digest, ...params } }) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'cases:read');
      return database.inTenant(principal.tenant, async (transaction) => {
        const sealed = await readPiece(transaction, { principal, ...params }, digest);
        return { sealed: sealed.toString('base64url') };
      });
    },
  );
}
