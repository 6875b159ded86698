import { createCaseFile, deleteCaseFile, openCaseFile } from '../cases/index.ts';
import { awaitCase } from '../sync-operations.ts';

/** Where a copy of a shared case is made, and what it opens with. */
export interface NewCopy {
  readonly path: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly header: Uint8Array;
}

/**
 * Makes the file of a copy that has nothing yet and is filled by its first sync. Throws what making a case throws; then
 * nothing is left of it.
 */
export function makeEmptyCopy({ path, key, header }: NewCopy, caseId: string): void {
  createCaseFile(path, key, header);
  try {
    const database = openCaseFile({ path, key, readonly: false });
    try {
      awaitCase(database, caseId);
    } finally {
      database.close();
    }
  } catch (error) {
    deleteCaseFile(path);
    throw error;
  }
}
