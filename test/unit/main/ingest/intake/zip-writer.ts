import { crc32, deflateRawSync, zstdCompressSync } from 'node:zlib';

/** One member of a zip that a test writes; the odd fields make it hostile. */
export interface ZipPart {
  readonly name: string | Buffer;
  readonly content: Buffer;
  readonly method?: 0 | 8 | 93 | 97;
  readonly flags?: number;
  readonly crc?: number;
  readonly unixMode?: number;
  readonly zip64?: boolean;
  /** Written like a stream's: sizes and checksum stand behind the data, not before. */
  readonly follows?: boolean;
}

const ALL_ONES = 0xffffffff;

/** A zip with just what the parts say; members with `zip64` keep their sizes in the extra field. */
export function writeZip(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const table: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const written = writePart(part, offset);
    locals.push(written.local);
    table.push(written.entry);
    offset += written.local.length;
  }
  const directory = Buffer.concat(table);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function writePart(part: ZipPart, offset: number): { local: Buffer; entry: Buffer } {
  const name = Buffer.isBuffer(part.name) ? part.name : Buffer.from(part.name, 'utf8');
  const method = part.method ?? 8;
  const packed = pack(method, part.content);
  const crc = part.crc ?? crc32(part.content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(45, 0);
  const follows = part.follows === true;
  common.writeUInt16LE((part.flags ?? 0) | (follows ? 8 : 0), 2);
  common.writeUInt16LE(method, 4);
  common.writeUInt16LE(0x6000, 6);
  common.writeUInt16LE(0x5865, 8);
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(part.content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const descriptor = Buffer.concat([signature(0x08074b50), common.subarray(10, 22)]);
  const before = Buffer.from(common);
  if (follows) before.fill(0, 10, 22);
  const pieces = [signature(0x04034b50), before, name, packed, ...(follows ? [descriptor] : [])];
  const local = Buffer.concat(pieces);

  const extra = part.zip64 === true ? zip64Extra(part.content.length, packed.length, offset) : [];
  const central = Buffer.from(common);
  if (part.zip64 === true) {
    central.writeUInt32LE(ALL_ONES, 14);
    central.writeUInt32LE(ALL_ONES, 18);
  }
  const extraField = Buffer.concat(extra);
  central.writeUInt16LE(extraField.length, 24);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(((part.unixMode ?? 0) << 16) >>> 0, 6);
  rest.writeUInt32LE(part.zip64 === true ? ALL_ONES : offset, 10);
  const madeBy = Buffer.from([45, part.unixMode === undefined ? 0 : 3]);
  const entry = [signature(0x02014b50), madeBy, central, rest, name, extraField];
  return { local, entry: Buffer.concat(entry) };
}

function zip64Extra(size: number, packed: number, offset: number): Buffer[] {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(packed), 12);
  extra.writeBigUInt64LE(BigInt(offset), 20);
  return [extra];
}

function pack(method: number, content: Buffer): Buffer {
  if (method === 8) return deflateRawSync(content);
  return method === 93 ? zstdCompressSync(content) : content;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
