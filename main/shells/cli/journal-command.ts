import { Failure } from '#shared/model/failure.ts';
import type { JournalEntry } from '../../journal/index.ts';
import type { OpenCase } from '../../open-case.ts';
import { parseCommand, usage, wholeNumber } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';

const LATEST = 50;
const MOST = 10_000;

/**
 * `journal CASE [--limit N] [--before N] [--take-back N]`: what was done to the case, by whom, latest first; with
 * `--take-back` the entry of that number is taken back first, by another entry.
 */
export async function journalCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    limit: { type: 'string' },
    before: { type: 'string' },
    'take-back': { type: 'string' },
  });
  const [casePath, extra] = positionals;
  if (casePath === undefined || extra !== undefined) throw usage('"journal" takes one case.');
  const limit = wholeNumber('limit', values.limit, LATEST);
  if (limit === 0 || limit > MOST) throw usage(`--limit takes 1 to ${MOST}.`);
  const before = values.before === undefined ? null : wholeNumber('before', values.before, 0);
  const taken =
    values['take-back'] === undefined ? null : wholeNumber('take-back', values['take-back'], 0);
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  try {
    if (taken !== null) await open.undo(await idOf(open, taken));
    const entries = await open.journalList(before, limit);
    if (values.json === true) print(JSON.stringify({ journal: entries.map(documentOf) }));
    else for (const entry of entries) print(lineOf(entry));
    return EXIT.done;
  } finally {
    await finish();
  }
}

/** Throws ENTRY_GONE. */
async function idOf(open: OpenCase, number: number): Promise<string> {
  for (let before: number | null = null; ;) {
    const page: readonly JournalEntry[] = await open.journalList(before, MOST);
    const found = page.find(({ seq }) => seq === number);
    if (found !== undefined) return found.id;
    before = page.at(-1)?.seq ?? null;
    if (before === null) {
      throw new Failure('ENTRY_GONE', `The journal of this case has no entry ${number}.`);
    }
  }
}

function documentOf({ payload: _payload, ...entry }: JournalEntry) {
  return entry;
}

function lineOf({ seq, at, author, kind, subject, undone }: JournalEntry): string {
  const what = `${kind}${undone ? ' (taken back)' : ''}`;
  return [String(seq).padStart(6), at, author, what, subject ?? ''].join('  ').trimEnd();
}
