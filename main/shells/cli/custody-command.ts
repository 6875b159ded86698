import { resolve } from 'node:path';
import type { CustodyEntry } from '#shared/model/custody.ts';
import { checkSources, writeBundle, type CheckedSource } from '../../evidence/index.ts';
import { createFileSink } from '../../export/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { sourcesNamed } from './clock-shifts.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';
import { showProgress } from './progress-line.ts';

/** `custody CASE [--rehash] [--note TEXT]`: the chain of custody; with `--rehash` every source is hashed again first. */
export async function custodyCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    rehash: { type: 'boolean' },
    note: { type: 'string' },
  });
  const [casePath, extra] = positionals;
  if (casePath === undefined || extra !== undefined) throw usage('"custody" takes one case.');
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  try {
    if (values.note !== undefined) {
      const facts = { source: null, text: values.note };
      await open.noteCustody({ kind: 'custody.noted', facts });
    }
    const { signal } = new AbortController();
    const checked =
      values.rehash === true
        ? await checkSources(open, null, 'asked', signal, (path) => showProgress(`hashing ${path}`))
        : [];
    showProgress(null);
    const log = await open.custody();
    const paths = new Map(open.sources().map(({ key, path }) => [key, path]));
    if (values.json === true) print(JSON.stringify({ custody: log, checked }));
    else for (const entry of log) print(custodyLine(entry, paths));
    return exitCodeOf(checked);
  } finally {
    await finish();
  }
}

/** `bundle CASE --out FILE.zip`: evidence that can be checked without Error-IQ. */
export async function bundleCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    out: { type: 'string' },
    excerpts: { type: 'boolean' },
    override: { type: 'string' },
    source: { type: 'string', multiple: true },
    note: { type: 'string' },
  });
  const [casePath, extra] = positionals;
  if (casePath === undefined || extra !== undefined) throw usage('"bundle" takes one case.');
  if (values.out === undefined) throw usage('"bundle" needs --out FILE.zip.');
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  try {
    const named = values.source?.flatMap((name) => sourcesNamed(open, name).map(({ id }) => id));
    const written = await writeBundle(
      open,
      {
        sourceIds: named ?? null,
        carry: values.excerpts === true ? 'excerpts' : 'originals',
        note: values.note ?? '',
        leave: { masked: false, override: values.override ?? null },
      },
      await createFileSink(resolve(values.out)),
      new AbortController().signal,
      (path) => showProgress(`bundling ${path}`),
    );
    showProgress(null);
    const { files, bytes, sha256, checked } = written;
    if (values.json === true) print(JSON.stringify({ file: values.out, ...written }));
    else print(`${files} files, ${bytes} bytes, SHA-256 ${sha256}`);
    return exitCodeOf(checked);
  } finally {
    await finish();
  }
}

/** Names what is not as it was at intake: a kept copy that is good makes up for an original that is gone. */
function exitCodeOf(checked: readonly CheckedSource[]): number {
  const wrong = checked.filter(({ result }) => result !== 'same');
  for (const { path, against, result } of wrong) {
    process.stderr.write(
      `${path}: the ${against === 'kept' ? 'kept copy' : 'original'} is ${result}.\n`,
    );
  }
  return wrong.length === 0 ? EXIT.done : EXIT.incomplete;
}

function custodyLine(entry: CustodyEntry, paths: ReadonlyMap<string, string>): string {
  const head = `${entry.at}  ${entry.kind.padEnd(6)}  ${entry.author}@${entry.host}`;
  const pathOf = (key: string): string => paths.get(key) ?? key;
  switch (entry.kind) {
    case 'intake': {
      const { path, sha256, bytes, keeping, note } = entry;
      return `${head}  ${path}  ${bytes} bytes  ${sha256}  kept: ${keeping}${note === '' ? '' : `  ${note}`}`;
    }
    case 'check':
      return `${head}  ${pathOf(entry.source)}  ${entry.against}: ${entry.result}  (${entry.why})`;
    case 'left':
      return `${head}  ${entry.what}  ${entry.file ?? 'stream'}  ${entry.bytes} bytes  ${entry.sha256 ?? ''}  ${entry.note}`;
    case 'note':
      return `${head}  ${entry.source === null ? '' : `${pathOf(entry.source)}  `}${entry.text}`;
  }
}
