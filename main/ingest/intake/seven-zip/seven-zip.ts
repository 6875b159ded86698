import { crc32 } from 'node:zlib';
import { Failure } from '#shared/model/failure.ts';
import { createBytes, type Bytes, type RandomAccess } from '../bytes.ts';
import { FrameError, type Codec } from '../codecs/codec.ts';
import { isCipher, methodName, sevenZipCodec } from '../codecs/seven-zip-codecs.ts';
import { decompressed } from '../decompress.ts';
import { READ_SIZE } from '../disk-file.ts';
import {
  archiveDamaged,
  archiveTruncated,
  archiveUnsupported,
  memberEncrypted,
} from '../refusals.ts';
import type { Work } from '../work.ts';
import { readTable, type Folder, type Table, type TableFile } from './table.ts';
import { TableError } from './table-reader.ts';

/** One member of a 7z archive; `bytes` can be read until the next member is asked for. */
export interface SevenZipMember {
  readonly kind: 'file' | 'folder' | 'link' | 'encrypted' | 'unsupported';
  readonly name: string;
  readonly mtimeUs: number;
  readonly size: number;
  readonly crc: number | null;
  /** What it is packed with, for who cannot read it. */
  readonly method: string;
  readonly bytes: Bytes;
}

interface Archive {
  readonly access: RandomAccess;
  readonly path: string;
  /** Bytes on disk for one byte of the archive. */
  readonly share: number;
  readonly work: Work;
}

/** Signature, version, and where the table is (7zFormat.txt, "SignatureHeader"). */
const SIGNATURE = 32;
/** A table of 100,000 members takes a fifth. */
const MOST_TABLE = 64 * 1024 * 1024;
/** Tables that are packed in tables. */
const MOST_PACKED = 4;
const UNIX_EXTENSION = 0x8000;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;
const REPARSE_POINT = 0x400;
const FOLDER_METHODS = ' with ';

/**
 * Reads a 7z archive member by member, in the order of its table; what the caller leaves of a member is passed over, and
 * of a solid archive unpacked only when a later one is read. What is wrong with the archive comes as a `Failure` in its
 * place, except CANCELLED, which is thrown. Our own over the codecs that are here anyway: the libraries of npm are
 * 7-Zip itself (LGPL), or unpack everything into memory before the first byte comes out.
 */
export async function* readSevenZip(archive: Archive): AsyncGenerator<SevenZipMember | Failure> {
  const { path } = archive;
  let table: Table;
  try {
    table = await tableOf(archive);
  } catch (error) {
    if (error instanceof Failure) {
      if (error.code === 'CANCELLED') throw error;
      yield error;
    } else if (error instanceof TableError || error instanceof FrameError) {
      yield archiveDamaged(path, 'its table of contents makes no sense', NOTHING);
    } else throw error;
    return;
  }
  const parts = table.folders.flatMap((folder) => partsOf(folder));
  let next = 0;
  let open: OpenFolder | null = null;
  try {
    for (const file of table.files) {
      const part = file.hasStream ? parts[next++] : undefined;
      if (part === undefined) {
        yield memberOf(file, path, null, emptyBytes());
        continue;
      }
      if (open?.folder !== part.folder) {
        await open?.bytes.close();
        open = new OpenFolder(part.folder, archive);
      }
      yield memberOf(file, path, part, open.part(part));
    }
  } finally {
    await open?.bytes.close();
  }
}

const NOTHING = 'Nothing of it could be read.';

/** Where the bytes of a member stand. */
interface Part {
  readonly folder: Folder;
  /** In what its folder unpacks to. */
  readonly start: number;
  readonly size: number;
  readonly crc: number | null;
}

function partsOf(folder: Folder): Part[] {
  let start = 0;
  return folder.parts.map(({ size, crc }) => {
    const part = { folder, start, size, crc };
    start += size;
    return part;
  });
}

function memberOf(file: TableFile, path: string, part: Part | null, bytes: Bytes): SevenZipMember {
  const { mtimeUs } = file;
  // An archive of one nameless stream is called like it.
  const name = file.name || (/([^/\\]*?)(?:\.7z)?$/iu.exec(path)?.[1] ?? '');
  const method =
    part === null ? '' : part.folder.coders.map(({ id }) => methodName(id)).join(FOLDER_METHODS);
  const facts = { name, mtimeUs, size: part?.size ?? 0, crc: part?.crc ?? null, method, bytes };
  return { ...facts, kind: kindOf(file, part) };
}

function kindOf({ isFolder, attributes }: TableFile, part: Part | null): SevenZipMember['kind'] {
  const mode = (attributes & UNIX_EXTENSION) === 0 ? 0 : attributes >>> 16;
  if ((mode & FILE_TYPE) === SYMBOLIC_LINK || (attributes & REPARSE_POINT) !== 0) return 'link';
  if (isFolder) return 'folder';
  if (part === null) return 'file';
  if (part.folder.coders.some(({ id }) => isCipher(id))) return 'encrypted';
  return codecOf(part.folder) === null ? 'unsupported' : 'file';
}

/** Null: what it is packed with is not known. Programs are packed with a filter before the method; logs are not. */
function codecOf({ coders, streams }: Folder): Codec | null {
  const [coder] = coders;
  if (coder === undefined || coders.length > 1 || streams > 1) return null;
  return sevenZipCodec(coder.id, coder.properties);
}

/** A folder that is being unpacked, for one member of it after the other. */
class OpenFolder {
  readonly folder: Folder;
  readonly bytes: Bytes;
  private readonly path: string;
  private turn = 0;

  constructor(folder: Folder, archive: Archive) {
    this.folder = folder;
    this.path = archive.path;
    this.bytes = unpackedFolder(folder, archive) ?? emptyBytes();
  }

  part({ start, size }: Part): Bytes {
    const turn = ++this.turn;
    const { bytes } = this;
    const before = bytes.consumed();
    const share = size / Math.max(1, this.folder.size);
    let given = 0;
    return createBytes({
      size,
      onDisk: Math.round(bytes.onDisk * share),
      access: null,
      consumed: () => bytes.consumed() - before,
      async close() {},
      pull: async () => {
        if (turn !== this.turn) throw new Error('read of a 7z member that was passed');
        await this.passTo(start);
        if (given === size) return null;
        const piece = await bytes.take(Math.min(READ_SIZE, size - given));
        if (piece === null)
          throw archiveTruncated(this.path, `${given} of this member's ${size} bytes are kept.`);
        given += piece.length;
        return piece;
      },
    });
  }

  private async passTo(start: number): Promise<void> {
    while (this.bytes.taken() < start) {
      const left = start - this.bytes.taken();
      if ((await this.bytes.take(Math.min(READ_SIZE, left))) === null) return;
    }
  }
}

/** What a folder unpacks to; null: what it is packed with is not known. */
function unpackedFolder(folder: Folder, archive: Archive): Bytes | null {
  const codec = codecOf(folder);
  if (codec === null) return null;
  const { path, work } = archive;
  return decompressed(packedBytes(folder, archive), codec, path, work, folder.size);
}

function packedBytes({ start, packed }: Folder, { access, share }: Archive): Bytes {
  let done = 0;
  return createBytes({
    size: packed,
    onDisk: Math.round(packed * share),
    access: null,
    consumed: (taken) => Math.round(taken * share),
    async close() {},
    async pull() {
      if (done >= packed) return null;
      const piece = await access.readAt(
        SIGNATURE + start + done,
        Math.min(READ_SIZE, packed - done),
      );
      done += piece.length;
      return piece.length === 0 ? null : piece;
    },
  });
}

/** The table at the archive's end. Throws `Failure`, `TableError`, `FrameError`. */
async function tableOf(archive: Archive): Promise<Table> {
  const { access, path } = archive;
  const head = await access.readAt(0, SIGNATURE);
  if (head.length < SIGNATURE) throw archiveTruncated(path, NOTHING);
  if (crc32(head.subarray(12)) !== head.readUInt32LE(8)) {
    throw archiveDamaged(path, 'where its table of contents is makes no sense', NOTHING);
  }
  const [offset, size] = [head.readBigUInt64LE(12), head.readBigUInt64LE(20)];
  // While it is written the place of the table is zero.
  if (size === 0n && access.size > SIGNATURE) throw archiveTruncated(path, NOTHING);
  if (size === 0n) return { folders: [], files: [] };
  // The table stands behind everything else.
  if (BigInt(SIGNATURE) + offset + size > BigInt(access.size))
    throw archiveTruncated(path, NOTHING);
  if (size > MOST_TABLE) throw new TableError('size');
  let bytes = await access.readAt(SIGNATURE + Number(offset), Number(size));
  if (crc32(bytes) !== head.readUInt32LE(28)) throw new TableError('checksum');
  for (let packed = 0; packed <= MOST_PACKED; packed++) {
    const table = readTable(bytes);
    if (!table.isPacked) return table;
    bytes = await unpackedTable(table, archive);
  }
  throw new TableError('packed');
}

async function unpackedTable({ folders: [folder] }: Table, archive: Archive): Promise<Buffer> {
  const { path } = archive;
  if (folder === undefined || folder.size > MOST_TABLE) throw new TableError('size');
  if (folder.coders.some(({ id }) => isCipher(id))) throw memberEncrypted(path);
  const bytes = unpackedFolder(folder, archive);
  if (bytes === null) {
    const methods = folder.coders.map(({ id }) => methodName(id)).join(FOLDER_METHODS);
    throw archiveUnsupported(path, `an archive whose table is packed with ${methods}`);
  }
  try {
    const pieces: Buffer[] = [];
    let length = 0;
    while (length < folder.size) {
      const piece = await bytes.take(folder.size - length);
      if (piece === null) throw new TableError('cut');
      pieces.push(piece);
      length += piece.length;
    }
    const whole = Buffer.concat(pieces);
    if (folder.crc !== null && crc32(whole) !== folder.crc) throw new TableError('checksum');
    return whole;
  } finally {
    await bytes.close();
  }
}

function emptyBytes(): Bytes {
  return createBytes({
    size: 0,
    onDisk: 0,
    access: null,
    consumed: () => 0,
    async close() {},
    pull: () => Promise.resolve(null),
  });
}
