import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

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
