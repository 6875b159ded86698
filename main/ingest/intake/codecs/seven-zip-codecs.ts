import type { Bytes } from '../bytes.ts';
import { bzip2Codec } from './bzip2.ts';
import { PIECE, runGenerator, type Codec } from './codec.ts';
import { deflate64Codec } from './deflate64.ts';
import { lz4Codec } from './lz4.ts';
import { lzmaCodec } from './lzma.ts';
import { lzma2Codec } from './lzma2.ts';
import { deflateCodec, zstdCodec } from './zlib-codecs.ts';

/** Methods by their id (Methods.txt of the LZMA SDK; zstd and LZ4 of 7-Zip ZS), made with their properties. */
const CODECS: ReadonlyMap<string, (properties: Buffer) => Codec> = new Map([
  ['00', () => copyCodec],
  ['030101', lzmaCodec],
  ['21', (properties) => lzma2Codec(properties[0] ?? 0xff)],
  ['040108', () => deflateCodec],
  ['040109', () => deflate64Codec],
  ['040202', () => bzip2Codec],
  ['04f71101', () => zstdCodec],
  ['04f71104', () => lz4Codec],
]);

const NAMES: ReadonlyMap<string, string> = new Map([
  ['03', 'Delta'],
  ['030101', 'LZMA'],
  ['21', 'LZMA2'],
  ['030401', 'PPMd'],
  ['03030103', 'BCJ'],
  ['0303011b', 'BCJ2'],
  ['04f71102', 'Brotli'],
]);

/** The codec of a 7z method; null: it is not known. Throws `FrameError` for properties that make no sense. */
export function sevenZipCodec(id: string, properties: Buffer): Codec | null {
  return CODECS.get(id)?.(properties) ?? null;
}

/** Whether a method of this id encrypts. */
export function isCipher(id: string): boolean {
  return id.startsWith('06f1');
}

/** A method's name for a person. */
export function methodName(id: string): string {
  return NAMES.get(id) ?? `method ${id}`;
}

const copyCodec: Codec = {
  checksummed: false,
  begin: async (input, frame) => frame === 0 && (await input.peek(1)).length > 0,
  run: (input) => runGenerator(copied(input)),
  async end() {},
};

async function* copied(input: Bytes): AsyncGenerator<Buffer, void> {
  for (;;) {
    const piece = await input.take(PIECE);
    if (piece === null) return;
    yield piece;
  }
}
