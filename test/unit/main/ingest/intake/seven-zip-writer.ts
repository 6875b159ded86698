import { crc32, deflateRawSync } from 'node:zlib';

export interface SevenZipEntry {
  readonly name: string;
  /** Null: a folder. */
  readonly content: Buffer | null;
  readonly mtimeUs?: number | undefined;
  readonly attributes?: number;
}

interface Options {
  /** Members of one folder; 1: each has its own. */
  readonly solid: number;
  readonly method: 'copy' | 'deflate';
  /** The table is packed itself. */
  readonly packTable: boolean;
}

/** A 7z archive (7zFormat.txt of the LZMA SDK), written by other ways than those that it is read by. */
export function writeSevenZip(entries: readonly SevenZipEntry[], options: Options): Buffer {
  const full = entries.flatMap(({ content }) =>
    content === null || content.length === 0 ? [] : [content],
  );
  const groups: Buffer[][] = [];
  for (let i = 0; i < full.length; i += options.solid)
    groups.push(full.slice(i, i + options.solid));
  const packed = groups.map((group) => pack(Buffer.concat(group), options.method));
  const table = Buffer.concat([
    Buffer.from([0x01]),
    ...(groups.length === 0
      ? []
      : [Buffer.from([0x04]), streamsInfo(0, groups, packed, options.method)]),
    Buffer.from([0x05]),
    filesInfo(entries),
    Buffer.from([0]),
  ]);
  const body = Buffer.concat(packed);
  if (!options.packTable) return withHead(body, table);
  const packedTable = pack(table, 'deflate');
  const encoded = streamsInfo(body.length, [[table]], [packedTable], 'deflate');
  return withHead(
    Buffer.concat([body, packedTable]),
    Buffer.concat([Buffer.from([0x17]), encoded]),
  );
}

/** The signature header before packed bytes and a table. */
export function withHead(body: Buffer, table: Buffer): Buffer {
  const place = Buffer.alloc(20);
  place.writeBigUInt64LE(BigInt(body.length), 0);
  place.writeBigUInt64LE(BigInt(table.length), 8);
  place.writeUInt32LE(crc32(table), 16);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(place));
  return Buffer.concat([Buffer.from('377abcaf271c0004', 'hex'), sum, place, body, table]);
}

function pack(content: Buffer, method: Options['method']): Buffer {
  return method === 'copy' ? content : deflateRawSync(content);
}

function streamsInfo(
  start: number,
  groups: readonly Buffer[][],
  packed: readonly Buffer[],
  method: Options['method'],
): Buffer {
  const coder = method === 'copy' ? [1, 1, 0] : [1, 3, 4, 1, 8];
  const sizes = groups.flatMap((group) => group.slice(0, -1).map(({ length }) => number(length)));
  return Buffer.concat([
    Buffer.from([0x06]),
    number(start),
    number(packed.length),
    Buffer.from([0x09]),
    ...packed.map(({ length }) => number(length)),
    Buffer.from([0, 0x07, 0x0b]),
    number(groups.length),
    Buffer.from([0]),
    ...groups.map(() => Buffer.from(coder)),
    Buffer.from([0x0c]),
    ...groups.map((group) => number(Buffer.concat(group).length)),
    Buffer.from([0, 0x08, 0x0d]),
    ...groups.map((group) => number(group.length)),
    Buffer.from([0x09]),
    ...sizes,
    Buffer.from([0x0a, 1]),
    ...groups.flat().map((content) => uint32(crc32(content))),
    Buffer.from([0, 0]),
  ]);
}

function filesInfo(entries: readonly SevenZipEntry[]): Buffer {
  const empty = entries.map(({ content }) => content === null || content.length === 0);
  const files = entries.filter((_, i) => empty[i]).map(({ content }) => content !== null);
  const times = entries.map(({ mtimeUs }) => mtimeUs !== undefined);
  const filetimes = entries.flatMap(({ mtimeUs }) =>
    mtimeUs === undefined ? [] : [filetime(mtimeUs)],
  );
  const names = Buffer.concat(entries.map(({ name }) => Buffer.from(`${name}\0`, 'utf16le')));
  const attributes = Buffer.concat(entries.map(({ attributes: flags = 0 }) => uint32(flags)));
  return Buffer.concat([
    number(entries.length),
    property(0x0e, bits(empty)),
    property(0x0f, bits(files)),
    property(0x11, Buffer.concat([Buffer.from([0]), names])),
    property(0x14, Buffer.concat([Buffer.from([0]), bits(times), Buffer.from([0]), ...filetimes])),
    property(0x15, Buffer.concat([Buffer.from([1, 0]), attributes])),
    property(0x19, Buffer.alloc(3)),
    Buffer.from([0]),
  ]);
}

function property(id: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([id]), number(data.length), data]);
}

/** In as few bytes as it takes, the high ones in the first. */
export function number(value: number): Buffer {
  let rest = BigInt(value);
  const low: number[] = [];
  while (rest >= 1n << BigInt(7 - low.length) && low.length < 8) {
    low.push(Number(rest & 0xffn));
    rest >>= 8n;
  }
  const ones = low.length === 0 ? 0 : 0xff & ~(0xff >>> low.length);
  return Buffer.from([ones | Number(rest), ...low]);
}

function bits(values: readonly boolean[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(values.length / 8));
  for (const [i, is] of values.entries())
    if (is) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (0x80 >> (i & 7));
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function filetime(us: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(us) * 10n + 116_444_736_000_000_000n);
  return bytes;
}
