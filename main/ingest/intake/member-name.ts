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

/** Absolute, with a drive, or with `..`. */
const POINTS_OUT = /^[\\/]|^[a-z]:|(?:^|[\\/])\.\.(?:[\\/]|$)/iu;

/**
 * A name that lies in its archive, in one spelling: no `.` or `..` parts, no root, a drive as a folder, no doubled slashes,
 * no control characters. Nothing is unpacked to disk, so a name is a label: `zip -r x.zip ../logs` and `tar -P` write
 * names that point out, and what has one is evidence as the rest is.
 */
export function tidyName(name: string): string {
  const within = POINTS_OUT.test(name)
    ? name.replaceAll('\\', '/').replace(/^([a-z]):/iu, '$1/')
    : name;
  const parts = within.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
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
