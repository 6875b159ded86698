/** Types of values in binary XML ([MS-EVEN6] 2.2.12, libevtx "Value types"). */
export const TYPE = { null: 0x00, text: 0x01, binaryXml: 0x21, array: 0x80 } as const;

const TICKS_PER_SECOND = 10_000_000n;
/** Seconds from 1601 to 1970. */
const EPOCH_SECONDS = 11_644_473_600n;

type Read = (bytes: Buffer) => string;

const hex = (bytes: Buffer): string => bytes.toString('hex').toUpperCase();
const pad = (value: number | bigint, width: number): string => String(value).padStart(width, '0');

const READ: Readonly<Record<number, Read>> = {
  0x01: (bytes) => wide(bytes),
  0x02: (bytes) => bytes.toString('latin1').replace(/\0+$/, ''),
  0x03: (bytes) => String(bytes.readInt8(0)),
  0x04: (bytes) => String(bytes.readUInt8(0)),
  0x05: (bytes) => String(bytes.readInt16LE(0)),
  0x06: (bytes) => String(bytes.readUInt16LE(0)),
  0x07: (bytes) => String(bytes.readInt32LE(0)),
  0x08: (bytes) => String(bytes.readUInt32LE(0)),
  0x09: (bytes) => String(bytes.readBigInt64LE(0)),
  0x0a: (bytes) => String(bytes.readBigUInt64LE(0)),
  0x0b: (bytes) => String(bytes.readFloatLE(0)),
  0x0c: (bytes) => String(bytes.readDoubleLE(0)),
  0x0d: (bytes) => (bytes.readUInt32LE(0) === 0 ? 'false' : 'true'),
  0x0e: hex,
  0x0f: guid,
  0x10: (bytes) => hexNumber(bytes),
  0x11: fileTime,
  0x12: systemTime,
  0x13: securityId,
  0x14: (bytes) => hexNumber(bytes.subarray(0, 4)),
  0x15: (bytes) => hexNumber(bytes.subarray(0, 8)),
  0x20: hex,
  0x23: (bytes) => wide(bytes),
};

/** Bytes of one element of an array of a type; the others have no fixed size. */
const SIZE: Readonly<Record<number, number>> = {
  0x03: 1,
  0x04: 1,
  0x05: 2,
  0x06: 2,
  0x07: 4,
  0x08: 4,
  0x09: 8,
  0x0a: 8,
  0x0b: 4,
  0x0c: 8,
  0x0d: 4,
  0x0f: 16,
  0x11: 8,
  0x12: 16,
  0x14: 4,
  0x15: 8,
};

/** A value as Windows writes it in XML. Throws a RangeError when it is shorter than its type. */
export function valueText(type: number, bytes: Buffer): string {
  if (bytes.length === 0 || type === TYPE.null) return '';
  if ((type & TYPE.array) !== 0) return arrayText(type & ~TYPE.array, bytes);
  const read = READ[type];
  return read === undefined ? hex(bytes) : read(bytes);
}

/** Bytes that a value of this type takes where its size is not said; null: it is said, or not fixed. */
export function fixedSize(type: number): number | null {
  return SIZE[type] ?? null;
}

function arrayText(type: number, bytes: Buffer): string {
  if (type === TYPE.text) return wide(bytes).split('\0').join(', ');
  const size = SIZE[type];
  const read = READ[type];
  if (size === undefined || read === undefined) return hex(bytes);
  const parts: string[] = [];
  for (let at = 0; at + size <= bytes.length; at += size) {
    parts.push(read(bytes.subarray(at, at + size)));
  }
  return parts.join(', ');
}

function wide(bytes: Buffer): string {
  return bytes.toString('utf16le', 0, bytes.length & ~1).replace(/\0+$/, '');
}

function hexNumber(bytes: Buffer): string {
  const digits = Buffer.from(bytes).reverse().toString('hex').replace(/^0+/, '');
  return `0x${digits === '' ? '0' : digits}`;
}

function guid(bytes: Buffer): string {
  if (bytes.length < 16) throw new RangeError('a GUID is cut off');
  const part = (from: number, to: number): string =>
    hex(Buffer.from(bytes.subarray(from, to)).reverse());
  const rest = hex(bytes.subarray(8, 16));
  return `{${part(0, 4)}-${part(4, 6)}-${part(6, 8)}-${rest.slice(0, 4)}-${rest.slice(4)}}`;
}

/** All seven digits that Windows keeps. */
function fileTime(bytes: Buffer): string {
  const ticks = bytes.readBigUInt64LE(0);
  const seconds = ticks / TICKS_PER_SECOND - EPOCH_SECONDS;
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return String(ticks);
  return `${date.toISOString().slice(0, 19)}.${pad(ticks % TICKS_PER_SECOND, 7)}Z`;
}

function systemTime(bytes: Buffer): string {
  const [year, month, , day, hour, minute, second, milli] = Array.from({ length: 8 }, (_, index) =>
    bytes.readUInt16LE(index * 2),
  );
  const date = `${pad(year ?? 0, 4)}-${pad(month ?? 0, 2)}-${pad(day ?? 0, 2)}`;
  const time = `${pad(hour ?? 0, 2)}:${pad(minute ?? 0, 2)}:${pad(second ?? 0, 2)}`;
  return `${date}T${time}.${pad(milli ?? 0, 3)}Z`;
}

function securityId(bytes: Buffer): string {
  const count = bytes.readUInt8(1);
  let text = `S-${bytes.readUInt8(0)}-${bytes.readUIntBE(2, 6)}`;
  for (let i = 0; i < count; i++) text += `-${bytes.readUInt32LE(8 + i * 4)}`;
  return text;
}
