import { createHash } from 'node:crypto';
import {
  packToSign,
  readPack,
  type SignedPack,
  type TeamPack,
} from '#shared/deployments/team-pack.ts';
import { canonicalJson } from '#shared/model/canonical-json.ts';
import { Failure } from '#shared/model/failure.ts';
import { signatureCheck, type Signer } from '../vault/index.ts';

/** SHA-256 of the text of a pack, as releases name it. */
export function digestOfPack(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** A pack, signed by the key of a profile. */
export function signPack(
  {
    policies = [],
    ...contents
  }: Pick<TeamPack, 'version' | 'rules' | 'formats' | 'playbooks'> &
    Partial<Pick<TeamPack, 'policies'>>,
  signer: Signer,
): SignedPack {
  const by = { name: signer.name, key: signer.publicKey };
  const pack = { format: 'error-iq-pack', v: 1, by, ...contents };
  const text = canonicalJson(policies.length === 0 ? pack : { ...pack, policies });
  const signature = signer.sign(Buffer.from(packToSign(text))).toString('base64url');
  return { text, signature };
}

/**
 * The pack of a digest, once its hash and the signature of the key that it names are right. Whether that key is to be
 * believed is another question. Throws PACK_FORGED.
 */
export function openPack({ text, signature }: SignedPack, digest: string): TeamPack {
  const pack = digestOfPack(text) === digest ? readPack(text) : null;
  const signed = Buffer.from(packToSign(text));
  const bytes = Buffer.from(signature, 'base64url');
  if (pack !== null && signatureCheck()(pack.by.key, signed, bytes)) return pack;
  throw new Failure(
    'PACK_FORGED',
    'What the team server gave as the release of your team is not what was signed. Nothing of it is used; what was in use before still is. Tell your admin.',
    { digest },
  );
}
