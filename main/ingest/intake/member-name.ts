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

/** True for a name that points out of its archive: absolute, with a drive, `..` or NUL. */
export function isUnsafeName(name: string): boolean {
  if (name === '' || name.includes('\0') || /^[a-z]:/iu.test(name)) return true;
  const parts = name.split(/[\\/]/u);
  return parts[0] === '' || parts.includes('..');
}

/** A safe name in one spelling: no `.` parts, no doubled slashes, no control characters. */
export function tidyName(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
    .replaceAll(CONTROLS, '\u{fffd}');
}

/** A name for a person to read, whatever is in it. */
export function printableName(name: string): string {
  return name.replaceAll(CONTROLS, '\u{fffd}');
}

const CONTROLS = /\p{Cc}/gu;

/**
 * Gives each member of one archive a name of its own: tar keeps every version of a file that was
 * appended twice, and all of them are evidence. The same archive always gives the same names.
 */
export function createNamer(): (name: string) => string {
  const used = new Set<string>();
  return (name) => {
    let unique = name;
    for (let turn = 2; used.has(unique); turn += 1) unique = `${name} (${turn})`;
    used.add(unique);
    return unique;
  };
}
