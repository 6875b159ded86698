import { parseCommand, usage, wholeNumber } from './arguments.ts';
import { askedQuery, wordedDocument, wordedText } from './asked-query.ts';
import { namedCase } from './command-case.ts';
import { commandModels, MODEL_OPTIONS } from './command-models.ts';
import { choiceOf, print, EXIT } from './command.ts';
import {
  contextDocument,
  ContextLines,
  foundRecords,
  keyOf,
  pathsOf,
  type FoundRecord,
} from './record-lines.ts';
import { timeRange } from './time-range.ts';

/** `search CASE QUERY`: prints the records that match, oldest first. */
export async function searchCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    from: { type: 'string' },
    to: { type: 'string' },
    limit: { type: 'string' },
    count: { type: 'boolean' },
    explain: { type: 'boolean' },
    context: { type: 'string' },
    collapse: { type: 'boolean' },
    ask: { type: 'string' },
    ...MODEL_OPTIONS,
  });
  const [casePath, given, extra] = positionals;
  const asksOnce = (given === undefined) !== (values.ask === undefined);
  if (casePath === undefined || !asksOnce || extra !== undefined) {
    throw usage('"search" takes a case and a query, or --ask and words; put either in quotes.');
  }
  const limit = wholeNumber('limit', values.limit, values.json === true ? 1000 : 100);
  const around = wholeNumber('context', values.context, 0);
  const choice = choiceOf(values);
  const { models, lock } = await commandModels(values, choice);
  const { open, finish } = await namedCase(casePath, choice, false);
  try {
    const asked = values.ask === undefined ? null : await askedQuery(open, models, values);
    if (asked !== null && values.json !== true) process.stderr.write(wordedText(asked));
    const query = asked?.query ?? given ?? '';
    const { zone } = open.info();
    const range = timeRange(values.from, values.to, zone);
    const started = performance.now();
    const stop = new AbortController();
    const answer = await open.store.search({ query, ...range }, stop.signal, () => {});
    const seconds = (): number => (performance.now() - started) / 1000;
    const { total, meaning, steps } = answer;
    const explanation = {
      ...(asked === null ? {} : { asked: wordedDocument(asked) }),
      ...(values.explain === true ? { explain: { meaning, steps } } : {}),
    };
    if (values.count === true) {
      if (values.json === true)
        print(JSON.stringify({ total, ...explanation, seconds: seconds() }));
      else print(`${total}${explainText(values.explain === true, meaning, steps)}`);
      return EXIT.done;
    }
    const found: FoundRecord[] = [];
    const shown = { total, limit, collapse: values.collapse === true };
    for await (const one of foundRecords(open, answer.viewId, shown, around)) {
      found.push(one);
    }
    const pathOf = pathsOf(open);
    if (values.json === true) {
      const near = (rows: FoundRecord['before']) => rows.map((row) => contextDocument(row, pathOf));
      const records = found.map(({ record, before, after }) =>
        around === 0
          ? record
          : { ...record, context: { before: near(before), after: near(after) } },
      );
      print(JSON.stringify({ total, records, ...explanation, seconds: seconds() }));
      return EXIT.done;
    }
    const keys = new Set(found.map(({ ref }) => keyOf(ref)));
    const lines = new ContextLines(pathOf, around);
    for (const one of found) for (const line of lines.linesOf(one, keys)) print(line);
    process.stderr.write(
      `${reached(found)} of ${total} records, ${seconds().toFixed(3)} s${explainText(values.explain === true, meaning, steps)}\n`,
    );
    return EXIT.done;
  } finally {
    lock();
    await finish();
  }
}

/** How many records those that are shown stand for. */
function reached(found: readonly FoundRecord[]): number {
  return found.reduce((sum, { record }) => sum + (record.repeats?.count ?? 1), 0);
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
