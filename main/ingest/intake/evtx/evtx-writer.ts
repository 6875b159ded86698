import type { TextProblem, TextWriter } from '../text-writer.ts';
import { CHUNK_SIZE, readChunk } from './evtx-chunk.ts';

const MAGIC = Buffer.from('ElfFile\0', 'latin1');
const FILE_HEADER = 4096;
const IS_OPEN = 1;
/** Numbers of damaged chunks that are named; the others are counted. */
const MOST_NAMED = 20;

/** A writer for a Windows event log (`.evtx`); null: these bytes are none. `path` is for what is said of damage. */
export function recogniseEvtx(head: Buffer, path: string): (() => TextWriter) | null {
  return head.subarray(0, MAGIC.length).equals(MAGIC) ? () => new EvtxWriter(path) : null;
}

/** Turns chunks into lines as they pass; holds one chunk. */
class EvtxWriter implements TextWriter {
  private readonly path: string;
  private held: Buffer[] = [];
  private size = 0;
  private wanted = FILE_HEADER;
  private isHeader = true;
  private isOpen = false;
  private chunks = 0;
  private events = 0;
  private badRecords = 0;
  private readonly damaged: number[] = [];

  constructor(path: string) {
    this.path = path;
  }

  push(bytes: Buffer): Buffer {
    this.held.push(bytes);
    this.size += bytes.length;
    if (this.size < this.wanted) return Buffer.alloc(0);
    const all = this.held.length === 1 ? bytes : Buffer.concat(this.held);
    const out: string[] = [];
    let at = 0;
    while (all.length - at >= this.wanted) {
      this.take(all.subarray(at, at + this.wanted), out);
      at += this.wanted;
      this.wanted = CHUNK_SIZE;
    }
    this.held = [all.subarray(at)];
    this.size = all.length - at;
    return Buffer.from(out.join(''), 'utf8');
  }

  end(): Buffer {
    const out: string[] = [];
    const rest = Buffer.concat(this.held);
    if (rest.length > 0) this.take(rest, out);
    this.held = [];
    this.size = 0;
    return Buffer.from(out.join(''), 'utf8');
  }

  problem(): TextProblem | null {
    const { path, damaged, badRecords, events } = this;
    if (damaged.length === 0 && badRecords === 0) return null;
    const named = damaged.slice(0, MOST_NAMED).join(', ');
    const more = damaged.length > MOST_NAMED ? ` and ${damaged.length - MOST_NAMED} more` : '';
    const what = [
      damaged.length > 0 ? `its chunks ${named}${more} (of ${this.chunks})` : '',
      badRecords > 0 ? `${badRecords} of its events` : '',
    ];
    return {
      code: 'EVTX_DAMAGED',
      message: `${path} is damaged: ${what.filter((part) => part !== '').join(' and ')} could not be read. The other ${events} events are kept; copy the log again if you can.`,
      details: { path, chunks: damaged.length, records: badRecords },
    };
  }

  private take(bytes: Buffer, out: string[]): void {
    if (this.isHeader) {
      this.isHeader = false;
      this.isOpen = bytes.length >= 124 && (bytes.readUInt32LE(120) & IS_OPEN) !== 0;
      return;
    }
    this.chunks += 1;
    const { lines, isDamaged, badRecords } = readChunk(bytes, this.isOpen);
    if (isDamaged) this.damaged.push(this.chunks);
    this.badRecords += badRecords;
    this.events += lines.length;
    for (const line of lines) out.push(line, '\n');
  }
}
