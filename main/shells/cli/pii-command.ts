import type { DataMapRow } from '#shared/model/personal-data.ts';
import { takeDataMap } from '../../safekeeping/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';
import { showProgress } from './progress-line.ts';

/** `pii CASE`: where personal data and secrets stand, by source, field and kind. */
export async function piiCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {});
  const [casePath, extra] = positionals;
  if (casePath === undefined || extra !== undefined) throw usage('"pii" takes one case.');
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    const map = await takeDataMap(open, stop.signal, (done, total) =>
      showProgress(`looking ${Math.floor((100 * done) / Math.max(1, total))} %`),
    );
    showProgress(null);
    const paths = new Map(open.sources().map(({ id, path }) => [id, path]));
    const rows = map.rows.map(({ sourceId, ...row }) => ({
      source: paths.get(sourceId) ?? String(sourceId),
      ...row,
    }));
    if (values.json === true) print(JSON.stringify({ at: map.at, records: map.records, rows }));
    else printRows(rows);
    return EXIT.done;
  } finally {
    showProgress(null);
    process.off('SIGINT', interrupt);
    await finish();
  }
}

function printRows(rows: readonly (Omit<DataMapRow, 'sourceId'> & { source: string })[]): void {
  if (rows.length === 0) {
    print('No personal data and no secrets were found.');
    return;
  }
  const cells = [
    ['kind', 'places', 'different', 'records', 'field', 'source'],
    ...rows.map(({ kind, count, distinct, records, field, source }) => [
      kind,
      String(count),
      String(distinct),
      String(records),
      field === '' ? '-' : field,
      source,
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  for (const row of cells) {
    const line = row.map((cell, at) => {
      const width = widths[at] ?? 0;
      return at > 0 && at < 4 ? cell.padStart(width) : cell.padEnd(width);
    });
    print(line.join('  ').trimEnd());
  }
}
