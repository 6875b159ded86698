import { isUtf8 } from 'node:buffer';
import type { TextWriter } from './text-writer.ts';

const NEWLINE = 10;
const EQUALS = 61;
const EMPTY = Buffer.alloc(0);
/** A field longer than this is damage: the journal holds at most 768 MiB, and nobody reads that. */
const LONGEST_FIELD = 64 * 1024 * 1024;

/** A writer for the journal export format (systemd.io/JOURNAL_EXPORT_FORMATS); null: these bytes are not it. */
export function recogniseJournalExport(head: Buffer): (() => TextWriter) | null {
  const start = head.toString('latin1', 0, 4096).replace(/^\n+/, '');
  const isExport = /^__(?:CURSOR|REALTIME_TIMESTAMP)=[^\n]*\n(?:__)?[A-Z_]+[=\n]/.test(start);
  return isExport ? () => new JournalExport() : null;
}

/**
 * Writes each entry as the line that `journalctl -o json` gives for it: texts as texts, what is not
 * UTF-8 or holds controls as numbers, fields that stand twice as lists.
 */
class JournalExport implements TextWriter {
  private held: Buffer = EMPTY;
  private fields = new Map<string, string[]>();

  push(bytes: Buffer): Buffer {
    const all = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    const out: string[] = [];
    let at = 0;
    for (let next = this.takeField(all, at, out); next >= 0; next = this.takeField(all, at, out)) {
      at = next;
    }
    this.held = Buffer.from(all.subarray(at));
    return Buffer.from(out.join(''), 'utf8');
  }

  end(): Buffer {
    const rest = this.held;
    this.held = EMPTY;
    const out = [this.push(Buffer.concat([rest, Buffer.from('\n')])).toString('utf8')];
    this.held = EMPTY;
    this.closeEntry(out);
    return Buffer.from(out.join(''), 'utf8');
  }

  /** Takes the field that begins at `at` and gives where the next one does; -1: it is not all there. */
  private takeField(all: Buffer, at: number, out: string[]): number {
    const newline = all.indexOf(NEWLINE, at);
    if (newline < 0) return -1;
    if (newline === at) {
      this.closeEntry(out);
      return newline + 1;
    }
    const equals = all.indexOf(EQUALS, at);
    if (equals >= 0 && equals < newline) {
      this.add(all.toString('utf8', at, equals), all.subarray(equals + 1, newline));
      return newline + 1;
    }
    const start = newline + 9;
    if (all.length < start) return -1;
    const length = all.readBigUInt64LE(newline + 1);
    const end = start + Number(length);
    // Damage: the line is kept as a field of its own.
    if (length > LONGEST_FIELD) {
      this.add('UNREADABLE', all.subarray(at, newline));
      return newline + 1;
    }
    if (all.length < end + 1) return -1;
    this.add(all.toString('utf8', at, newline), all.subarray(start, end));
    return end + 1;
  }

  private add(name: string, value: Buffer): void {
    const known = this.fields.get(name);
    if (known === undefined) this.fields.set(name, [jsonOf(value)]);
    else known.push(jsonOf(value));
  }

  private closeEntry(out: string[]): void {
    if (this.fields.size === 0) return;
    const parts = [...this.fields].map(([name, values]) => {
      const value = values.length === 1 ? values[0] : `[${values.join(',')}]`;
      return `${JSON.stringify(name)}:${value}`;
    });
    out.push(`{${parts.join(',')}}\n`);
    this.fields = new Map();
  }
}

function jsonOf(value: Buffer): string {
  const isText = isUtf8(value) && !value.some((byte) => byte < 32 && byte !== 9 && byte !== 10);
  return isText ? JSON.stringify(value.toString('utf8')) : `[${[...value].join(',')}]`;
}
