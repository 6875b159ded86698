import { resolve } from 'node:path';
import { verifyBundle } from '../../evidence/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';

/** `verify FILE`: checks a case (its journal, and the state that it made) or an evidence bundle. */
export async function verifyCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {});
  const [casePath, extra] = positionals;
  if (casePath === undefined || extra !== undefined)
    throw usage('"verify" takes one case or bundle.');
  if (/\.zip$/i.test(casePath)) return verifyBundleFile(resolve(casePath), values.json === true);
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  try {
    const verdict = await open.journalVerify();
    const { entries, head, authors, broken } = verdict;
    if (values.json === true) print(JSON.stringify(verdict));
    else if (broken !== null) print(`${placeOf(broken.seq)} is broken: ${broken.reason}`);
    else {
      print(`${entries} entries, all in order; head ${head?.digest ?? ''}`);
      for (const { name, key, entries } of authors) print(`  ${entries} by ${name} (key ${key})`);
    }
    return broken === null ? EXIT.done : EXIT.failed;
  } finally {
    await finish();
  }
}

async function verifyBundleFile(path: string, json: boolean): Promise<number> {
  const verdict = await verifyBundle(path);
  const { files, manifest, broken } = verdict;
  if (json) print(JSON.stringify(verdict));
  else if (broken !== null) print(`${broken.file === '' ? path : broken.file}: ${broken.reason}`);
  else if (manifest !== null) {
    const { signer, journal, madeAt } = manifest;
    print(
      `${files} files, all as they were signed by ${signer.name} (key ${signer.key}) at ${madeAt}`,
    );
    print(
      `  case "${manifest.case.name}", journal of ${journal.entries} entries, head ${journal.digest}`,
    );
  }
  return broken === null ? EXIT.done : EXIT.failed;
}

function placeOf(seq: number | null): string {
  return seq === null ? 'The case' : `Entry ${seq}`;
}
