import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import type { FormatDefinition } from '#shared/model/format.ts';
import {
  dropFile,
  fileNameOf,
  folderFiles,
  folderState,
  LARGEST_FORMAT_FILE,
  putFile,
  type FolderFile,
} from './format-folder.ts';
import { createFormatWorker } from './format-worker.ts';
import {
  loadDefinitions,
  looksLikeFormatFile,
  withoutFormat,
  type FileFormat,
  type FileProblem,
} from '../ingest/index.ts';

/** A format of the analyst's or of her team's release, and the file it stands in. */
export interface OwnFormat extends FileFormat {
  readonly file: string;
  /** It came with the team's release. An own one of its id is used in its place. */
  readonly team: boolean;
  /** A built-in format has the same id; this one is used in its place. */
  readonly replaces: boolean;
}

/** Something wrong, with the file it is in. */
export interface LibraryProblem extends FileProblem {
  readonly file: string | null;
}

interface Library {
  readonly formats: readonly OwnFormat[];
  readonly problems: readonly LibraryProblem[];
}

/** What came of taking a file in. */
export interface Imported extends Library {
  readonly file: string;
}

/** Folder of the formats folder for what the team released. */
const TEAM_FOLDER = 'team';

export type FormatLibrary = ReturnType<typeof createFormatLibrary>;

/** The analyst's own formats: the JSON files of a folder, hers or lnav's, read again when they change. */
export function createFormatLibrary(folder: string) {
  const teamFolder = join(folder, TEAM_FOLDER);
  const worker = createFormatWorker();
  // Checked when first needed: 35 ms of a start that needs none of them.
  let checked: readonly FormatDefinition[] | null = null;
  const builtIn = (): readonly FormatDefinition[] => (checked ??= loadDefinitions());
  let held: { state: string; library: Promise<Library> } | null = null;
  // Changes take turns, so that two of them never write the same file.
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  }

  async function present(): Promise<Library> {
    const state = `${await folderState(folder)}\n\n${await folderState(teamFolder)}`;
    if (held?.state !== state) held = { state, library: load() };
    return held.library;
  }

  async function load(): Promise<Library> {
    const formats: OwnFormat[] = [];
    const problems: LibraryProblem[] = [];
    const own = (await folderFiles(folder)).map((found) => ({ ...found, team: false }));
    const released = await folderFiles(teamFolder);
    const team = released.map(({ name, text }) => ({
      name: `${TEAM_FOLDER}/${name}`,
      text,
      team: true,
    }));
    for (const { name: file, text, team: isTeam } of [...own, ...team]) {
      const read = await worker.read(text);
      problems.push(...read.problems.map((problem) => ({ ...problem, file })));
      for (const format of read.formats) {
        const first = formats.find(({ definition }) => definition.id === format.definition.id);
        if (first === undefined) formats.push(placed(format, file, isTeam));
        else problems.push(twice(format, file, first.file));
      }
    }
    return { formats, problems };
  }

  const placed = (format: FileFormat, file: string, team = false): OwnFormat => ({
    ...format,
    file,
    team,
    replaces: builtIn().some(({ id }) => id === format.definition.id),
  });

  /** Takes formats out of the files they stand in, but for one file. */
  async function makeRoom(ids: ReadonlySet<string>, except: string): Promise<void> {
    const files = await folderFiles(folder);
    for (const { name, text } of files) {
      if (name === except) continue;
      let rest: string | null = text;
      for (const id of ids) if (rest !== null) rest = withoutFormat(rest, id);
      if (rest === null) await dropFile(folder, name);
      else if (rest !== text) await putFile(folder, name, rest);
    }
  }

  async function importNow(given: string, text: string): Promise<Imported> {
    const read = await worker.read(text);
    if (read.formats.length === 0) throw nothingUsed(given, read.problems);
    const ids = new Set(read.formats.map(({ definition }) => definition.id));
    const file = await freeName(fileNameOf(given), ids);
    await makeRoom(ids, file);
    await putFile(folder, file, text);
    const problems = read.problems.map((problem) => ({ ...problem, file }));
    return { file, formats: read.formats.map((format) => placed(format, file)), problems };
  }

  /** A file of the same name is replaced when it brought the same formats, and kept otherwise. */
  async function freeName(wanted: string, ids: ReadonlySet<string>): Promise<string> {
    const { formats } = await present();
    const taken = new Set((await folderFiles(folder)).map(({ name }) => name));
    const isFree = (name: string): boolean =>
      !taken.has(name) ||
      formats.filter(({ file }) => file === name).every(({ definition }) => ids.has(definition.id));
    let name = wanted;
    for (let number = 2; !isFree(name); number++) {
      name = wanted.replace(/\.json$/, `-${number}.json`);
    }
    return name;
  }

  return {
    folder,
    /** The formats that the app brings, checked. */
    builtIn,
    list: present,
    /** The own formats that can be read with. */
    async definitions(): Promise<FormatDefinition[]> {
      return (await present()).formats.map(({ definition }) => definition);
    },
    /** @throws Failure FORMAT_UNKNOWN */
    async get(id: string): Promise<FormatDefinition> {
      const own = (await present()).formats.find(({ definition }) => definition.id === id);
      const found = own?.definition ?? builtIn().find((definition) => definition.id === id);
      if (found === undefined) throw unknown(id);
      return found;
    },
    /** The files of the analyst's own formats. */
    ownFiles: (): Promise<FolderFile[]> => folderFiles(folder),
    /** Puts the formats of the team's release in the place of those of the one before. */
    putTeam: (files: readonly FolderFile[]): Promise<void> =>
      inTurn(async () => {
        await rm(teamFolder, { recursive: true, force: true });
        for (const { name, text } of files) await putFile(teamFolder, name, text);
      }),
    /** What is in a file, without keeping it. */
    check: (text: string) => worker.read(text),
    /**
     * Takes a format file in; null: it is not one.
     *
     * @throws Failure FORMAT_FILE_BROKEN when nothing in it can be used
     */
    import: (name: string, text: string): Promise<Imported | null> =>
      inTurn(async () => (looksLikeFormatFile(text) ? importNow(name, text) : null)),
    /** The same, whatever the file looks like. */
    add: (name: string, text: string): Promise<Imported> => inTurn(() => importNow(name, text)),
    /** @throws Failure FORMAT_FILE_BROKEN */
    save: (definition: Readonly<Record<string, unknown>>): Promise<OwnFormat> =>
      inTurn(async () => {
        const text = `${JSON.stringify({ ...definition, own: true }, null, 2)}\n`;
        const read = await worker.read(text);
        const [format] = read.formats;
        if (format === undefined) throw nothingUsed('the format', read.problems);
        const { id } = format.definition;
        const file = await freeName(`${id}.json`, new Set([id]));
        await makeRoom(new Set([id]), file);
        await putFile(folder, file, text);
        return placed(format, file);
      }),
    /** @throws Failure FORMAT_UNKNOWN */
    delete: (id: string): Promise<void> =>
      inTurn(async () => {
        const { formats } = await present();
        const own = formats.filter(({ team }) => !team);
        if (!own.some(({ definition }) => definition.id === id)) throw unknown(id);
        await makeRoom(new Set([id]), '');
      }),
    test: (definition: Readonly<Record<string, unknown>>, lines: readonly string[]) =>
      worker.test({ definition, lines }),
    close: (): Promise<void> => worker.close(),
  };
}

/** The text of a file when it may be a format file by its name and size; null otherwise. */
export async function formatFileText(path: string): Promise<string | null> {
  if (!path.endsWith('.json')) return null;
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true || found.size > LARGEST_FORMAT_FILE) return null;
  return readFile(path, 'utf8').catch(() => null);
}

function twice(format: FileFormat, file: string, first: string): LibraryProblem {
  const { id } = format.definition;
  return {
    file,
    format: format.name,
    pattern: null,
    sample: null,
    message: `The format "${format.name}" has the id "${id}" of one in ${first}, which is used.`,
  };
}

function unknown(id: string): Failure {
  return new Failure('FORMAT_UNKNOWN', `There is no format "${id}" of your own.`, { format: id });
}

function nothingUsed(name: string, problems: readonly FileProblem[]): Failure {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new Failure(
    'FORMAT_FILE_BROKEN',
    `Nothing of ${name} was kept. ${first?.message ?? 'It names no format.'}${more}`,
    {
      file: name,
      format: first?.format ?? null,
      pattern: first?.pattern ?? null,
      sample: first?.sample ?? null,
    },
  );
}
