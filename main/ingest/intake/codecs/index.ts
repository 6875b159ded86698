import type { Compression, Content } from '../magic.ts';
import { bzip2Codec } from './bzip2.ts';
import type { Codec } from './codec.ts';
import { deflate64Codec } from './deflate64.ts';
import { lz4Codec } from './lz4.ts';
import { lzmaAloneCodec, zipLzmaCodec } from './lzma.ts';
import { xzCodec } from './xz.ts';
import { deflateCodec, gzipCodec, zstdCodec } from './zlib-codecs.ts';

const CODECS: ReadonlyMap<string, Codec> = new Map<Compression, Codec>([
  ['gzip', gzipCodec],
  ['zstd', zstdCodec],
  ['bzip2', bzip2Codec],
  ['xz', xzCodec],
  ['lzma', lzmaAloneCodec],
  ['lz4', lz4Codec],
]);

/** By method (APPNOTE 4.4.5). */
const ZIP_CODECS: ReadonlyMap<number, Codec> = new Map([
  [8, deflateCodec],
  [9, deflate64Codec],
  [12, bzip2Codec],
  [14, zipLzmaCodec],
  [93, zstdCodec],
  [95, xzCodec],
]);

/** The codec of a kind of content; null: it is no compression. */
export function codecOf(kind: Content['kind']): Codec | null {
  return CODECS.get(kind) ?? null;
}

/** The codec of a zip's method; null: it is not known. */
export function zipCodecOf(method: number): Codec | null {
  return ZIP_CODECS.get(method) ?? null;
}
