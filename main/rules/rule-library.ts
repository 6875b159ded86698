import { join } from 'node:path';

/** Where a profile keeps its rules. */
export function rulesFolderOf(dataFolder: string): string {
  return join(dataFolder, 'rules');
}
