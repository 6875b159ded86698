import { readFile } from 'node:fs/promises';
import { Failure } from '#shared/model/failure.ts';
import { eraseValues } from '../../safekeeping/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';
import { showProgress } from './progress-line.ts';

/** `erase CASE --value V... --reason TEXT`: takes a person's data out of a case for good. */
export async function eraseCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    value: { type: 'string', multiple: true },
    'values-file': { type: 'string' },
    reason: { type: 'string' },
  });
  const [casePath, extra] = positionals;
  if (casePath === undefined || extra !== undefined) throw usage('"erase" takes one case.');
  const { reason, value = [], 'values-file': file } = values;
  if (reason === undefined || reason.trim() === '') {
    throw usage('"erase" needs --reason: it is all that stays of what was there.');
  }
  const given = [...value, ...(file === undefined ? [] : await linesOf(file))];
  if (given.length === 0) throw usage('"erase" needs --value or --values-file.');
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    const erased = await eraseValues(open, given, reason, stop.signal, ({ phase, done, total }) =>
      showProgress(`${phase} ${done} of ${total}`),
    );
    showProgress(null);
    const { places, sources, originals, entries } = erased;
    if (values.json === true) print(JSON.stringify({ places, sources, originals, entries }));
    else {
      print(
        `${places} places erased in ${sources} sources, ${entries} entries of the journal changed, ${originals} kept originals removed.`,
      );
      print('Copies of the case and originals outside of it still hold what was erased here.');
    }
    return EXIT.done;
  } finally {
    showProgress(null);
    process.off('SIGINT', interrupt);
    await finish();
  }
}

/** One value a line, so that none stands in the history of a shell. */
async function linesOf(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Failure('FILE_UNREADABLE', `${path} cannot be read. Nothing was erased.`, { path });
  });
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}
