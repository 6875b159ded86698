import { isTarHeader } from './tar-header.ts';

/** Kinds of compression around one run of bytes. */
export type Compression = 'gzip' | 'zstd' | 'bzip2' | 'xz' | 'lzma' | 'lz4';

/** What a run of bytes is, by its first bytes; the extension has no say. */
export type Content =
  | { readonly kind: Compression | 'zip' | '7z' | 'tar' | 'case' | 'plain' }
  | { readonly kind: 'unsupported'; readonly name: string };

/** Bytes that `contentOf` looks at: a whole tar header. */
export const HEAD_LENGTH = 512;

const CASE_MAGIC = 'EIQ';
/** 7zFormat.txt of the LZMA SDK. */
const SEVEN_ZIP_MAGIC = Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]);

/** Archives and compressions that people drop and that are not read; each is named, never shown as noise. */
const UNSUPPORTED: readonly { readonly magic: Buffer; readonly name: string }[] = [
  { magic: Buffer.from('Rar!\x1a\x07', 'latin1'), name: 'a RAR archive' },
  { magic: Buffer.from('MSCF\0\0\0\0', 'latin1'), name: 'a Windows cabinet' },
];

/** Names what starts with `head` (give `HEAD_LENGTH` bytes, or all there are). */
export function contentOf(head: Buffer): Content {
  const compression = COMPRESSIONS.find(({ is }) => is(head));
  if (compression !== undefined) return { kind: compression.kind };
  if (isZip(head)) return { kind: 'zip' };
  if (head.subarray(0, 6).equals(SEVEN_ZIP_MAGIC)) return { kind: '7z' };
  if (isCase(head)) return { kind: 'case' };
  if (isTarHeader(head)) return { kind: 'tar' };
  const other = UNSUPPORTED.find(({ magic }) => head.subarray(0, magic.length).equals(magic));
  return other === undefined ? { kind: 'plain' } : { kind: 'unsupported', name: other.name };
}

/** RFC 1952 2.3.1: magic, method deflate, and the three flag bits that must be zero. */
export function isGzip(head: Buffer): boolean {
  const looks = head[0] === 0x1f && head[1] === 0x8b;
  if (!looks || head.length < 4) return looks && (head[2] ?? 8) === 8;
  return head[2] === 8 && ((head[3] ?? 0) & 0xe0) === 0;
}

/** RFC 8878 3.1: a frame's magic, or a skippable frame's (pzstd and seekable files start with one). */
export function isZstd(head: Buffer): boolean {
  if (isSkippable(head)) return head.length < 8 || !isLz4(behindSkippable(head));
  return head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528;
}

function behindSkippable(head: Buffer): Buffer {
  return head.subarray(8 + head.readUInt32LE(4));
}

/** A frame without content; zstd and LZ4 have the same ones. */
export function isSkippable(head: Buffer): boolean {
  return head.length >= 4 && (head.readUInt32LE(0) & 0xfffffff0) >>> 0 === 0x184d2a50;
}

/** A frame's magic (lz4_Frame_format.md), or a legacy frame's. */
export function isLz4(head: Buffer): boolean {
  if (head.length < 4) return false;
  const magic = head.readUInt32LE(0);
  return magic === 0x184d2204 || magic === LZ4_LEGACY_MAGIC;
}

export const LZ4_LEGACY_MAGIC = 0x184c2102;

/** xz file format 2.1.1.1. */
export function isXz(head: Buffer): boolean {
  return head.subarray(0, 6).equals(XZ_MAGIC);
}

const XZ_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);

/**
 * `.lzma` has no magic: as XZ Utils does, a dictionary of 2^n or 2^n + 2^(n-1) bytes and a size that is
 * unknown or below 256 GiB; and the properties that everybody leaves as they are.
 */
function isLzma(head: Buffer): boolean {
  if (head.length < 18 || head[0] !== 0x5d || head[13] !== 0) return false;
  const dictionary = head.readUInt32LE(1);
  const power = 2 ** Math.floor(Math.log2(dictionary));
  if (dictionary < 4096 || (dictionary !== power && dictionary !== power * 1.5)) return false;
  const size = head.readBigUInt64LE(5);
  return size === 2n ** 64n - 1n || size < 2n ** 38n;
}

/** PKWARE APPNOTE 4.3: a local header, or the end record of an empty archive. */
function isZip(head: Buffer): boolean {
  if (head.length < 4) return false;
  const magic = head.readUInt32LE(0);
  return magic === 0x04034b50 || magic === 0x06054b50;
}

function isCase(head: Buffer): boolean {
  return head.toString('latin1', 0, 3) === CASE_MAGIC && (head[3] === 1 || head[3] === 2);
}

/** `BZh`, a level, and a block's magic or the end's: the three letters alone could start a log. */
function isBzip2(head: Buffer): boolean {
  if (!/^BZh[1-9]$/u.test(head.toString('latin1', 0, 4))) return false;
  const magic = head.toString('hex', 4, 10);
  return magic === '314159265359' || magic === '177245385090';
}

const COMPRESSIONS: readonly {
  readonly kind: Compression;
  readonly is: (head: Buffer) => boolean;
}[] = [
  { kind: 'gzip', is: isGzip },
  { kind: 'zstd', is: isZstd },
  { kind: 'xz', is: isXz },
  { kind: 'bzip2', is: isBzip2 },
  { kind: 'lz4', is: (head) => isLz4(head) || isSkippable(head) },
  { kind: 'lzma', is: isLzma },
];
