import { runGenerator, type Codec } from './codec.ts';
import { Inflate64 } from './inflate64.ts';
import { windowedPieces } from './windowed-pieces.ts';

/** A zip member's Deflate64 (APPNOTE method 9): one frame, its length and checksum in the zip's table. */
export const deflate64Codec: Codec = {
  checksummed: false,
  begin: async (input, frame) => frame === 0 && (await input.peek(1)).length > 0,
  run: (input) => runGenerator(windowedPieces(input, new Inflate64(), Infinity, Infinity)),
  async end() {},
};
