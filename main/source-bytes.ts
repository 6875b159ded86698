import type { CaseOperations, SourceRow } from './case-operations.ts';
import type { Ingest } from './ingest/index.ts';
import type { ThreadClient } from './thread-call.ts';

/** Characters of a line that the format editor shows. */
const LONGEST_SHOWN = 20_000;

/** What a source consists of: its original, the copy of it that is kept, and the text that was read. */
export function createSourceBytes(
  thread: ThreadClient<CaseOperations>,
  ingest: Ingest,
  sourceById: (id: number) => SourceRow,
) {
  return {
    /** The original from where it lies, decompressed. Throws what keeps it from being read. */
    originalBytes: (id: number): AsyncGenerator<Uint8Array> =>
      ingest.originalBytes(JSON.parse(sourceById(id).origin)),
    /** The original that is kept in the case; nothing when it is not. */
    async *keptBytes(id: number): AsyncGenerator<Uint8Array> {
      for (let seq = 0; ; seq++) {
        const piece = await thread.call('keptPiece', { sourceId: id, seq });
        if (piece === null) return;
        yield piece;
      }
    },
    /** The text as the case holds it, UTF-8. */
    async *storedBytes(id: number): AsyncGenerator<Uint8Array> {
      let after: number | null = null;
      for (;;) {
        const block: ReturnType<CaseOperations['storedText']> = await thread.call('storedText', {
          sourceId: id,
          after,
        });
        if (block === null) return;
        after = block.blockId;
        yield block.text;
      }
    },
    /** The first lines of what is held of a source. */
    async firstLines(id: number, limit: number): Promise<string[]> {
      const block = await thread.call('storedText', { sourceId: sourceById(id).id, after: null });
      const text = Buffer.from(block?.text ?? []).toString('utf8');
      return text.split(/\r?\n/, limit).map((line) => line.slice(0, LONGEST_SHOWN));
    },
  };
}
