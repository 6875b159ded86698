import { Entry, parseExtraFields } from 'yauzl';
import { createBytes, takeExactly, type Bytes } from './bytes.ts';
import { describeEntry, type ZipMember } from './zip-member.ts';

const WINDOW = 64 * 1024;
const LOCAL_HEADER = Buffer.from('PK\x03\x04', 'latin1');
const DESCRIPTOR = Buffer.from('PK\x07\x08', 'latin1');
/** Bytes of a local header before its name, and of the longest data descriptor (APPNOTE 4.3.7, 4.3.9). */
const HEADER_LENGTH = 30;
const DESCRIPTOR_LENGTH = 24;
const SIZE_FOLLOWS = 0x8;
const ALL_ONES = 0xffffffff;

/**
 * Reads a zip that has lost its table (it stands at the end, so a copy that broke off has none) by the
 * headers before its members. A member's `packed` must be read before the next is asked for. The last
 * member may be cut short, which reading it tells.
 */
export async function* salvageZip(bytes: Bytes): AsyncGenerator<ZipMember> {
  while (await seekLocalHeader(bytes)) {
    const entry = await takeLocalHeader(bytes);
    if (entry === null) continue;
    const follows = (entry.generalPurposeBitFlag & SIZE_FOLLOWS) !== 0;
    const packed = follows ? untilDescriptor(bytes) : ofLength(bytes, entry.compressedSize);
    yield {
      ...describeEntry(entry),
      size: follows ? null : entry.uncompressedSize,
      crc: follows ? null : entry.crc32,
      packed,
    };
    while ((await packed.take(WINDOW)) !== null);
  }
}

/** Passes over everything before the next local header; false when there is none. */
async function seekLocalHeader(bytes: Bytes): Promise<boolean> {
  for (;;) {
    const window = await bytes.peek(WINDOW);
    const at = window.indexOf(LOCAL_HEADER);
    const isLast = window.length < WINDOW;
    const passed = at === -1 ? window.length - (isLast ? 0 : LOCAL_HEADER.length - 1) : at;
    await takeExactly(bytes, passed);
    if (at !== -1 || isLast) return at !== -1;
  }
}

/** Takes a local header; null when it is cut off or makes no sense. */
async function takeLocalHeader(bytes: Bytes): Promise<Entry | null> {
  const head = await takeExactly(bytes, HEADER_LENGTH);
  if (head.length < HEADER_LENGTH) return null;
  const nameLength = head.readUInt16LE(26);
  const rest = await takeExactly(bytes, nameLength + head.readUInt16LE(28));
  const fields = readExtraFields(rest.subarray(nameLength));
  if (fields === null) return null;
  const zip64 = fields.find(({ id }) => id === 1)?.data;
  const long = zip64 !== undefined && zip64.length >= 16 && head.readUInt32LE(22) === ALL_ONES;
  return Object.assign(new Entry(), {
    versionMadeBy: 0,
    externalFileAttributes: 0,
    generalPurposeBitFlag: head.readUInt16LE(6),
    compressionMethod: head.readUInt16LE(8),
    lastModFileTime: head.readUInt16LE(10),
    lastModFileDate: head.readUInt16LE(12),
    crc32: head.readUInt32LE(14),
    compressedSize: long ? Number(zip64.readBigUInt64LE(8)) : head.readUInt32LE(18),
    uncompressedSize: long ? Number(zip64.readBigUInt64LE(0)) : head.readUInt32LE(22),
    fileNameRaw: rest.subarray(0, nameLength),
    extraFields: fields,
  });
}

function readExtraFields(raw: Buffer): Entry['extraFields'] | null {
  try {
    return parseExtraFields(raw);
  } catch {
    return null;
  }
}

function ofLength(bytes: Bytes, length: number): Bytes {
  let left = length;
  return memberBytes(bytes, length, async () => {
    if (left === 0) return null;
    const piece = await bytes.take(left);
    left -= piece?.length ?? 0;
    return piece;
  });
}

/** The bytes before a data descriptor, which is known by naming just as many bytes as came before it. */
function untilDescriptor(bytes: Bytes): Bytes {
  let count = 0;
  let ended = false;
  return memberBytes(bytes, null, async () => {
    if (ended) return null;
    const window = await bytes.peek(WINDOW);
    const end = findDescriptor(window, count);
    const isLast = window.length < WINDOW;
    ended = end !== null || isLast;
    const length = end ?? (isLast ? window.length : WINDOW - DESCRIPTOR_LENGTH);
    count += length;
    return length === 0 ? null : takeExactly(bytes, length);
  });
}

function findDescriptor(window: Buffer, before: number): number | null {
  for (let from = 0; ; from += 1) {
    const at = window.indexOf(DESCRIPTOR, from);
    if (at === -1 || at + 12 > window.length) return null;
    if (window.readUInt32LE(at + 8) === (before + at) % 2 ** 32) return at;
    from = at;
  }
}

function memberBytes(bytes: Bytes, size: number | null, pull: () => Promise<Buffer | null>): Bytes {
  const before = bytes.consumed();
  return createBytes({
    size,
    onDisk: Math.min(size ?? 0, Math.max(0, bytes.onDisk - before)),
    access: null,
    consumed: () => bytes.consumed() - before,
    async close() {},
    pull,
  });
}
