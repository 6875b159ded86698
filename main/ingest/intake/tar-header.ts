/** Tar comes in blocks of this many bytes. */
export const TAR_BLOCK = 512;

/** What a tar header says (POSIX.1-1988 ustar, GNU and the older v7 layout, which agree on these fields). */
export interface TarHeader {
  readonly name: string;
  /** Bytes of content that follow, padded to whole blocks. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** The type flag: '0' file, '1' and '2' links, '5' folder, 'x' pax, 'L' GNU long name, and so on. */
  readonly type: string;
}

/** True when `block` starts with a tar header: a whole block whose checksum is right. */
export function isTarHeader(block: Buffer): boolean {
  if (block.length < TAR_BLOCK || isZeroBlock(block)) return false;
  return octal(block, 148, 8) === checksum(block);
}

export function isZeroBlock(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

/** Reads a header whose checksum is right; null when its fields make no sense. */
export function readTarHeader(block: Buffer): TarHeader | null {
  const size = numeric(block, 124, 12);
  const mtime = numeric(block, 136, 12) ?? 0;
  if (size === null) return null;
  const flag = block[156] ?? 0;
  const short = text(block, 0, 100);
  // GNU keeps other things where ustar has the prefix, and says so by a blank after the magic.
  const isUstar = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? text(block, 345, 155) : '';
  const name = prefix === '' ? short : `${prefix}/${short}`;
  const type = flag === 0 ? '0' : String.fromCharCode(flag);
  return { name, size, mtime, type: type === '0' && name.endsWith('/') ? '5' : type };
}

/** The `key=value` records of a pax header (POSIX.1-2001, "%d %s=%s\n"); stops at the first bad one. */
export function readPax(body: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < body.length) {
    const blank = body.indexOf(0x20, at);
    const length = blank === -1 ? Number.NaN : Number(body.toString('latin1', at, blank));
    if (!Number.isSafeInteger(length) || length <= blank - at || at + length > body.length) break;
    const record = body.toString('utf8', blank + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

/** Sum of all bytes, with the checksum field itself counted as blanks. */
function checksum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let i = 0; i < TAR_BLOCK; i += 1) if (i < 148 || i >= 156) sum += block[i] ?? 0;
  return sum;
}

function octal(block: Buffer, start: number, length: number): number | null {
  const digits = text(block, start, length).trim();
  if (digits === '') return 0;
  return /^[0-7]+$/u.test(digits) ? Number.parseInt(digits, 8) : null;
}

/** A number in octal, or in GNU's base 256 when the first bit is set; null when it is neither. */
function numeric(block: Buffer, start: number, length: number): number | null {
  const first = block[start] ?? 0;
  if (first < 0x80) return octal(block, start, length);
  if (first !== 0x80) return null;
  let value = 0;
  for (let i = start + 1; i < start + length; i += 1) value = value * 256 + (block[i] ?? 0);
  return Number.isSafeInteger(value) ? value : null;
}

function text(block: Buffer, start: number, length: number): string {
  const end = block.indexOf(0, start);
  return block.toString('utf8', start, end === -1 ? start + length : Math.min(end, start + length));
}
