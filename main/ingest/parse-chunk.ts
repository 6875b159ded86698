import { isAscii, isUtf8 } from 'node:buffer';
import type { RecordTime } from '#shared/model/record.ts';
import {
  decodeText,
  foldsIntoAscii,
  openFilter,
  pack,
  packColumns,
  release,
  type Kind,
  type PackedBlock,
} from '../logstore/index.ts';
import type { RecordReader } from './formats/index.ts';
import type { HeldSlot } from './skeleton/index.ts';
import { BlockScanner, type Pass } from './scan/index.ts';
import { TextPass } from './text-pass.ts';

/** A run of whole lines that begins with a record, and what is needed to read it on its own. */
export interface Chunk {
  /** UTF-8 (or what the source holds in its place). */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The chunk begins in the middle of a line that was too long for one chunk. */
  readonly midLine: boolean;
  /** Of one that does: when the record happened whose line goes on; absent: that has no time, or it is not known. */
  readonly goesOnFrom?: RecordTime | null;
  /** The lines that name the columns of those below: kept and counted as lines, but no records. */
  readonly isHeader?: boolean;
}

/** A chunk as a block. `kinds[].skeletonId` is an index into `skeletons` until the case has numbered them. */
export interface ParsedChunk {
  readonly block: PackedBlock;
  readonly kinds: Kind[];
  /** What the case is to know of each skeleton in it. */
  readonly skeletons: SkeletonNews[];
}

/** A skeleton as the case hears of it. */
export interface SkeletonNews {
  readonly hash: string;
  /** Given the first time that this parser meets the skeleton in a reading. */
  readonly text: string | null;
  /** What stands in its slots (`slot-values.ts`), given when this parser learnt something of it. */
  readonly slots: string | null;
}

/**
 * Turns chunks into blocks. Not shared between threads; keeps the skeletons it has met, so that the
 * text of each crosses to the case only once a reading.
 */
export class ChunkParser {
  private readonly scanner = new BlockScanner();
  private readonly sent = new Set<number>();

  /** Slots whose values tell skeletons apart from now on. */
  hold(slots: readonly HeldSlot[]): void {
    this.scanner.tellApart(slots);
  }

  /** Gives the text of every skeleton once more: the case may have lost or forgotten what it was given. */
  tellAnew(): void {
    this.sent.clear();
  }

  parse(chunk: Chunk, reader: RecordReader): ParsedChunk {
    const bytes = Buffer.from(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.byteLength);
    const ascii = isAscii(bytes);
    const pass =
      this.scan(chunk, bytes, ascii, reader) ?? this.readText(chunk, bytes, ascii, reader);
    const { filter, varying } = this.scanner.filtersOf(bytes);
    const { records } = pass.columns;
    const columns = pass.columns.finish();
    const back = pass.times.back();
    const isOpen = !ascii && foldsIntoAscii(decodeText(bytes));
    const text = this.scanner.packText(bytes);
    return {
      block: {
        records,
        lines: pass.lines - (chunk.midLine ? 1 : 0),
        unparsed: pass.unparsed,
        others: pass.others,
        size: bytes.length,
        timeMinUs: least(pass.kinds.map(({ firstUs }) => firstUs)),
        timeMaxUs: most(pass.kinds.map(({ lastUs }) => lastUs)),
        back,
        filter: pack(isOpen ? openFilter() : filter),
        varying: pack(isOpen ? openFilter() : varying),
        columns: packed(columns, packColumns),
        times: pass.times.finish(pass.kinds.length),
        fields: pass.fields,
        textCodec: text.codec,
        text: text.data,
      },
      kinds: pass.kinds,
      skeletons: pass.skeletonIds.map((id) => this.describe(id)),
    };
  }

  /** Null: the chunk must be read as text. */
  private scan(chunk: Chunk, bytes: Buffer, ascii: boolean, reader: RecordReader): Pass | null {
    if (chunk.isHeader === true || chunk.midLine || reader.rowEnd !== undefined) return null;
    if (!ascii && !isUtf8(bytes)) return null;
    return this.scanner.scan(bytes, ascii, reader);
  }

  private readText(chunk: Chunk, bytes: Buffer, ascii: boolean, reader: RecordReader): Pass {
    this.scanner.begin();
    const { skeletonizer } = this.scanner;
    const pass = new TextPass(decodeText(bytes), ascii ? bytes : null, reader, skeletonizer);
    if (chunk.isHeader === true) pass.countLines();
    else pass.run(chunk.midLine, chunk.goesOnFrom ?? null);
    return pass;
  }

  private describe(id: number): SkeletonNews {
    const { table, slots } = this.scanner.skeletonizer;
    const skeleton = table[id];
    if (skeleton === undefined) throw new Error(`no skeleton ${id}`);
    const { hash, text } = skeleton;
    const isKnown = this.sent.has(id);
    this.sent.add(id);
    return { hash, text: isKnown ? null : text, slots: slots.news(id) };
  }
}

/** What was made for this block alone, compressed, its memory given back. */
function packed(bytes: Uint8Array<ArrayBuffer>, how = pack): Uint8Array<ArrayBuffer> {
  const blob = how(bytes);
  release(bytes);
  return blob;
}

function least(times: readonly (number | null)[]): number | null {
  let result: number | null = null;
  for (const time of times) if (time !== null && !(time >= (result ?? Infinity))) result = time;
  return result;
}

function most(times: readonly (number | null)[]): number | null {
  let result: number | null = null;
  for (const time of times) if (time !== null && !(time <= (result ?? -Infinity))) result = time;
  return result;
}
