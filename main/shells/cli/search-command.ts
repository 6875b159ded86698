import { formatTimeUtc } from '#shared/model/record.ts';
import type { OpenCase } from '../../open-case.ts';
import { parseCommand, usage, wholeNumber } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, print, EXIT } from './command.ts';
import { timeRange } from './time-range.ts';

const PAGE = 500;

/** `search CASE QUERY`: prints the records that match, oldest first. */
export async function searchCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    from: { type: 'string' },
    to: { type: 'string' },
    limit: { type: 'string' },
    count: { type: 'boolean' },
    explain: { type: 'boolean' },
  });
  const [casePath, query, extra] = positionals;
  if (casePath === undefined || query === undefined || extra !== undefined) {
    throw usage('"search" takes a case and a query; put the query in quotes.');
  }
  const limit = wholeNumber('limit', values.limit, values.json === true ? 1000 : 100);
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  try {
    const { zone } = open.info();
    const range = timeRange(values.from, values.to, zone);
    const started = performance.now();
    const stop = new AbortController();
    const answer = await open.store.search({ query, ...range }, stop.signal, () => {});
    const seconds = (): number => (performance.now() - started) / 1000;
    const { total, meaning, steps } = answer;
    const explanation = values.explain === true ? { explain: { meaning, steps } } : {};
    if (values.count === true) {
      if (values.json === true)
        print(JSON.stringify({ total, ...explanation, seconds: seconds() }));
      else print(`${total}${explainText(values.explain === true, meaning, steps)}`);
      return EXIT.done;
    }
    const records = await recordDocuments(open, answer.viewId, Math.min(limit, total));
    if (values.json === true) {
      print(JSON.stringify({ total, records, ...explanation, seconds: seconds() }));
      return EXIT.done;
    }
    for (const record of records) {
      print(
        `${record.time ?? '-'}  ${record.level.padEnd(7)}  ${record.source}:${record.line}  ${record.message}`,
      );
    }
    process.stderr.write(
      `${records.length} of ${total} records, ${seconds().toFixed(3)} s${explainText(values.explain === true, meaning, steps)}\n`,
    );
    return EXIT.done;
  } finally {
    await finish();
  }
}

function explainText(
  wanted: boolean,
  meaning: readonly string[],
  steps: readonly { by: string; blocks: number; records: number }[],
): string {
  if (!wanted) return '';
  const lines = steps.map(
    ({ by, blocks, records }) => `  ${blocks} blocks (${records} records) ${by}`,
  );
  return `\nlooks for: ${meaning.join('; ')}\n${lines.join('\n')}`;
}

async function recordDocuments(open: OpenCase, viewId: string, count: number) {
  const templates = new Map((await open.templates()).map(({ id, text }) => [id, text]));
  const paths = new Map(open.sources().map(({ id, path }) => [id, path]));
  const documents = [];
  for (let start = 0; start < count; start += PAGE) {
    const { rows } = await open.store.rows(viewId, 'asc', start, Math.min(PAGE, count - start));
    for (const row of rows) {
      const { message, fields } = await open.store.record(row.ref);
      documents.push({
        source: paths.get(row.ref.sourceId) ?? '',
        line: row.line,
        time: row.time === null ? null : formatTimeUtc(row.time),
        level: row.level,
        message,
        fields: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
        template: templates.get(row.templateId) ?? '',
      });
    }
  }
  return documents;
}
