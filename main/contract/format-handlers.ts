import type { Output } from '#shared/contract/index.ts';
import { Failure } from '#shared/model/failure.ts';
import {
  formatFileText,
  type FormatLibrary,
  type Imported,
  type LibraryProblem,
  type OwnFormat,
} from '../formats/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

type Listed = Output<'formats.save'>;

/** Calls about formats: the built-in ones and the analyst's own. */
export function formatHandlers(session: Session, library: FormatLibrary) {
  const changed = <T>(value: T): T => {
    session.tell({ type: 'formats' });
    return value;
  };
  return {
    'formats.list': async () => {
      const { formats, problems } = await library.list();
      const own = formats.map(listedOwn);
      const replaced = new Set(own.map(({ id }) => id));
      const builtIn = library
        .builtIn()
        .filter(({ id }) => !replaced.has(id))
        .map(({ id, title, kind }): Listed => ({
          id,
          title,
          kind,
          own: false,
          team: false,
          file: null,
          replaces: false,
          notes: [],
        }));
      return { folder: library.folder, formats: [...own, ...builtIn], problems: [...problems] };
    },
    'formats.get': ({ id }) => library.get(id),
    'formats.import': async ({ name, text }) => {
      const imported = await library.import(name, text);
      return imported === null ? null : changed(described(imported));
    },
    'formats.importPaths': async ({ paths }) => {
      const answer: Output<'formats.importPaths'> = { imported: [], problems: [], others: [] };
      for (const path of paths) {
        const text = await formatFileText(path);
        const imported = text === null ? null : await tryImport(library, path, text);
        if (imported === null) answer.others.push(path);
        else if ('message' in imported) answer.problems.push(imported);
        else answer.imported.push(changed(described(imported)));
      }
      return answer;
    },
    'formats.save': async ({ definition }) => changed(listedOwn(await library.save(definition))),
    'formats.delete': async ({ id }) => {
      await library.delete(id);
      return changed({});
    },
    'formats.test': async ({ definition, lines }) => {
      const { problem, lines: read } = await library.test(definition, lines);
      return { problem, lines: read.map((line) => ({ ...line, fields: { ...line.fields } })) };
    },
    'formats.lines': async ({ sourceId, limit }) => ({
      lines: await session.current().firstLines(sourceId, limit),
    }),
  } satisfies Partial<Handlers>;
}

async function tryImport(
  library: FormatLibrary,
  path: string,
  text: string,
): Promise<Imported | LibraryProblem | null> {
  try {
    return await library.import(path, text);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { file: path, format: null, pattern: null, sample: null, message: error.message };
  }
}

function described({ file, formats, problems }: Imported) {
  return { file, formats: formats.map(listedOwn), problems: [...problems] };
}

function listedOwn({ definition, file, team, replaces, notes }: OwnFormat): Listed {
  const { id, title, kind } = definition;
  return { id, title, kind, own: !team, team, file, replaces, notes: [...notes] };
}
