import { resolve } from 'node:path';
import { shareCase } from '../../evidence/index.ts';
import { createFileSink } from '../../export/index.ts';
import { keyFingerprint, readKeyText } from '../../vault/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { sourcesNamed } from './clock-shifts.ts';
import { namedCase, passphraseIn } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';

/** `share CASE --out FILE.eiq --for-passphrase-file F | --for-key-file F`: a copy for a colleague, sealed with a passphrase of its own or for their key. */
export async function shareCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    out: { type: 'string' },
    'for-passphrase-file': { type: 'string' },
    'for-key-file': { type: 'string' },
    source: { type: 'string', multiple: true },
    note: { type: 'string' },
    masked: { type: 'boolean' },
    override: { type: 'string' },
  });
  const [casePath, extra] = positionals;
  const { out, 'for-passphrase-file': file, 'for-key-file': keyFile } = values;
  if (casePath === undefined || extra !== undefined) throw usage('"share" takes one case.');
  if (out === undefined || (file === undefined) === (keyFile === undefined)) {
    throw usage(
      '"share" needs --out FILE.eiq, and either --for-passphrase-file F or --for-key-file F.',
    );
  }
  const to =
    keyFile === undefined
      ? { passphrase: await passphraseIn(file ?? '') }
      : { key: readKeyText(await passphraseIn(keyFile)) };
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  try {
    const named = values.source?.flatMap((name) => sourcesNamed(open, name).map(({ id }) => id));
    const sourceIds = named ?? null;
    const masked = values.masked === true;
    const leave = { masked, override: values.override ?? null };
    const request = { to, sourceIds, note: values.note ?? '', leave };
    const sink = await createFileSink(resolve(out));
    const shared = await shareCase(open, request, sink, new AbortController().signal);
    if (values.json === true) print(JSON.stringify({ file: out, ...shared }));
    else {
      print(`${out}: ${shared.bytes} bytes, SHA-256 ${shared.sha256}`);
      if ('key' in to) print(`For ${to.key.name}, key ${keyFingerprint(to.key)}`);
    }
    return EXIT.done;
  } finally {
    await finish();
  }
}
