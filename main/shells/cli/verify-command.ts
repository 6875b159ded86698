import { parseCommand, usage } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';

/** `verify CASE`: checks every hash and signature of the journal, and the state that it made. */
export async function verifyCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {});
  const [casePath, extra] = positionals;
  if (casePath === undefined || extra !== undefined) throw usage('"verify" takes one case.');
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

function placeOf(seq: number | null): string {
  return seq === null ? 'The case' : `Entry ${seq}`;
}
