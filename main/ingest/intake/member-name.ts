import { isUtf8 } from 'node:buffer';
import { getFileNameLowLevel, type Entry } from 'yauzl';

/**
 * The name of a zip member. Many tools write UTF-8 without saying so, and no sensible CP437 name is
 * valid UTF-8 by chance; anything else is decoded as APPNOTE (appendix D) says.
 */
export function zipMemberName(entry: Entry): string {
  const { fileNameRaw, generalPurposeBitFlag, extraFields } = entry;
  if (isUtf8(fileNameRaw)) return fileNameRaw.toString('utf8').replaceAll('\\', '/');
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

/** No file system takes longer paths, and names are all of an archive that stays in memory. */
const MAX_NAME = 4096;

/** True for a name that points out of its archive or is none: absolute, with a drive, `..` or NUL. */
export function isUnsafeName(name: string): boolean {
  if (name.length > MAX_NAME || name.includes('\0') || /^[a-z]:/iu.test(name)) return true;
  const parts = name.split(/[\\/]/u);
  return parts[0] === '' || parts.includes('..');
}

/** A safe name in one spelling: no `.` parts, no doubled slashes, no control characters. */
export function tidyName(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return printableName(parts.join('/')) || 'unnamed';
}

/** A name for a person to read, whatever is in it. */
export function printableName(name: string): string {
  return name.slice(0, MAX_NAME).replaceAll(CONTROLS, '\u{fffd}');
}

const CONTROLS = /\p{Cc}/gu;

/** Makes a name unique within one archive. */
export type Namer = (name: string) => string;

/**
 * Gives each member of one archive a name of its own: tar keeps every version of a file that was
 * appended twice, and all of them are evidence. The same archive always gives the same names.
 */
export function createNamer(): Namer {
  const used = new Set<string>();
  const turns = new Map<string, number>();
  return (name) => {
    let turn = turns.get(name) ?? 1;
    let unique = name;
    while (used.has(unique)) {
      turn += 1;
      unique = `${name} (${turn})`;
    }
    // Remembered, because an archive of nothing but one name would otherwise take quadratic time.
    if (turn > 1) turns.set(name, turn);
    used.add(unique);
    return unique;
  };
}
