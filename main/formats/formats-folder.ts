import { join } from 'node:path';

/** Where a profile keeps its formats. */
export function formatsFolderOf(dataFolder: string): string {
  return join(dataFolder, 'formats');
}
