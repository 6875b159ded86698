import { TableError, TableReader } from './table-reader.ts';

/** One method that the bytes of a folder go through. */
export interface Coder {
  /** Its id, in hexadecimal. */
  readonly id: string;
  readonly properties: Buffer;
}

/** Bytes that were packed as one run: one member's, or those of many, one behind the other ("solid"). */
export interface Folder {
  readonly coders: readonly Coder[];
  /** Where its packed bytes begin, behind the signature header, and how many they are; of the first stream, if many. */
  readonly start: number;
  readonly packed: number;
  readonly streams: number;
  readonly size: number;
  readonly crc: number | null;
  /** Its members' parts. */
  readonly parts: readonly { readonly size: number; readonly crc: number | null }[];
}

export interface TableFile {
  readonly name: string;
  /** Whether it has bytes in a folder: the next part in order. */
  readonly hasStream: boolean;
  readonly isFolder: boolean;
  /** Microseconds since 1970; 0: not told. */
  readonly mtimeUs: number;
  /** Attributes of Windows, with those of Unix above them. */
  readonly attributes: number;
}

export interface Table {
  readonly folders: readonly Folder[];
  readonly files: readonly TableFile[];
}

/** Ids of the table's parts (7zFormat.txt, "Property IDs"). */
const ID = {
  end: 0x00,
  header: 0x01,
  archiveProperties: 0x02,
  additionalStreams: 0x03,
  mainStreams: 0x04,
  files: 0x05,
  packInfo: 0x06,
  unpackInfo: 0x07,
  subStreams: 0x08,
  size: 0x09,
  crc: 0x0a,
  folder: 0x0b,
  unpackSize: 0x0c,
  numUnpackStream: 0x0d,
  emptyStream: 0x0e,
  emptyFile: 0x0f,
  names: 0x11,
  mtime: 0x14,
  attributes: 0x15,
  encodedHeader: 0x17,
} as const;

const MOST_CODERS = 32;

/** Reads a table, or the folders that the real one is packed in. Throws `TableError`. */
export function readTable(bytes: Buffer): Table & { readonly isPacked: boolean } {
  const reader = new TableReader(bytes);
  const kind = reader.byte();
  if (kind === ID.encodedHeader) return { folders: readStreams(reader), files: [], isPacked: true };
  if (kind !== ID.header) throw new TableError('kind');
  let folders: readonly Folder[] = [];
  let files: readonly TableFile[] = [];
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    if (id === ID.archiveProperties) passProperties(reader);
    else if (id === ID.additionalStreams) readStreams(reader);
    else if (id === ID.mainStreams) folders = readStreams(reader);
    else if (id === ID.files) files = readFiles(reader);
    else throw new TableError('part');
  }
  const parts = folders.reduce((sum, folder) => sum + folder.parts.length, 0);
  if (parts !== files.filter(({ hasStream }) => hasStream).length) throw new TableError('parts');
  return { folders, files, isPacked: false };
}

function passProperties(reader: TableReader): void {
  while (reader.byte() !== ID.end) reader.take(reader.number());
}

function readStreams(reader: TableReader): Folder[] {
  let packs: { start: number; size: number }[] = [];
  let folders: Folder[] = [];
  let hasParts = false;
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    if (id === ID.packInfo) packs = readPacks(reader);
    else if (id === ID.unpackInfo) folders = readFolders(reader, packs);
    else if (id === ID.subStreams && !hasParts) {
      folders = readParts(reader, folders);
      hasParts = true;
    } else throw new TableError('part');
  }
  return folders;
}

function readPacks(reader: TableReader): { start: number; size: number }[] {
  let start = reader.number();
  const count = reader.count(8);
  const packs: { start: number; size: number }[] = [];
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    if (id === ID.size) {
      for (let i = 0; i < count; i++) {
        const size = reader.number();
        packs.push({ start, size });
        start += size;
      }
    } else if (id === ID.crc) reader.digests(count);
    else throw new TableError('part');
  }
  return packs;
}

/** How the coders of a folder are joined; what comes out of it is the one stream that goes into no other. */
interface Plan {
  readonly coders: readonly Coder[];
  readonly outputs: number;
  readonly streams: number;
  readonly last: number;
}

function readFolders(
  reader: TableReader,
  packs: readonly { start: number; size: number }[],
): Folder[] {
  reader.expect(ID.folder);
  const count = reader.count(16);
  if (reader.byte() !== 0) throw new TableError('external');
  const plans = Array.from({ length: count }, () => readPlan(reader));
  reader.expect(ID.unpackSize);
  const sizes = plans.map(({ outputs, last }) => {
    const all = Array.from({ length: outputs }, () => reader.number());
    return all[last] ?? 0;
  });
  let crcs: (number | null)[] = [];
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    if (id !== ID.crc) throw new TableError('part');
    crcs = reader.digests(count);
  }
  let next = 0;
  return plans.map(({ coders, streams }, i) => {
    const pack = packs[next];
    next += streams;
    if (pack === undefined || next > packs.length) throw new TableError('packs');
    const [size, crc] = [sizes[i] ?? 0, crcs[i] ?? null];
    const { start } = pack;
    return { coders, streams, start, packed: pack.size, size, crc, parts: [{ size, crc }] };
  });
}

function readPlan(reader: TableReader): Plan {
  const count = reader.number();
  if (count < 1 || count > MOST_CODERS) throw new TableError('coders');
  const coders: Coder[] = [];
  let [inputs, outputs] = [0, 0];
  for (let i = 0; i < count; i++) {
    const flags = reader.byte();
    const id = reader.take(flags & 0x0f).toString('hex');
    const isComplex = (flags & 0x10) !== 0;
    inputs += isComplex ? reader.number() : 1;
    outputs += isComplex ? reader.number() : 1;
    if (inputs > MOST_CODERS || outputs > MOST_CODERS) throw new TableError('coders');
    const properties = (flags & 0x20) === 0 ? Buffer.alloc(0) : reader.take(reader.number());
    coders.push({ id, properties });
  }
  const bound = Array.from({ length: outputs - 1 }, () => {
    reader.number();
    return reader.number();
  });
  const streams = inputs - bound.length;
  if (streams < 1) throw new TableError('streams');
  if (streams > 1) for (let i = 0; i < streams; i++) reader.number();
  const last = Array.from({ length: outputs }, (_, i) => i).find((i) => !bound.includes(i)) ?? 0;
  return { coders, outputs, streams, last };
}

function readParts(reader: TableReader, folders: readonly Folder[]): Folder[] {
  let counts = folders.map(() => 1);
  let id = reader.byte();
  if (id === ID.numUnpackStream) {
    counts = folders.map(() => reader.count(0));
    id = reader.byte();
  }
  const told = id === ID.size;
  const sizes = folders.map(({ size }, i) => {
    const count = counts[i] ?? 0;
    if (count === 0) return [];
    if (count > 1 && !told) throw new TableError('sizes');
    if (count - 1 > reader.left()) throw new TableError('count');
    const parts = Array.from({ length: count - 1 }, () => reader.number());
    // The last has what is left.
    const rest = parts.reduce((left, part) => left - part, size);
    if (rest < 0) throw new TableError('sizes');
    return [...parts, rest];
  });
  if (told) id = reader.byte();
  const isKnown = (folder: Folder, i: number): boolean => counts[i] === 1 && folder.crc !== null;
  let crcs: (number | null)[] = [];
  for (; id !== ID.end; id = reader.byte()) {
    if (id !== ID.crc) throw new TableError('part');
    const missing = folders.reduce((n, f, i) => n + (isKnown(f, i) ? 0 : (counts[i] ?? 0)), 0);
    crcs = reader.digests(missing);
  }
  let next = 0;
  return folders.map((folder, i) => ({
    ...folder,
    parts: (sizes[i] ?? []).map((size) => ({
      size,
      crc: isKnown(folder, i) ? folder.crc : (crcs[next++] ?? null),
    })),
  }));
}

/** 100-nanosecond steps from 1601 to 1970. */
const EPOCH = 116_444_736_000_000_000n;
const FOLDER_ATTRIBUTE = 0x10;

function readFiles(reader: TableReader): TableFile[] {
  const count = reader.count(1);
  let empty: boolean[] = [];
  let emptyFiles: boolean[] = [];
  let names: string[] = [];
  let times: (number | null)[] = [];
  let attributes: (number | null)[] = [];
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    const part = new TableReader(reader.take(reader.number()));
    if (id === ID.emptyStream) empty = part.bits(count);
    else if (id === ID.emptyFile) emptyFiles = part.bits(empty.filter(Boolean).length);
    else if (id === ID.names) names = readNames(inside(part), count);
    else if (id === ID.mtime) {
      const defined = part.defined(count);
      inside(part);
      times = defined.map((is) => (is ? microseconds(part.take(8).readBigUInt64LE(0)) : null));
    } else if (id === ID.attributes) {
      const defined = part.defined(count);
      inside(part);
      attributes = defined.map((is) => (is ? part.uint32() : null));
    }
  }
  let seen = 0;
  return Array.from({ length: count }, (_, i) => {
    const isEmpty = empty[i] ?? false;
    const isEmptyFile = isEmpty && (emptyFiles[seen++] ?? false);
    const flags = attributes[i] ?? 0;
    return {
      name: names[i] ?? '',
      hasStream: !isEmpty,
      isFolder: (isEmpty && !isEmptyFile) || (flags & FOLDER_ATTRIBUTE) !== 0,
      mtimeUs: times[i] ?? 0,
      attributes: flags,
    };
  });
}

/** Passes the byte that says whether something stands in another stream, which nobody writes. */
function inside(part: TableReader): TableReader {
  if (part.byte() !== 0) throw new TableError('external');
  return part;
}

/** UTF-16LE, each with a zero behind it. */
function readNames(part: TableReader, count: number): string[] {
  const names = part.take(part.left()).toString('utf16le').split('\0');
  if (names.length !== count + 1) throw new TableError('names');
  return names.slice(0, count);
}

function microseconds(filetime: bigint): number {
  return filetime < EPOCH ? 0 : Number((filetime - EPOCH) / 10n);
}
