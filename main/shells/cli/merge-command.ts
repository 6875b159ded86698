import { resolve } from 'node:path';
import { parseCommand, usage } from './arguments.ts';
import { keyOfCase, namedCase } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';
import { counted } from './counted.ts';

/** Further than this from ours the other's clock is worth a word, in milliseconds. */
const CLOCK_NOTED_MS = 5 * 60_000;

/** `merge CASE OTHER.eiq`: takes another copy of the case in, and says what it left to be settled. */
export async function mergeCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    'other-passphrase-file': { type: 'string' },
  });
  const [casePath, otherPath, extra] = positionals;
  if (casePath === undefined || otherPath === undefined || extra !== undefined) {
    throw usage('"merge" takes a case, and another copy of it.');
  }
  const choice = choiceOf(values);
  const path = resolve(otherPath);
  const passphraseFile = values['other-passphrase-file'] ?? choice.passphraseFile;
  const key = await keyOfCase(path, { ...choice, passphraseFile });
  const { open, finish } = await namedCase(casePath, choice, false);
  try {
    const { taken, ahead, sources, withheld, erasures, clockAheadMs } = await open.merge({
      path,
      key,
    });
    const conflicts = await open.conflicts();
    if (values.json === true) {
      print(JSON.stringify({ taken, ahead, sources, withheld, erasures, clockAheadMs, conflicts }));
      return EXIT.done;
    }
    for (const line of mergedLines({ taken, ahead, sources })) print(line);
    if (erasures > 0) {
      print(
        `${counted(erasures, 'erasure', 'erasures')} taken: what was taken out is gone from this copy too`,
      );
    }
    if (withheld > 0) {
      print(
        `records of ${withheld} sources left out: the other copy may hold what was erased from them here`,
      );
    }
    for (const { entity, id, field, inForce, kept } of conflicts) {
      const what = field === null ? `${entity} ${id} was removed` : `${entity} ${id}, ${field}`;
      print(`  ${what}: ${inForce.author} is in force, kept of ${kept.author} (${kept.at})`);
    }
    if (clockAheadMs > CLOCK_NOTED_MS) {
      const minutes = Math.round(clockAheadMs / 60_000);
      process.stderr.write(
        `The clock of the other copy is ${minutes} minutes ahead of this one.\n`,
      );
    }
    return EXIT.done;
  } finally {
    await finish();
  }
}

/** What came with a copy, without what did not. */
function mergedLines(merged: { taken: number; ahead: number; sources: number }): string[] {
  const { taken, ahead, sources } = merged;
  const came = [
    ...(taken > 0 ? [`${counted(taken, 'entry', 'entries')} of its journal`] : []),
    ...(sources > 0 ? [`the records of ${counted(sources, 'source', 'sources')}`] : []),
  ];
  return [
    came.length === 0
      ? 'The other copy has nothing that is not here already.'
      : `Taken in: ${came.join(', and ')}.`,
    ...(ahead > 0 ? [`${counted(ahead, 'entry is', 'entries are')} only here.`] : []),
  ];
}
