import { resolve } from 'node:path';
import type { Encoding } from '#shared/model/source.ts';
import { PLAIN_ACQUISITION, type Acquisition } from '../../ingest/index.ts';
import type { OpenCase } from '../../open-case.ts';
import { erasedAgain } from '../../safekeeping/index.ts';
import type { Vault } from '../../vault/index.ts';
import { analysisDocument, type AnalysisDocument } from './analysis-document.ts';
import { usage } from './arguments.ts';
import { namedCase, temporaryCase, type CaseChoice } from './command-case.ts';
import { EXIT, requireZone } from './command.ts';

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
    if (!isCase) await read(open, positionals);
    await work(open, vault);
    return exitCodeOf(await analysisDocument(open, 0));
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
export function exitCodeOf({ sources }: AnalysisDocument): number {
  const unread = sources.filter(({ error }) => error !== null);
  for (const { path, error } of unread) process.stderr.write(`${path}: ${error?.message ?? ''}\n`);
  return unread.length > 0 ? EXIT.incomplete : EXIT.done;
}
