import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import { isRuleName, ruleFiles } from './rule-files.ts';
import { readSwitches, writeSwitches, type RuleSwitches } from './rule-switches.ts';
import { makePrivateFolder, replaceFile } from '../vault/index.ts';

/** Where a profile keeps its rules. */
export function rulesFolderOf(dataFolder: string): string {
  return join(dataFolder, 'rules');
}

/** The pack of rules that the analyst wrote. */
export const OWN_PACK = 'own';
/** The pack of rules that her team released; after all others, so that an own rule is used in place of one of its id. */
export const TEAM_PACK = '~team';

/** The files of a profile's rules that are used. */
export const profileRules = (dataFolder: string): Promise<string[]> =>
  createRuleLibrary(rulesFolderOf(dataFolder)).used();

export type RuleLibrary = ReturnType<typeof createRuleLibrary>;

/** A pack of rules: a folder of the rules folder. */
export interface RulePack {
  readonly name: string;
  readonly files: number;
}

/** A pack of the folder, and whether its rules are used. */
export interface KnownPack extends RulePack {
  readonly on: boolean;
}

/** The rules of a profile: a folder with a folder for each pack, one of them for the analyst's own. */
export function createRuleLibrary(folder: string) {
  // Changes take turns, so that two of them never write the same file.
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  }

  async function names(): Promise<string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isFile() && isRuleName(entry.name))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .sort();
  }

  async function usedNames(): Promise<string[]> {
    const { off } = await readSwitches(folder);
    return (await names()).filter((name) => !off.includes(packOf(folder, join(folder, name))));
  }

  const packNames = async (): Promise<string[]> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  };

  async function put(name: string, text: string): Promise<void> {
    const path = join(folder, name);
    makePrivateFolder(dirname(path));
    await replaceFile(path, text);
  }

  /** Copies what a path holds into a pack of its name, in the place of one of that name. */
  async function addNow(path: string): Promise<RulePack> {
    const files = await ruleFiles([path]);
    if (files.length === 0) {
      throw new Failure('NO_RULES', `There is no rule file (.yml) in ${path}. Nothing was added.`, {
        path,
      });
    }
    const pack = packNameOf(path);
    await rm(join(folder, pack), { recursive: true, force: true });
    for (const { name, text } of files) {
      const inside = name === path ? basename(path) : relative(path, name);
      await put(join(pack, safePath(inside)), text);
    }
    return { name: pack, files: files.length };
  }

  return {
    folder,
    /** Changes when any file of the folder that is used does. Empty: there is none. */
    async state(): Promise<string> {
      const facts = await Promise.all(
        (await usedNames()).map(async (name) => {
          const found = await stat(join(folder, name)).catch(() => null);
          return found === null ? '' : `${name} ${found.size} ${found.mtimeMs}`;
        }),
      );
      return facts.join('\n');
    },
    /** The files whose rules are used. */
    used: async (): Promise<string[]> => (await usedNames()).map((name) => join(folder, name)),
    switches: (): Promise<RuleSwitches> => readSwitches(folder),
    /** Uses the rules of a pack or not. Throws RULES_GONE. */
    use: (pack: string, on: boolean): Promise<void> =>
      inTurn(async () => {
        if (!(await packNames()).includes(pack)) throw gone(pack);
        const before = await readSwitches(folder);
        const off = before.off.filter((name) => name !== pack);
        await writeSwitches(folder, { ...before, off: on ? off : [...off, pack] });
      }),
    /** Whether rules run by themselves. */
    runAlone: (alone: boolean): Promise<void> =>
      inTurn(async () => writeSwitches(folder, { ...(await readSwitches(folder)), alone })),
    async packs(): Promise<KnownPack[]> {
      const { off } = await readSwitches(folder);
      const counts = new Map<string, number>();
      for (const name of await names()) {
        const pack = packOf(folder, join(folder, name));
        counts.set(pack, (counts.get(pack) ?? 0) + 1);
      }
      return [...counts].map(([name, files]) => ({ name, files, on: !off.includes(name) }));
    },
    packOf: (file: string): string => packOf(folder, file),
    /** Takes rules in: a file, a folder or a zip each. Throws RULES_UNREADABLE, NO_RULES. */
    add: (paths: readonly string[]): Promise<RulePack[]> =>
      inTurn(async () => {
        const packs: RulePack[] = [];
        for (const path of paths) packs.push(await addNow(path));
        return packs;
      }),
    /** Removes a pack and its files. Throws RULES_GONE. */
    remove: (pack: string): Promise<void> =>
      inTurn(async () => {
        if (pack === TEAM_PACK) throw ofTeam();
        if (!(await packNames()).includes(pack)) throw gone(pack);
        await rm(join(folder, pack), { recursive: true });
      }),
    /** The files of the analyst's own rules. */
    own: async (): Promise<string[]> =>
      (await names())
        .map((name) => join(folder, name))
        .filter((file) => packOf(folder, file) === OWN_PACK),
    /** Puts the rules of the team's release in the place of those of the one before. */
    putTeam: (files: readonly { readonly name: string; readonly text: string }[]): Promise<void> =>
      inTurn(async () => {
        await rm(join(folder, TEAM_PACK), { recursive: true, force: true });
        for (const { name, text } of files) await put(join(TEAM_PACK, name), text);
      }),
    /** Keeps an own rule; `file`: the one it takes the place of. Gives the path of its file. */
    save: (file: string | null, title: string, text: string): Promise<string> =>
      inTurn(async () => {
        if (file !== null && packOf(folder, file) !== OWN_PACK) throw notOwn(file);
        const name = file === null ? freeName(title, await names()) : relative(folder, file);
        await put(name, text);
        return join(folder, name);
      }),
    /** Removes an own rule. Throws RULE_NOT_OWN. */
    delete: (file: string): Promise<void> =>
      inTurn(async () => {
        if (packOf(folder, file) !== OWN_PACK) throw notOwn(file);
        await rm(file, { force: true });
      }),
  };
}

function packNameOf(path: string): string {
  const bare = safeName(basename(path).replace(/\.(?:ya?ml|zip)$/i, ''));
  return bare === OWN_PACK ? `${OWN_PACK}-added` : bare;
}

/** The pack that a file of the folder is in; empty: it is not in the folder, or in no pack. */
function packOf(folder: string, file: string): string {
  const parts = relative(folder, file).split(sep);
  if (parts.includes('..')) return '';
  return parts.length > 1 ? (parts[0] ?? '') : '';
}

function freeName(title: string, taken: readonly string[]): string {
  const base = safeName(title.toLowerCase().replaceAll(/\s+/g, '_'));
  const used = new Set(taken);
  for (let number = 1; ; number++) {
    const name = join(OWN_PACK, `${base}${number === 1 ? '' : `-${number}`}.yml`);
    if (!used.has(name)) return name;
  }
}

/** A path inside an archive or folder, with no part that leads out of it. */
function safePath(inside: string): string {
  const parts = inside.split(/[\\/]/).filter((part) => part !== '' && !/^\.+$/.test(part));
  return join(...parts.map(safeName));
}

/** A name that every file system takes. */
function safeName(given: string): string {
  const safe = given
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 100);
  return safe === '' ? 'rules' : safe;
}

function gone(pack: string): Failure {
  return new Failure('RULES_GONE', `There is no pack of rules "${pack}" any more.`, { pack });
}

function ofTeam(): Failure {
  return new Failure(
    'RULES_OF_TEAM',
    'These rules come with the release of your team. Switch the pack off here, or follow no environment any more on the screen Team.',
  );
}

function notOwn(file: string): Failure {
  return new Failure(
    'RULE_NOT_OWN',
    `${file} belongs to a pack of rules and is not changed. Copy the rule to your own first.`,
    { file },
  );
}
