import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '#shared/model/failure.ts';

/** Makes a folder and those above it where they are not there, for this person alone. Throws FOLDER_UNUSABLE. */
export function makePrivateFolder(path: string): void {
  try {
    makeStepByStep(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new Failure(
      'FOLDER_UNUSABLE',
      `The folder ${path} cannot be made or written to (${cause}). Nothing was changed. Name another; where the app keeps its data is said by --data DIR or ERROR_IQ_DATA.`,
      { path, cause },
    );
  }
}

/** Node's own recursive `mkdir` never returns where a folder answers ENOENT to a new one, as /proc does. */
function makeStepByStep(path: string): void {
  if (isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeStepByStep(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
