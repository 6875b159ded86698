import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { makePrivateFolder } from './vault/index.ts';

const LARGEST = 5 * 1024 * 1024;
const KEPT = 3;
/** Characters that wait while the file cannot be written; what is more goes. */
const MOST_HELD = 256 * 1024;

/**
 * Our own log, `logs/error-iq.log` in the data folder: what failed where, never log text, never input.
 * A file over 5 MiB is set aside at start; three are kept. Where it cannot be written the app goes on without.
 */
export function createLog(dataFolder: string): Logger {
  const folder = join(dataFolder, 'logs');
  const path = join(folder, 'error-iq.log');
  makePrivateFolder(folder);
  if (existsSync(path) && statSync(path).size > LARGEST) rotate(path);
  const file = pino.destination({ dest: path, mode: 0o600, sync: true, maxLength: MOST_HELD });
  // On a full disk there is nowhere to say it, and an error that nobody hears would end the app.
  file.on('error', () => {});
  return pino(
    {
      base: null,
      redact: { paths: ['*.passphrase', '*.key', '*.message', '*.input'], remove: true },
    },
    file,
  );
}

function rotate(path: string): void {
  for (let n = KEPT - 1; n >= 1; n--) {
    const from = n === 1 ? path : `${path}.${n - 1}`;
    if (existsSync(from)) renameSync(from, `${path}.${n}`);
  }
}
