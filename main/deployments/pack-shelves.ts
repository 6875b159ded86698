import { readFile } from 'node:fs/promises';
import { basename, parse } from 'node:path';
import type { PackFile } from '#shared/deployments/team-pack.ts';
import { Failure } from '#shared/model/failure.ts';
import type { FormatLibrary } from '../formats/index.ts';
import type { RuleDesk, RuleLibrary } from '../rules/index.ts';
import type { PackShelf } from './pack-desk.ts';

/** Throws PACK_BROKEN. */
function refuseBroken(file: string, message: string): never {
  throw new Failure(
    'PACK_BROKEN',
    `Nothing was released, because ${file} cannot be used: ${message} Mend it or delete it first.`,
    { file },
  );
}

/** A name that a pack takes, of one that the analyst's system took; its ending says what reads it. */
function packName(name: string, taken: ReadonlySet<string>): string {
  const { name: bare, ext } = parse(name);
  const base = bare
    .replaceAll(/[^\w-]+/g, '-')
    .slice(0, 100)
    .replace(/^-+/, '');
  let free = `${base || 'file'}${ext}`;
  for (let number = 2; taken.has(free.toLowerCase()); number++) {
    free = `${base || 'file'}_${number}${ext}`;
  }
  return free;
}

function packed(files: readonly PackFile[]): PackFile[] {
  const taken = new Set<string>();
  return files.map(({ name, text }) => {
    const free = packName(name, taken);
    taken.add(free.toLowerCase());
    return { name: free, text };
  });
}

/** The rules of a profile as a pack takes and brings them: only what the loader of rules takes is released. */
export function ruleShelf(library: RuleLibrary, desk: Pick<RuleDesk, 'check'>): PackShelf {
  return {
    async own() {
      const files: PackFile[] = [];
      for (const file of await library.own()) {
        const text = await readFile(file, 'utf8');
        const [problem] = (await desk.check(text)).problems;
        if (problem !== undefined) refuseBroken(file, problem.message);
        files.push({ name: basename(file), text });
      }
      return packed(files);
    },
    putTeam: (files) => library.putTeam(files),
  };
}

/** The formats of a profile, in the same way. */
export function formatShelf(library: FormatLibrary): PackShelf {
  return {
    async own() {
      const files = await library.ownFiles();
      const { problems } = await library.list();
      const problem = problems.find(({ file }) => files.some(({ name }) => name === file));
      if (problem !== undefined) refuseBroken(String(problem.file), problem.message);
      return packed(files);
    },
    putTeam: (files) => library.putTeam(files),
  };
}
