import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CaseChoice } from './command-case.ts';

/** Exit codes, and what they mean to a script. */
export const EXIT = { done: 0, failed: 1, usage: 2, incomplete: 3 } as const;

/** Where the profile and the vault live when nothing else is said: the place that each system has for it. */
function defaultDataFolder(): string {
  const home = homedir();
  switch (process.platform) {
    case 'win32':
      return join(process.env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Error-IQ');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Error-IQ');
    default:
      return join(process.env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'error-iq');
  }
}

/** The data folder in force. */
export function dataFolderOf(option: string | undefined): string {
  return resolve(option ?? process.env['ERROR_IQ_DATA'] ?? defaultDataFolder());
}

/** What the options of a command say of the case. */
export function choiceOf(values: {
  readonly data?: string | undefined;
  readonly 'passphrase-file'?: string | undefined;
  readonly tz?: string | undefined;
}): CaseChoice {
  return {
    dataFolder: dataFolderOf(values.data),
    passphraseFile: values['passphrase-file'],
    zone: values.tz ?? 'UTC',
  };
}

/** A line on stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
