import type { TextWriter } from './text-writer.ts';

/** How the records stand in a JSON text. */
export interface JsonLayout {
  /** Member of the outermost objects whose elements are the records; null: the objects are. */
  readonly list: string | null;
  /** The outermost objects hold records, and nothing else, under names that mean nothing (`event_7`). */
  readonly isNamed: boolean;
  /** Makes several lines of one element; null: each is a line. */
  readonly expand: ((element: string) => readonly string[]) | null;
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;

/** An undecided beginning or an element that must be whole is held up to this; then it is given as it is. */
const MOST_HELD = 64 * 1024 * 1024;
/** `evtx_dump` writes such a line above every object. */
const CAPTION = /^Record \d+\s*$/;

/** Where in the text the writer is. */
type Place =
  /** Between documents, or between the elements of a list. */
  | 'between'
  /** Inside the name of a record. */
  | 'name'
  /** Inside a record. */
  | 'record'
  /** Inside a document, before the list that holds its records. */
  | 'before list'
  /** Inside a document, after that list. */
  | 'after list'
  /** In text that is no JSON, up to its line end. */
  | 'other text';

/**
 * Writes the records of JSON documents one a line, whatever the line ends and blanks between them:
 * lists, documents that hold a list, objects printed over many lines. Texts and numbers are copied as
 * they stand. Holds no more than one undecided beginning.
 */
export class JsonDocuments implements TextWriter {
  private readonly layout: JsonLayout;
  private out = Buffer.alloc(0);
  private size = 0;
  /** Where the part of `out` begins that may not be given away yet; -1: all may. */
  private heldFrom = -1;
  private place: Place = 'between';
  /** Open brackets, those of lists that were opened up included. */
  private depth = 0;
  /** Depth between the records: 0, or that of the list that was opened up. */
  private base = 0;
  private inText = false;
  private escaped = false;
  /** Start in `out` of the text that was read last, which may be the name of a member. */
  private textStart = -1;
  private lastName = '';
  /** The record is no object or list but a single value, which ends where the next separator stands. */
  private isScalar = false;

  constructor(layout: JsonLayout) {
    this.layout = layout;
  }

  push(bytes: Buffer): Buffer {
    this.reserve(bytes.length + 1024);
    for (let i = 0; i < bytes.length; i++) this.take(bytes[i] ?? 0);
    if (this.heldFrom >= 0 && this.size - this.heldFrom > MOST_HELD) this.heldFrom = -1;
    return this.give();
  }

  end(): Buffer {
    if (this.place === 'other text') this.closeOtherText();
    else if (this.place === 'record' || this.place === 'before list') this.closeRecord();
    this.heldFrom = -1;
    return this.give();
  }

  private reserve(more: number): void {
    if (this.out.length >= this.size + more) return;
    const larger = Buffer.allocUnsafe(Math.max(this.size + more, this.size * 2));
    this.out.copy(larger, 0, 0, this.size);
    this.out = larger;
  }

  private give(): Buffer {
    const end = this.heldFrom < 0 ? this.size : this.heldFrom;
    const given = Buffer.from(this.out.subarray(0, end));
    this.out.copyWithin(0, end, this.size);
    this.size -= end;
    if (this.heldFrom >= 0) this.heldFrom = 0;
    this.textStart -= end;
    return given;
  }

  private take(byte: number): void {
    if (this.inText) this.takeText(byte);
    else if (this.place === 'name') this.takeName(byte);
    else if (this.place === 'other text') this.takeOther(byte);
    else if (this.place === 'between') this.takeBetween(byte);
    else this.takeInside(byte);
  }

  private put(byte: number): void {
    if (this.place === 'after list') return;
    if (this.size === this.out.length) this.reserve(1024);
    this.out[this.size++] = byte;
  }

  private takeText(byte: number): void {
    if (byte === NEWLINE || byte === RETURN) {
      this.put(BACKSLASH);
      this.put(byte === NEWLINE ? 110 : 114);
      this.escaped = false;
      return;
    }
    this.put(byte);
    if (this.escaped) this.escaped = false;
    else if (byte === BACKSLASH) this.escaped = true;
    else if (byte === QUOTE) {
      this.inText = false;
      if (this.isScalar && this.depth === this.base) this.closeRecord();
    }
  }

  private takeOther(byte: number): void {
    if (byte === NEWLINE) this.closeOtherText();
    else if (byte !== RETURN) this.put(byte);
  }

  private closeOtherText(): void {
    const start = Math.max(this.heldFrom, 0);
    if (CAPTION.test(this.out.toString('latin1', start, this.size))) this.size = start;
    else this.put(NEWLINE);
    this.heldFrom = -1;
    this.place = 'between';
  }

  private takeBetween(byte: number): void {
    if (byte <= SPACE || byte === COMMA) return;
    if (this.layout.isNamed && this.takeBetweenNamed(byte)) return;
    if (byte === OPEN_LIST && this.base === 0) {
      this.depth = 1;
      this.base = 1;
    } else if (byte === CLOSE_LIST && this.base > 0) {
      this.depth -= 1;
      this.place = this.depth === 0 ? 'between' : 'after list';
      this.base = 0;
    } else if (this.base === 0 && byte !== OPEN_OBJECT) {
      this.hold();
      this.place = 'other text';
      this.put(byte);
    } else {
      this.beginRecord(byte);
    }
  }

  /** Whether a byte is the document's around its named records. */
  private takeBetweenNamed(byte: number): boolean {
    if (this.base === 0 && byte === OPEN_OBJECT) {
      this.depth = 1;
      this.base = 1;
    } else if (this.base === 1 && byte === CLOSE_OBJECT) {
      this.depth = 0;
      this.base = 0;
    } else if (this.base === 1 && byte === QUOTE) {
      this.place = 'name';
    } else {
      return this.base === 1 && byte === COLON;
    }
    return true;
  }

  private takeName(byte: number): void {
    if (this.escaped) this.escaped = false;
    else if (byte === BACKSLASH) this.escaped = true;
    else if (byte === QUOTE) this.place = 'between';
  }

  private beginRecord(byte: number): void {
    const mayHoldList = this.layout.list !== null && this.base === 0;
    this.place = mayHoldList ? 'before list' : 'record';
    if (mayHoldList || this.layout.expand !== null) this.hold();
    this.isScalar = byte !== OPEN_OBJECT && byte !== OPEN_LIST;
    this.takeInside(byte);
  }

  private hold(): void {
    this.heldFrom = this.size;
  }

  private takeInside(byte: number): void {
    if (byte <= SPACE) {
      if (this.isScalar) this.closeRecord();
      return;
    }
    if (this.isScalar && (byte === COMMA || byte === CLOSE_LIST)) {
      this.closeRecord();
      this.takeBetween(byte);
      return;
    }
    const isList = byte === OPEN_LIST && this.place === 'before list' && this.depth === 1;
    if (isList && this.lastName === this.layout.list) {
      this.openList();
      return;
    }
    this.put(byte);
    this.follow(byte);
  }

  private follow(byte: number): void {
    if (byte === QUOTE) {
      this.inText = true;
      this.textStart = this.size;
    } else if (byte === COLON && this.place === 'before list' && this.depth === 1) {
      this.lastName = this.out.toString('utf8', this.textStart, this.size - 2);
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      this.depth += 1;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      this.depth -= 1;
      if (this.depth > this.base) return;
      if (this.place === 'after list') this.leaveDocument();
      else this.closeRecord();
    }
  }

  /** What the document says before its list is not a record's and is left out. */
  private openList(): void {
    this.size = Math.max(this.heldFrom, 0);
    this.heldFrom = -1;
    this.depth = 2;
    this.base = 2;
    this.place = 'between';
    this.lastName = '';
  }

  private leaveDocument(): void {
    this.depth = 0;
    this.place = 'between';
  }

  private closeRecord(): void {
    const { expand } = this.layout;
    if (expand !== null && this.heldFrom >= 0 && this.place === 'record') {
      const lines = expand(this.out.toString('utf8', this.heldFrom, this.size));
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'utf8');
      this.size = this.heldFrom;
      this.reserve(bytes.length);
      this.size += bytes.copy(this.out, this.size);
    } else {
      this.put(NEWLINE);
    }
    this.heldFrom = -1;
    this.depth = this.base;
    this.isScalar = false;
    this.inText = false;
    this.place = 'between';
  }
}
