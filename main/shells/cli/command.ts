import { resolve } from 'node:path';
import { formatsFolderOf } from '../../formats/index.ts';
import { dataFolderOf } from '../data-folder.ts';
import { usage } from './arguments.ts';
import type { CaseChoice } from './command-case.ts';
import { terminalText } from './terminal-text.ts';

/** Exit codes, and what they mean to a script. */
export const EXIT = { done: 0, failed: 1, usage: 2, incomplete: 3 } as const;

/** What the options of a command say of the case. */
export function choiceOf(values: {
  readonly data?: string | undefined;
  readonly 'passphrase-file'?: string | undefined;
  readonly 'profile-passphrase-file'?: string | undefined;
  readonly tz?: string | undefined;
  readonly formats?: string | undefined;
}): CaseChoice {
  const dataFolder = dataFolderOf(values.data);
  return {
    dataFolder,
    formatsFolder:
      values.formats === undefined ? formatsFolderOf(dataFolder) : resolve(values.formats),
    passphraseFile: values['passphrase-file'],
    profilePassphraseFile: values['profile-passphrase-file'],
    zone: values.tz ?? 'UTC',
  };
}

/** A line on stdout: on a terminal such that it obeys nothing of it, elsewhere as it is. */
export function print(text: string): void {
  process.stdout.write(`${process.stdout.isTTY ? terminalText(text) : text}\n`);
}

/** A line on stderr, in the same way. */
export function say(text: string): void {
  process.stderr.write(`${process.stderr.isTTY ? terminalText(text) : text}\n`);
}

/** Throws USAGE for a time zone that is not one. */
export function requireZone(zone: string): void {
  // UTC, which is meant where none is named, is not asked for: the first zone that is costs 20 ms.
  if (zone === 'UTC' || /^[+-]\d{2}:?\d{2}$/.test(zone)) return;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw usage(`There is no time zone "${zone}". Name one like Europe/Berlin or +02:00.`);
  }
}

/** Resolves when somebody stops the command. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
