import type { Bytes } from '../bytes.ts';
import type { PileLimits } from '../pile-limits.ts';
import { FrameError, runGenerator, takeAll, type Codec } from './codec.ts';
import { boundedDictionary } from './lzma2.ts';
import { LzmaDecoder } from './lzma-decoder.ts';
import { windowedPieces } from './windowed-pieces.ts';
import { RANGE_HEAD } from './range-decoder.ts';

/** Properties: how literals and positions are told apart, then bytes of the dictionary. */
const PROPERTIES = 5;
const UNKNOWN_SIZE = 2n ** 64n - 1n;

/** `.lzma` files (LZMA_Alone; lzma-file-format.txt of XZ Utils): properties, size, data. */
export const lzmaAloneCodec: Codec = {
  checksummed: false,
  begin: oneFrame,
  run: (input, _size, limits) => runGenerator(decodeAlone(input, limits)),
  async end() {},
};

/** A zip member's LZMA (APPNOTE 5.8.8, method 14): version, size of the properties, properties, data. */
export const zipLzmaCodec: Codec = {
  checksummed: false,
  begin: oneFrame,
  run: (input, size, limits) => runGenerator(decodeZipMember(input, size, limits)),
  async end() {},
};

/** LZMA whose properties stand elsewhere, as those of a 7z method do. Throws `FrameError` for too few. */
export function lzmaCodec(properties: Buffer): Codec {
  if (properties.length < PROPERTIES) {
    throw new FrameError('its compressed data make no sense', false);
  }
  return {
    checksummed: false,
    begin: oneFrame,
    run: (input, size, limits) => runGenerator(decode(input, properties, size ?? Infinity, limits)),
    async end() {},
  };
}

async function oneFrame(input: Bytes, frame: number): Promise<boolean> {
  return frame === 0 && (await input.peek(1)).length > 0;
}

async function* decodeAlone(input: Bytes, limits: PileLimits): AsyncGenerator<Buffer, void> {
  const properties = await takeAll(input, PROPERTIES);
  const size = (await takeAll(input, 8)).readBigUInt64LE(0);
  yield* decode(input, properties, size === UNKNOWN_SIZE ? Infinity : Number(size), limits);
}

async function* decodeZipMember(
  input: Bytes,
  size: number | null,
  limits: PileLimits,
): AsyncGenerator<Buffer, void> {
  const head = await takeAll(input, 4);
  const properties = await takeAll(input, Math.max(PROPERTIES, head.readUInt16LE(2)));
  yield* decode(input, properties, size ?? Infinity, limits);
}

async function* decode(
  input: Bytes,
  properties: Buffer,
  size: number,
  limits: PileLimits,
): AsyncGenerator<Buffer, void> {
  const dictionary = Math.min(properties.readUInt32LE(1), size);
  const decoder = new LzmaDecoder(boundedDictionary(dictionary, limits));
  decoder.setProperties(properties[0] ?? 0);
  decoder.beginRange(await takeAll(input, RANGE_HEAD));
  yield* windowedPieces(input, decoder, Infinity, size);
}
