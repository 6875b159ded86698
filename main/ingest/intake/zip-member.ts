import type { Entry } from 'yauzl';
import type { Bytes } from './bytes.ts';
import { zipMemberName } from './member-name.ts';

/** One member of a zip. */
export interface ZipMember {
  readonly kind: 'file' | 'folder' | 'link' | 'encrypted';
  readonly name: string;
  /** APPNOTE 4.4.5: 0 stored, 8 deflate, 93 zstd, others. */
  readonly method: number;
  /** Null where only the member's end tells. */
  readonly size: number | null;
  readonly crc: number | null;
  readonly mtimeUs: number;
  /** The member's bytes as they stand in the archive, still compressed. */
  readonly packed: Bytes;
}

/** What a header says about its member, but for sizes and bytes. */
export function describeEntry(
  entry: Entry,
): Pick<ZipMember, 'kind' | 'name' | 'method' | 'mtimeUs'> {
  const name = zipMemberName(entry);
  return {
    kind: kindOf(entry, name),
    name,
    method: entry.compressionMethod,
    mtimeUs: mtimeOf(entry),
  };
}

const UNIX = 3;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

function kindOf(entry: Entry, name: string): ZipMember['kind'] {
  if (name.endsWith('/')) return 'folder';
  if (entry.isEncrypted()) return 'encrypted';
  const mode = entry.externalFileAttributes >>> 16;
  const isUnix = entry.versionMadeBy >>> 8 === UNIX;
  return isUnix && (mode & FILE_TYPE) === SYMBOLIC_LINK ? 'link' : 'file';
}

const DOS_SECOND_DAY = Date.UTC(1980, 0, 2) * 1000;

/**
 * DOS times have no zone; read as UTC, so that every machine reads the same. 0 for their first day, which
 * writers put when they know none.
 */
function mtimeOf(entry: Entry): number {
  const us = entry.getLastModDate({ timezone: 'UTC' }).getTime() * 1000;
  return us >= DOS_SECOND_DAY ? us : 0;
}
