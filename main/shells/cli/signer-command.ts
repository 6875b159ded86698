import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Failure } from '#shared/model/failure.ts';
import {
  adoptPkcs12,
  certificateFacts,
  keepSigner,
  profileIdentity,
  signersFolderOf,
  type SigningIdentity,
} from '../../signing/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { passphraseOf } from './command-case.ts';
import { openProfile } from './command-signing.ts';
import { choiceOf, EXIT, print } from './command.ts';

/** `signer [show] | import FILE.p12 | trust CERTIFICATE`: what the profile signs with, and whom it knows. */
export async function signerCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { 'p12-passphrase-file': { type: 'string' } });
  const [action = 'show', path, extra] = positionals;
  const { dataFolder, passphraseFile } = choiceOf(values);
  const json = values.json === true;
  if (extra !== undefined || (path === undefined) !== (action === 'show')) throw wrong();
  if (action === 'trust') {
    const certificate = await certificateIn(path ?? '');
    const file = keepSigner(signersFolderOf(dataFolder), certificate.raw);
    return tell(certificate.raw, json, `Known from now on: ${file}`);
  }
  if (action !== 'show' && action !== 'import') throw wrong();
  const vault = await openProfile(dataFolder, passphraseFile);
  try {
    const identity =
      action === 'show'
        ? profileIdentity(vault, dataFolder, new Date())
        : await adopted(vault, dataFolder, path ?? '', values['p12-passphrase-file']);
    return tell(identity.chain[0], json, 'What the profile signs with');
  } finally {
    vault.lock();
  }
}

async function adopted(
  vault: Awaited<ReturnType<typeof openProfile>>,
  dataFolder: string,
  path: string,
  passphraseFile: string | undefined,
): Promise<SigningIdentity> {
  const file = await bytesOf(path);
  const passphrase = (await passphraseOf({ passphraseFile })) ?? '';
  return adoptPkcs12(vault, dataFolder, file, passphrase, new Date());
}

function tell(certificate: Uint8Array, json: boolean, headline: string): number {
  const pem = new X509Certificate(certificate).toString();
  const facts = certificateFacts(certificate);
  if (json) print(JSON.stringify({ ...facts, pem }));
  else {
    print(headline);
    for (const [name, value] of Object.entries(facts)) print(`  ${name.padEnd(12)} ${value}`);
    print(pem.trim());
  }
  return EXIT.done;
}

async function certificateIn(path: string): Promise<X509Certificate> {
  const bytes = await bytesOf(path);
  try {
    return new X509Certificate(bytes);
  } catch {
    throw usage(`${path} is not a certificate (PEM or DER).`);
  }
}

async function bytesOf(path: string): Promise<Buffer> {
  return readFile(path).catch(() => {
    throw new Failure('FILE_UNREADABLE', `${path} cannot be read. Check that it is there.`, {
      path,
    });
  });
}

function wrong(): Failure {
  return usage('"signer" takes nothing, import FILE.p12, or trust CERTIFICATE.pem.');
}
