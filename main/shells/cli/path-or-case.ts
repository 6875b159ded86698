import { resolve } from 'node:path';
import type { Encoding } from '#shared/model/source.ts';
import { PLAIN_ACQUISITION, type Acquisition } from '../../ingest/index.ts';
import type { OpenCase } from '../../open-case.ts';
import { erasedAgain } from '../../safekeeping/index.ts';
import type { Vault } from '../../vault/index.ts';
import { usage } from './arguments.ts';
import { namedCase, temporaryCase, type CaseChoice } from './command-case.ts';
import { EXIT, requireZone } from './command.ts';
import { unreadBefore, unreadSince, type Unread } from './unread-since.ts';

/** Runs a command on a case, or on files and folders that are read into a temporary one. */
export async function onPathOrCase(
  command: string,
  positionals: string[],
  choice: CaseChoice,
  work: (open: OpenCase, vault: Vault | null) => Promise<void>,
): Promise<number> {
  const [first] = positionals;
  if (first === undefined) throw usage(`"${command}" takes a case, or files and folders to read.`);
  requireZone(choice.zone);
  const isCase = positionals.length === 1 && first.endsWith('.eiq');
  const { open, vault, finish } = isCase
    ? await namedCase(first, choice, false)
    : await temporaryCase(choice);
  try {
    // A source that is half read is so whoever looks; what was skipped was told when it was given.
    const before = { ...(await unreadBefore(open)), sources: new Map() };
    if (!isCase) await read(open, positionals);
    await work(open, vault);
    return exitCodeOf(await unreadSince(open, before, []));
  } finally {
    await finish();
  }
}

/** Reads paths into a case, and says where that brings back what was erased; gives the seconds it took. Ctrl+C stops it and keeps what was read. */
export async function read(
  open: OpenCase,
  paths: string[],
  acquisition: Acquisition = PLAIN_ACQUISITION,
  set?: { readonly format: string | null; readonly encoding: Encoding | null },
): Promise<number> {
  const started = performance.now();
  const stop = (): void => void open.cancelReading();
  process.once('SIGINT', stop);
  try {
    const given = paths.map((path) => resolve(path));
    const wanted = set === undefined ? {} : { set };
    await readIn(open, () => open.read({ kind: 'paths', paths: given, acquisition, ...wanted }));
  } finally {
    process.off('SIGINT', stop);
  }
  return (performance.now() - started) / 1000;
}

/** Reads logs into a case by `work`, and says on stderr when that brings back what was erased. Throws what `work` throws. */
export async function readIn(open: OpenCase, work: () => Promise<void>): Promise<void> {
  const warning = await erasedAgain(open, work);
  if (warning !== null) process.stderr.write(`${warning.message}\n`);
}

/** Names what could not be read, and says so by the exit code. */
export function exitCodeOf(unread: readonly Unread[]): number {
  for (const { path, message } of unread) {
    process.stderr.write(`${message.startsWith(path) ? '' : `${path}: `}${message}\n`);
  }
  return unread.length > 0 ? EXIT.incomplete : EXIT.done;
}
