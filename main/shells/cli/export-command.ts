import { resolve } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import { EXPORT_FORMATS, EXPORT_ORDERS } from '#shared/model/export.ts';
import {
  createFileSink,
  createStreamSink,
  exportCase,
  type ExportProgress,
} from '../../export/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, print, requireZone } from './command.ts';
import { showProgress } from './progress-line.ts';
import { timeRange } from './time-range.ts';

/** `export CASE [QUERY]`: writes the records that match, all of them, to a file or to stdout. */
export async function exportCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    as: { type: 'string' },
    out: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    columns: { type: 'string' },
    order: { type: 'string' },
    tz: { type: 'string' },
    'formula-safe': { type: 'boolean' },
    masked: { type: 'boolean' },
    override: { type: 'string' },
  });
  const [casePath, query = '', extra] = positionals;
  if (casePath === undefined || extra !== undefined) {
    throw usage('"export" takes a case and a query; put the query in quotes.');
  }
  const format = oneOf('as', values.as, EXPORT_FORMATS, null);
  const order = oneOf('order', values.order, EXPORT_ORDERS, 'time');
  if (format !== 'csv' && (values.columns !== undefined || values['formula-safe'] === true)) {
    throw usage('--columns and --formula-safe are for --as csv.');
  }
  const out = values.out === undefined || values.out === '-' ? null : values.out;
  if (out === null && values.json === true) {
    throw usage('With --json the records need a file of their own: name it with --out.');
  }
  if (values.tz !== undefined) requireZone(values.tz);
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    const request = {
      query,
      ...timeRange(values.from, values.to, open.info().zone),
      part: { by: 'query' } as const,
      format,
      order,
      zone: values.tz ?? 'UTC',
      columns: columnsOf(values.columns),
      formulaSafe: values['formula-safe'] === true,
      leave: { masked: values.masked === true, override: values.override ?? null },
    };
    const sink =
      out === null ? createStreamSink(process.stdout, null) : await createFileSink(resolve(out));
    const exported = await exportCase(open, request, sink, stop.signal, (progress) =>
      showProgress(progressText(progress)),
    );
    showProgress(null);
    if (values.json === true) print(JSON.stringify({ file: out, ...exported }));
    else if (out !== null) {
      process.stderr.write(
        `${exported.records.toLocaleString('en')} records to ${out}, SHA-256 ${exported.sha256}\n`,
      );
    }
    return EXIT.done;
  } catch (error) {
    if (!isCancelled(error)) throw error;
    // Whoever read stdout, `head` perhaps, has enough.
    if (!stop.signal.aborted) return EXIT.done;
    throw stopped(out);
  } finally {
    showProgress(null);
    process.off('SIGINT', interrupt);
    await finish();
  }
}

const isCancelled = (error: unknown): boolean =>
  error instanceof Failure && error.code === 'CANCELLED';

function stopped(out: string | null): Failure {
  const left =
    out === null
      ? 'What came out so far is not whole.'
      : `Nothing of it is left; what stood at ${out} before is as it was.`;
  return new Failure('CANCELLED', `The export was stopped. ${left}`);
}

/** The chosen columns; null: none were, so all. */
function columnsOf(text: string | undefined): string[] | null {
  if (text === undefined) return null;
  const columns = text.split(',').map((column) => column.trim());
  if (columns.includes('')) throw usage('--columns takes names with commas between them.');
  if (new Set(columns).size < columns.length) throw usage('--columns names a column twice.');
  return columns;
}

function oneOf<T extends string>(
  option: string,
  text: string | undefined,
  choices: readonly T[],
  fallback: T | null,
): T {
  const found = text === undefined ? fallback : choices.find((choice) => choice === text);
  if (found != null) return found;
  throw usage(`--${option} takes one of ${choices.join(', ')}.`);
}

function progressText({ phase, records, total, bytes }: ExportProgress): string {
  const percent = total > 0 ? Math.floor((100 * records) / total) : 0;
  switch (phase) {
    case 'search':
      return `searching ${percent} %`;
    case 'fields':
      return `looking for columns ${percent} %`;
    case 'writing':
      return `${percent} %  ${records.toLocaleString('en')} records  ${Math.floor(bytes / 1_000_000)} MB`;
  }
}
