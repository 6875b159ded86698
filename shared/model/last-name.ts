/**
 * The last name in a path as any system writes it: what follows the last slash or backslash, all of it where there is
 * none. Logs come from other machines than this one, so `basename` of `node:path`, which knows one kind, will not do.
 */
export function lastName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
