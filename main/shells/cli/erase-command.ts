import { readFile } from 'node:fs/promises';
import { Failure } from '#shared/model/failure.ts';
import { eraseValues, previewErasure } from '../../safekeeping/index.ts';
import type { OpenCase } from '../../open-case.ts';
import { parseCommand, usage } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';
import { counted } from './counted.ts';
import { showProgress } from './progress-line.ts';

/** `erase CASE --value V... --reason TEXT`: takes a person's data out of a case for good. */
export async function eraseCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    value: { type: 'string', multiple: true },
    'values-file': { type: 'string' },
    reason: { type: 'string' },
    preview: { type: 'boolean' },
  });
  const [casePath, extra] = positionals;
  if (casePath === undefined || extra !== undefined) throw usage('"erase" takes one case.');
  const { reason, value = [], 'values-file': file } = values;
  const onlyPreview = values.preview === true;
  if (!onlyPreview && (reason === undefined || reason.trim() === '')) {
    throw usage('"erase" needs --reason: it is all that stays of what was there.');
  }
  const given = [...value, ...(file === undefined ? [] : await linesOf(file))];
  if (given.length === 0) throw usage('"erase" needs --value or --values-file.');
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    if (onlyPreview) {
      const preview = await previewErasure(open, given, stop.signal, (done, total) =>
        showProgress(`looking ${Math.floor((100 * done) / Math.max(1, total))} %`),
      );
      showProgress(null);
      printPreview(open, preview, values.json === true);
      return EXIT.done;
    }
    const erased = await eraseValues(
      open,
      given,
      reason ?? '',
      stop.signal,
      ({ phase, done, total }) => showProgress(`${phase} ${done} of ${total}`),
    );
    showProgress(null);
    const { places, sources, originals, entries } = erased;
    if (values.json === true) print(JSON.stringify({ places, sources, originals, entries }));
    else {
      print(
        `${counted(places, 'place', 'places')} erased in ${counted(sources, 'source', 'sources')}, ${counted(entries, 'entry', 'entries')} of the journal changed, ${counted(originals, 'kept original', 'kept originals')} removed.`,
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

type Preview = Awaited<ReturnType<typeof previewErasure>>;

function printPreview(open: OpenCase, preview: Preview, json: boolean): void {
  const paths = new Map(open.sources().map(({ id, path }) => [id, path]));
  const sources = preview.sources.map(({ id, ...source }) => ({ path: paths.get(id), ...source }));
  const { places, entries, remembered } = preview;
  if (json) {
    print(JSON.stringify({ places, sources, entries, remembered }));
    return;
  }
  for (const { path, places: own, lines, original } of sources) {
    print(
      `${path}: ${counted(own, 'place', 'places')} in ${counted(lines, 'line', 'lines')}${original ? ', its kept original goes' : ''}`,
    );
  }
  print(
    `${counted(places, 'place', 'places')} would be erased in ${counted(sources.length, 'source', 'sources')}, ${counted(entries.length, 'entry', 'entries')} of the journal and ${remembered} kept searches or messages changed. Nothing was changed.`,
  );
}

/** One value a line, so that none stands in the history of a shell. */
async function linesOf(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Failure('FILE_UNREADABLE', `${path} cannot be read. Nothing was erased.`, { path });
  });
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}
