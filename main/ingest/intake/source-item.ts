import type { Bytes } from './bytes.ts';
import { READ_SIZE } from './disk-file.ts';
import type { Origin, SourceItem } from './pile-item.ts';
import type { Place } from './place.ts';
import { archiveBomb } from './refusals.ts';
import { checkSignal, type Work } from './work.ts';

/** A source of the walk and the walk's way to take its bytes back. */
interface LeasedSource {
  readonly item: SourceItem;
  /** Closes the bytes unless a reader has taken them over. Called when the walk goes on. */
  release(): Promise<void>;
}

/** Makes the item for the run of bytes that stands at `place`. */
export function sourceItem(bytes: Bytes, place: Place, work: Work): LeasedSource {
  const origin: Origin = { kind: 'file', file: place.file, members: place.members };
  const packed = place.members.length + place.compressions > 0;
  const limit = packed ? work.limits.maxMemberBytes : null;
  let fresh = true;

  async function* stream(signal: AbortSignal): AsyncGenerator<Buffer> {
    if (!fresh) {
      yield* work.reopen(origin, signal);
      return;
    }
    fresh = false;
    try {
      let out = 0;
      for (;;) {
        checkSignal(signal);
        const piece = await bytes.take(READ_SIZE);
        if (piece === null) return;
        out += piece.length;
        if (limit !== null && out > limit) {
          throw archiveBomb(place.path, `is larger than ${limit} bytes`, { limit });
        }
        yield piece;
      }
    } finally {
      await bytes.close();
    }
  }

  return {
    item: {
      kind: 'source',
      path: place.path,
      origin,
      size: bytes.size,
      onDisk: bytes.onDisk,
      mtimeUs: place.mtimeUs,
      consumed: () => bytes.consumed(),
      open: stream,
    },
    async release() {
      if (!fresh) return;
      fresh = false;
      await bytes.close();
    },
  };
}
