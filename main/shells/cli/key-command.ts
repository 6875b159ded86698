import { resolve } from 'node:path';
import { knownCopyOf } from '../../known-copy.ts';
import { unsealCopy } from '../../unseal-copy.ts';
import { keyFingerprint, keyText } from '../../vault/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { openProfile } from './command-signing.ts';
import { choiceOf, EXIT, print } from './command.ts';

/** `key`: the profile's key as text to hand over, that others seal copies for. */
export async function keyCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {});
  if (positionals.length > 0) throw usage('"key" takes nothing.');
  const { dataFolder, passphraseFile } = choiceOf(values);
  const vault = await openProfile(dataFolder, passphraseFile, 'To show its key');
  try {
    const own = await vault.sealingKey();
    const fingerprint = keyFingerprint(own);
    if (values.json === true) print(JSON.stringify({ text: keyText(own), fingerprint }));
    else {
      print(keyText(own));
      print(`Fingerprint: ${fingerprint}`);
    }
    return EXIT.done;
  } finally {
    vault.lock();
  }
}

/** `unseal FILE --out CASE.eiq`: takes a copy that was sealed for the profile's key out to a case that it opens. */
export async function unsealCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { out: { type: 'string' } });
  const [path, extra] = positionals;
  if (path === undefined || extra !== undefined || values.out === undefined) {
    throw usage('"unseal" takes a sealed copy, and --out CASE.eiq.');
  }
  const { dataFolder, passphraseFile } = choiceOf(values);
  const vault = await openProfile(dataFolder, passphraseFile, 'To unseal');
  try {
    const out = resolve(values.out);
    const known = await knownCopyOf(vault, {
      path: out,
      key: await unsealCopy(vault, resolve(path), out),
    });
    if (known !== null) {
      process.stderr.write(
        `It is a copy of ${known.path}, which is here already: error-iq merge ${known.path} ${values.out} takes it in.\n`,
      );
    }
    if (values.json === true) print(JSON.stringify({ file: values.out }));
    else print(`${values.out} opens with the profile in ${dataFolder}.`);
    return EXIT.done;
  } finally {
    vault.lock();
  }
}
