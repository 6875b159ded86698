import type { ThreadClient } from '../thread-call.ts';
import type { CaseSink } from './case-sink.ts';

/** The text that the case holds of a source, block by block; `from`: after a block, and at an offset in the next one. */
export async function* storedText(
  sourceId: number,
  sink: ThreadClient<CaseSink>,
  from: { readonly after: number | null; readonly offset: number } = { after: null, offset: 0 },
): AsyncGenerator<Buffer> {
  let { after, offset } = from;
  for (;;) {
    const block: { blockId: number; text: Uint8Array<ArrayBuffer> } | null = await sink.call(
      'storedText',
      { sourceId, after },
    );
    if (block === null) return;
    after = block.blockId;
    yield Buffer.from(block.text.buffer, block.text.byteOffset, block.text.byteLength).subarray(
      offset,
    );
    offset = 0;
  }
}
