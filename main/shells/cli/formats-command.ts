import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import { createFormatLibrary, type FormatLibrary } from '../../formats/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { choiceOf, EXIT, print } from './command.ts';

const ACTIONS: Readonly<
  Record<
    string,
    (library: FormatLibrary, word: string | undefined, json: boolean) => Promise<number>
  >
> = { list, check, add, remove };

/** `formats list|check FILE|add FILE|remove ID`: the formats that logs are read with. */
export async function formatsCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {});
  const [name = '', word, extra] = positionals;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined || extra !== undefined || (word === undefined) !== (name === 'list')) {
    throw usage('"formats" takes list, check FILE, add FILE or remove ID.');
  }
  const library = createFormatLibrary(choiceOf(values).formatsFolder);
  try {
    return await action(library, word, values.json === true);
  } finally {
    await library.close();
  }
}

async function list(
  library: FormatLibrary,
  _word: string | undefined,
  json: boolean,
): Promise<number> {
  const { formats, problems } = await library.list();
  const ids = new Set(formats.map(({ definition }) => definition.id));
  const rows = [
    ...formats.map(({ definition: { id, title, kind }, file }) => ({ id, title, kind, file })),
    ...library
      .builtIn()
      .filter(({ id }) => !ids.has(id))
      .map(({ id, title, kind }) => ({ id, title, kind, file: null })),
  ];
  if (json) print(JSON.stringify({ folder: library.folder, formats: rows, problems }));
  else {
    for (const { id, title, kind, file } of rows) {
      print(`${id.padEnd(20)} ${kind.padEnd(7)} ${title}${file === null ? '' : `  (${file})`}`);
    }
  }
  return tellProblems(problems);
}

async function check(library: FormatLibrary, path = '', json = false): Promise<number> {
  const { formats, problems } = await library.check(await textOf(path));
  const found = formats.map(({ definition: { id, title, kind }, notes }) => ({
    id,
    title,
    kind,
    notes,
  }));
  if (json) print(JSON.stringify({ formats: found, problems }));
  else tellFormats(found);
  const code = tellProblems(problems.map((problem) => ({ ...problem, file: path })));
  return formats.length === 0 ? EXIT.failed : code;
}

async function add(library: FormatLibrary, path = '', json = false): Promise<number> {
  const { file, formats, problems } = await library.add(basename(path), await textOf(path));
  const found = formats.map(({ definition: { id, title, kind }, notes, replaces }) => ({
    id,
    title,
    kind,
    notes: replaces ? [...notes, 'It takes the place of the built-in format of this id.'] : notes,
  }));
  if (json) print(JSON.stringify({ file, formats: found, problems }));
  else tellFormats(found);
  return tellProblems(problems);
}

async function remove(library: FormatLibrary, id = ''): Promise<number> {
  await library.delete(id);
  return EXIT.done;
}

function tellFormats(
  formats: readonly { id: string; title: string; notes: readonly string[] }[],
): void {
  for (const { id, title, notes } of formats) {
    print(`${id}  ${title}`);
    for (const note of notes) print(`  ${note}`);
  }
}

function tellProblems(problems: readonly { file: string | null; message: string }[]): number {
  for (const { file, message } of problems) process.stderr.write(`${file ?? ''}: ${message}\n`);
  return problems.length > 0 ? EXIT.incomplete : EXIT.done;
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => {
    throw new Failure('FILE_UNREADABLE', `${path} cannot be read. Name a format file.`, { path });
  });
}
