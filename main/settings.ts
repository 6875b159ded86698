import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { settings as schema } from '#shared/contract/app.ts';
import { makePrivateFolder } from './vault/index.ts';

export type Settings = z.output<typeof schema>;

const DEFAULTS: Settings = {
  theme: 'system',
  zone: 'case',
  autoLockMinutes: 15,
  rowHeight: 20,
  wrap: false,
  caseFolder: null,
  timeStampServer: null,
};

/** Preferences of the person, none of them secret: `settings.json` in the data folder. */
export interface SettingsStore {
  get(): Settings;
  set(change: Partial<Settings>): Settings;
}

/** Opens the settings. What cannot be read counts as not set. */
export function createSettings(dataFolder: string): SettingsStore {
  const path = join(dataFolder, 'settings.json');
  let present = read(path);
  return {
    get: () => present,
    set(change) {
      present = schema.parse({ ...present, ...change });
      makePrivateFolder(dirname(path));
      writeFileSync(`${path}.new`, JSON.stringify(present, null, 2), { mode: 0o600 });
      renameSync(`${path}.new`, path);
      return present;
    },
  };
}

function read(path: string): Settings {
  try {
    const parsed = schema.partial().safeParse(JSON.parse(readFileSync(path, 'utf8')));
    const set = parsed.success ? parsed.data : {};
    const known = Object.entries(set).filter(([, value]) => value !== undefined);
    return schema.parse({ ...DEFAULTS, ...Object.fromEntries(known) });
  } catch {
    return DEFAULTS;
  }
}
