import { createHash } from 'node:crypto';
import type { ThreadClient } from '../thread-call.ts';
import type { CaseSink } from './case-sink.ts';

/** What the case holds of a source that is gone on with. */
export interface HeldText {
  /** Bytes of text. */
  readonly size: number;
  readonly sha256: string;
  /** Bytes after which reading goes on. Fewer than are held: the last block is to be read again. */
  readonly goOnAt: number;
  /** That is within a line: what comes next belongs to the record before it. */
  readonly isMidLine: boolean;
  /** Latest time in it; null: it has none. */
  readonly timeMaxUs: number | null;
}

const NEWLINE = 10;

/**
 * Looks through the text that the case holds; `each` is told of every block that has records, in order.
 * @param isTornOff the reading before ended within the source, so that its last record may be a part of one
 * @param each is also told whether the block begins within a line
 */
export async function readHeldText(
  sourceId: number,
  sink: ThreadClient<CaseSink>,
  isTornOff: boolean,
  each: (text: Uint8Array<ArrayBuffer>, isMidLine: boolean) => void,
): Promise<HeldText> {
  const hash = createHash('sha256');
  let size = 0;
  let timeMaxUs: number | null = null;
  let last = { at: 0, isMidLine: false, records: 0 };
  let isMidLine = false;
  for (let after: number | null = null; ;) {
    const block: ReturnType<CaseSink['storedText']> = await sink.call('storedText', {
      sourceId,
      after,
    });
    if (block === null) break;
    const { text, records } = block;
    last = { at: size, isMidLine, records };
    hash.update(text);
    size += text.length;
    if (block.timeMaxUs !== null) {
      timeMaxUs = Math.max(timeMaxUs ?? block.timeMaxUs, block.timeMaxUs);
    }
    if (records > 0) each(text, isMidLine);
    if (text.length > 0) isMidLine = text.at(-1) !== NEWLINE;
    after = block.blockId;
  }
  const held = { size, sha256: hash.digest('hex'), timeMaxUs };
  // A header is whole, and what follows it is read by it.
  if (isTornOff && last.records > 0) {
    return { ...held, goOnAt: last.at, isMidLine: last.isMidLine };
  }
  return { ...held, goOnAt: size, isMidLine };
}

/** Holds the text that is passed over against what the case holds of it. */
export class PassedOver {
  private readonly held: HeldText;
  private readonly hash = createHash('sha256');
  private readonly again: Buffer[] = [];
  private passed = 0;
  private same: boolean | null = null;

  constructor(held: HeldText) {
    this.held = held;
  }

  /** Takes the next bytes and gives those that are to be read, none before all that is held was passed. */
  push(bytes: Buffer): Buffer {
    if (this.same !== null) return bytes;
    const { size, goOnAt } = this.held;
    const known = bytes.subarray(0, size - this.passed);
    this.hash.update(known);
    if (this.passed + known.length > goOnAt) {
      this.again.push(known.subarray(Math.max(0, goOnAt - this.passed)));
    }
    this.passed += known.length;
    if (this.passed < size) return Buffer.alloc(0);
    return Buffer.concat([...this.again, bytes.subarray(known.length)]);
  }

  /** Whether all of it was passed, and was what the case holds. To be asked once `isDone`, or at the end. */
  isSame(): boolean {
    this.same ??= this.isDone && this.hash.digest('hex') === this.held.sha256;
    return this.same;
  }

  get isDone(): boolean {
    return this.passed >= this.held.size;
  }
}
