import { createHash, createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import {
  LONGEST_PACK,
  PACK_ARTEFACT,
  packDigest,
  packInForce,
  packToSign,
  readPack,
  signedPack,
  type PackInForce,
  type SignedPack,
} from '../../shared/deployments/team-pack.ts';
import { Failure } from '../../shared/model/failure.ts';
import { requireRole, requireScope } from '../identity/index.ts';
import type { HttpServer, TenantTransaction } from '../platform/index.ts';
import {
  DEPLOYERS,
  ofEnvironment,
  refusals,
  tags,
  type DeploymentsPlace,
} from './deployment-place.ts';
import { environmentsOf, releaseOf } from './rows.ts';

/** UTF-8 of a pack, and what JSON adds to it. */
const PACK_BYTES = 3 * LONGEST_PACK;

/** Adds where a team keeps what it releases to its own desktops, and where they ask what is in force for them. */
export function addPackRoutes(
  server: HttpServer,
  { database, authenticate }: Pick<DeploymentsPlace, 'database' | 'authenticate'>,
): void {
  server.post(
    '/api/v1/packs',
    {
      bodyLimit: PACK_BYTES,
      schema: {
        tags,
        summary: 'Keeps rules, formats and playbooks that a release brings to desktops',
        body: signedPack,
        response: { 201: z.strictObject({ digest: packDigest }), ...refusals },
      },
    },
    async ({ headers, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'deployments:write');
      requireRole(principal, DEPLOYERS);
      requireSigned(body);
      const digest = `sha256:${createHash('sha256').update(body.text).digest('hex')}`;
      await database.inTenant(principal.tenant, (transaction) =>
        transaction
          .insertInto('team_pack')
          .values({
            tenant_id: principal.tenant,
            digest,
            body: body.text,
            signature: body.signature,
            kept_by: principal.memberId,
          })
          .onConflict((conflict) => conflict.columns(['tenant_id', 'digest']).doNothing())
          .execute(),
      );
      return reply.status(201).send({ digest });
    },
  );
  server.get(
    '/api/v1/packs/:digest',
    {
      schema: {
        tags,
        summary: 'A pack of rules, formats and playbooks, as it was signed',
        params: z.strictObject({ digest: packDigest }),
        response: { 200: signedPack, ...refusals },
      },
    },
    async ({ headers, params: { digest } }) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'deployments:read');
      const found = await database.inTenant(principal.tenant, (transaction) =>
        transaction
          .selectFrom('team_pack')
          .where('tenant_id', '=', principal.tenant)
          .where('digest', '=', digest)
          .select(['body', 'signature'])
          .executeTakeFirst(),
      );
      if (found === undefined) throw new Failure('NOT_FOUND', 'There is no such pack.');
      return { text: found.body, signature: found.signature };
    },
  );
  server.get(
    '/api/v1/environments/:environmentId/pack',
    {
      schema: {
        tags,
        summary: 'What desktops that follow an environment work with',
        params: ofEnvironment,
        response: { 200: packInForce, ...refusals },
      },
    },
    async ({ headers, params: { environmentId } }) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'deployments:read');
      return database.inTenant(principal.tenant, (transaction) =>
        inForce(transaction, principal.tenant, environmentId),
      );
    },
  );
}

/** Throws PACK_INVALID: a desktop would refuse it as well. */
function requireSigned({ text, signature }: SignedPack): void {
  const pack = readPack(text);
  if (pack !== null) {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: pack.by.key };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const signed = Buffer.from(packToSign(text));
    if (verify(null, signed, key, Buffer.from(signature, 'base64url'))) return;
  }
  throw new Failure(
    'PACK_INVALID',
    'This is no pack of rules, formats and playbooks, or it was changed after it was signed. Nothing was kept.',
  );
}

/** Throws NOT_FOUND. */
async function inForce(
  transaction: TenantTransaction,
  tenant: string,
  environmentId: string,
): Promise<PackInForce> {
  const environments = await environmentsOf(transaction, tenant);
  const environment = environments.find((one) => one.environmentId === environmentId);
  if (environment === undefined) {
    throw new Failure('NOT_FOUND', 'There is no such environment in your team.');
  }
  const { name, currentId } = environment;
  if (currentId === null) return { environment: name, release: null };
  const row = await transaction
    .selectFrom('release')
    .where('tenant_id', '=', tenant)
    .where('release_id', '=', currentId)
    .selectAll()
    .executeTakeFirstOrThrow();
  const { version, artefacts } = releaseOf(row);
  const artefact = artefacts.find((one) => one.name === PACK_ARTEFACT);
  const release = artefact === undefined ? null : { version, digest: artefact.digest };
  return { environment: name, release };
}
