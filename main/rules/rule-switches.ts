import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makePrivateFolder, replaceFile } from '../vault/index.ts';

const switches = z.strictObject({
  /** Packs whose rules are not used. */
  off: z.array(z.string()),
  /** Rules run by themselves whenever there are new records. */
  alone: z.boolean(),
});

/** What of a profile's rules is in use. */
export type RuleSwitches = z.output<typeof switches>;

const fileOf = (folder: string): string => join(folder, 'switches.json');

/** Reads what is in use: everything, by itself, unless somebody said otherwise. What cannot be read counts as not said. */
export async function readSwitches(folder: string): Promise<RuleSwitches> {
  const text = await readFile(fileOf(folder), 'utf8').catch(() => '{}');
  try {
    return switches.parse(JSON.parse(text));
  } catch {
    return { off: [], alone: true };
  }
}

/** Keeps it in the folder of the rules. */
export async function writeSwitches(folder: string, value: RuleSwitches): Promise<void> {
  const path = fileOf(folder);
  makePrivateFolder(folder);
  await replaceFile(path, JSON.stringify(value));
}
