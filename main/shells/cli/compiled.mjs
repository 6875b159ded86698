import { lstatSync, mkdirSync, rmSync } from 'node:fs';

const RIGHTS_OF_OTHERS = 0o077;

/**
 * Whether what V8 makes of the bundle may be kept in this folder, which is made where it is not there. What lies in it is run
 * as it is, so it must be ours alone: one that others may read or write is thrown away with all that is in it and made
 * anew, and one of another owner is left alone. Holds our own code, never anything of a case.
 */
export function isOursAlone(folder) {
  try {
    const before = lstatSync(folder, { throwIfNoEntry: false });
    if (before !== undefined && isOwn(before) && !isClosed(before)) {
      rmSync(folder, { recursive: true });
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const now = lstatSync(folder);
    return isOwn(now) && isClosed(now);
  } catch {
    // Installed where this person may not write: each start compiles.
    return false;
  }
}

/** Windows tells neither owner nor rights here: there the folder has those of the bundle that it stands beside. */
const TELLS_RIGHTS = process.platform !== 'win32';

const isOwn = ({ uid }) => !TELLS_RIGHTS || uid === process.getuid();

const isClosed = (facts) =>
  facts.isDirectory() && (!TELLS_RIGHTS || (facts.mode & RIGHTS_OF_OTHERS) === 0);
