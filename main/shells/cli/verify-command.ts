import { parseCommand, usage } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';

/** `verify CASE`: checks every hash and signature of the journal. */
export async function verifyCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {});
  const [casePath, extra] = positionals;
  if (casePath === undefined || extra !== undefined) throw usage('"verify" takes one case.');
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  try {
    const { entries, broken } = await open.journalVerify();
    if (values.json === true) print(JSON.stringify({ entries, broken }));
    else if (broken === null) print(`${entries} entries, all in order`);
    else print(`Entry ${broken.seq} is broken: ${broken.reason}`);
    return broken === null ? EXIT.done : EXIT.failed;
  } finally {
    await finish();
  }
}
