import type { Comparison, Difference, Side } from '#shared/model/comparison.ts';
import { parseCommand, usage } from './arguments.ts';
import { choiceOf, print } from './command.ts';
import { onPathOrCase } from './path-or-case.ts';
import { timeRange } from './time-range.ts';

const MOST_LISTED = 40;

/**
 * `compare PATH_OR_CASE --a A --b B`: what differs between two sides. A side is `FROM..TO` (either may be missing), a
 * query, or both: `QUERY @ FROM..TO`. Without --b it is all that A is not; --at T is before T against from T on.
 */
export async function compareCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    a: { type: 'string' },
    b: { type: 'string' },
    at: { type: 'string' },
    limit: { type: 'string' },
    tz: { type: 'string' },
  });
  return onPathOrCase('compare', positionals, choiceOf(values), async (open) => {
    const { zone } = open.info();
    const { a, b } = sidesOf(values, values.tz ?? zone);
    const comparison = await open.compare(a, b, new AbortController().signal);
    print(
      values.json === true
        ? JSON.stringify({ sides: { a, b }, ...comparison })
        : textOf(comparison),
    );
  });
}

interface Options {
  readonly a?: string | undefined;
  readonly b?: string | undefined;
  readonly at?: string | undefined;
}

function sidesOf({ a, b, at }: Options, zone: string): { a: Side; b: Side } {
  if (at !== undefined) {
    const { fromUs } = timeRange(at, undefined, zone);
    if (fromUs === null || a !== undefined || b !== undefined) {
      throw usage('--at takes a moment, such as 2026-03-12T14:07, and goes without --a and --b.');
    }
    return {
      a: { query: '', fromUs: null, toUs: fromUs - 1 },
      b: { query: '', fromUs, toUs: null },
    };
  }
  if (a === undefined) {
    throw usage(
      '"compare" takes --a and --b, or --at: stretches such as 2026-03-12T14:07..2026-03-12T14:20, or queries.',
    );
  }
  const sideA = sideOf(a, zone);
  return { a: sideA, b: b === undefined ? restOf(sideA) : sideOf(b, zone) };
}

const STRETCH = /^(?:(.*?)\s*@\s*)?([^@\s"]*?)\.\.([^@\s"]*)$/;

function sideOf(text: string, zone: string): Side {
  const [whole, query = '', from = '', to = ''] = STRETCH.exec(text.trim()) ?? [];
  if (whole === undefined) return { query: text, fromUs: null, toUs: null };
  const range = timeRange(from === '' ? undefined : from, to === '' ? undefined : to, zone);
  return { query, ...range };
}

/** All that a side is not. */
function restOf(side: Side): Side {
  const { query, fromUs, toUs } = side;
  if (fromUs !== null || toUs !== null) return { ...side, outside: true };
  if (query.trim() === '') {
    throw usage('--a takes in everything, so there is nothing to compare it with.');
  }
  return { query: `NOT (${query})`, fromUs: null, toUs: null };
}

function textOf({
  a,
  b,
  differences,
  fields,
  measure,
  sampleA,
  sampleB,
  seconds,
}: Comparison): string {
  const count = (value: number): string => Math.round(value).toLocaleString('en');
  const listed = (list: readonly Difference[]): string[] =>
    list
      .slice(0, MOST_LISTED)
      .map(
        (one) =>
          `  ${one.difference.padEnd(11)} ${count(one.a).padStart(10)} ${count(one.b).padStart(10)}  ${liftOf(one).padStart(7)}  ${String(Math.round(one.surprise)).padStart(6)}  ${one.what === 'field' ? '' : `${one.what} `}${one.title}`,
      );
  const unit = measure === 'rate' ? 'rates an hour' : 'shares of the records';
  const head = `  ${'what'.padEnd(11)} ${'A'.padStart(10)} ${'B'.padStart(10)}  ${'B / A'.padStart(7)}  ${'bits'.padStart(6)}`;
  return [
    `A: ${count(a.records)} records, B: ${count(b.records)} records; ${unit} compared in ${seconds.toFixed(2)} s`,
    ...(differences.length === 0
      ? ['Nothing differs by more than chance.']
      : [head, ...listed(differences)]),
    ...(fields.length === 0
      ? []
      : [
          '',
          `Fields (in samples of ${count(sampleA)} and ${count(sampleB)} records):`,
          head,
          ...listed(fields),
        ]),
  ].join('\n');
}

function liftOf({ lift, difference }: Difference): string {
  if (difference === 'appeared') return 'new';
  if (difference === 'disappeared') return 'gone';
  if (lift === null) return '';
  if (lift > 0 && lift < 0.01) return `1/${Math.round(1 / lift)}`;
  return `${lift >= 100 ? Math.round(lift) : lift.toPrecision(2)}x`;
}
