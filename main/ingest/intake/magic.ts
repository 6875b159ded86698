import { isTarHeader } from './tar-header.ts';

/** What a run of bytes is, by its first bytes; the extension has no say. */
export type Content =
  | { readonly kind: 'gzip' | 'zstd' | 'zip' | 'tar' | 'case' | 'plain' }
  | { readonly kind: 'unsupported'; readonly name: string };

/** Bytes that `contentOf` looks at: a whole tar header. */
export const HEAD_LENGTH = 512;

const CASE_MAGIC = 'EIQ';

/** Archives and compressions that people drop and that are not read; each is named, never shown as noise. */
const UNSUPPORTED: readonly { readonly magic: Buffer; readonly name: string }[] = [
  { magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), name: 'an xz file' },
  { magic: Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), name: 'a 7-Zip archive' },
  { magic: Buffer.from('Rar!\x1a\x07', 'latin1'), name: 'a RAR archive' },
  { magic: Buffer.from([0x04, 0x22, 0x4d, 0x18]), name: 'an LZ4 file' },
  { magic: Buffer.from('MSCF\0\0\0\0', 'latin1'), name: 'a Windows cabinet' },
];

/** Names what starts with `head` (give `HEAD_LENGTH` bytes, or all there are). */
export function contentOf(head: Buffer): Content {
  if (isGzip(head)) return { kind: 'gzip' };
  if (isZstd(head)) return { kind: 'zstd' };
  if (isZip(head)) return { kind: 'zip' };
  if (isCase(head)) return { kind: 'case' };
  if (isTarHeader(head)) return { kind: 'tar' };
  if (isBzip2(head)) return { kind: 'unsupported', name: 'a bzip2 file' };
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
  if (head.length < 4) return false;
  const magic = head.readUInt32LE(0);
  return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50;
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

/** `BZh`, a level, and the first block's magic: the three letters alone could start a log. */
function isBzip2(head: Buffer): boolean {
  return /^BZh[1-9]1AY&SY/u.test(head.toString('latin1', 0, 10));
}
