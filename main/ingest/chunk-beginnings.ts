import type { RecordTime } from '#shared/model/record.ts';
import type { RecordReader } from './formats/index.ts';
import { emptyScanHeader } from './line-header.ts';

const HEAD_BYTES = 4096;

/** What the first lines of the chunks of a source tell. Chunks are parsed apart, so it is found before. */
export class ChunkBeginnings {
  /** Year given to the first date, when dates do not say theirs; known once the first chunk was looked at. */
  firstYear: number | null = null;
  /** When the record happened that last began a chunk; null: it tells no time. A line that is cut is all of its chunk. */
  lastTime: RecordTime | null = null;

  /** Looks at a chunk, of which `lead` reads the first line and then knows the year in force. */
  look(
    lead: RecordReader,
    { buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>,
    isMidLine: boolean,
  ): void {
    const head = Buffer.from(buffer, byteOffset, byteLength);
    const newline = head.indexOf(10);
    const end = newline < 0 ? head.length : newline;
    const header = emptyScanHeader();
    const starts = lead.read(head.toString('utf8', 0, Math.min(end, HEAD_BYTES)), header);
    this.firstYear ??= lead.year;
    if (isMidLine) return;
    const { timeUs: us, timeNs: ns, timeDigits: digits } = header;
    this.lastTime = starts && !Number.isNaN(us) ? { us, ns, digits } : null;
  }
}
