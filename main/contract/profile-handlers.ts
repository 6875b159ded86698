import { X509Certificate } from 'node:crypto';
import type { Output } from '#shared/contract/index.ts';
import {
  adoptPkcs12,
  fingerprint,
  profileIdentity,
  type SigningIdentity,
} from '../signing/index.ts';
import { keyFingerprint, keyText, readKeyText, type Vault } from '../vault/index.ts';
import type { Handlers } from './handlers.ts';

/** Calls about the keys of the profile: what copies are sealed for, and what files are signed with. */
export function profileHandlers(vault: Vault, dataFolder: string) {
  return {
    'profile.key': async () => {
      const own = await vault.sealingKey();
      return { name: own.name, fingerprint: keyFingerprint(own), text: keyText(own) };
    },
    'profile.readKey': ({ text }) => {
      const key = readKeyText(text);
      return { name: key.name, fingerprint: keyFingerprint(key) };
    },
    'profile.signer': () => signerFacts(profileIdentity(vault, dataFolder, new Date())),
    'profile.importSigner': ({ file, passphrase }) =>
      signerFacts(adoptPkcs12(vault, dataFolder, Buffer.from(file, 'base64'), passphrase)),
  } satisfies Partial<Handlers>;
}

function signerFacts({ chain: [certificate] }: SigningIdentity): Output<'profile.signer'> {
  const { subject, issuer, validFrom, validTo } = new X509Certificate(certificate);
  return {
    subject: subject.replaceAll('\n', ', '),
    issuer: issuer.replaceAll('\n', ', '),
    from: new Date(validFrom).toISOString(),
    to: new Date(validTo).toISOString(),
    fingerprint: fingerprint(certificate),
  };
}
