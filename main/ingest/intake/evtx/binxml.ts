import type { Element } from '../windows-event/element.ts';
import { fixedSize, TYPE, valueText } from './binxml-value.ts';

/** A place in a template where a value of the record goes. */
interface Slot {
  readonly index: number;
  readonly optional: boolean;
}

interface RawElement {
  readonly name: string;
  readonly attributes: { readonly name: string; readonly parts: (string | Slot)[] }[];
  readonly children: Piece[];
}

type Piece = string | Slot | RawElement | { readonly instance: Instance };

interface Instance {
  readonly pieces: readonly Piece[];
  readonly values: readonly Value[];
}

interface Value {
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

const TOKEN = {
  end: 0x00,
  openElement: 0x01,
  closeStart: 0x02,
  closeEmpty: 0x03,
  endElement: 0x04,
  value: 0x05,
  attribute: 0x06,
  cdata: 0x07,
  characterReference: 0x08,
  entityReference: 0x09,
  instructionTarget: 0x0a,
  instructionData: 0x0b,
  template: 0x0c,
  substitution: 0x0d,
  optionalSubstitution: 0x0e,
  fragment: 0x0f,
} as const;

const HAS_MORE = 0x40;
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/** Deeper than anything Windows writes; a damaged chunk may point in circles. */
const DEEPEST = 24;
/** Elements of one event; a damaged one must not fill the memory. */
const MOST_ELEMENTS = 20_000;

/**
 * Reads the binary XML of one chunk ([MS-EVEN6] 2.2.12, libevtx). Names and templates stand once in a
 * chunk and are pointed to from its records. Throws a RangeError for what is damaged.
 */
export class BinaryXml {
  private readonly chunk: Buffer;
  private readonly templates = new Map<number, readonly Piece[]>();
  private readonly names = new Map<number, { name: string; size: number }>();
  private at = 0;
  private made = 0;

  constructor(chunk: Buffer) {
    this.chunk = chunk;
  }

  /** The outermost element between two positions of the chunk. */
  element(start: number, end: number): Element {
    this.made = 0;
    const pieces = this.piecesWithin(start, end, 0);
    const found = this.resolve(pieces, [], 0).find((child) => typeof child !== 'string');
    if (found === undefined) throw new RangeError('an event without an element');
    return found;
  }

  private piecesWithin(start: number, end: number, depth: number): Piece[] {
    this.at = start;
    const pieces: Piece[] = [];
    this.readContent(pieces, end, depth);
    return pieces;
  }

  /** Reads what stands between elements until the one around it ends. */
  private readContent(into: Piece[], end: number, depth: number): void {
    if (depth > DEEPEST) throw new RangeError('elements nested too deeply');
    while (this.at < end) {
      const token = this.chunk.readUInt8(this.at);
      const kind = token & ~HAS_MORE;
      if (kind === TOKEN.end || kind === TOKEN.endElement) {
        this.at += 1;
        return;
      }
      if (kind === TOKEN.fragment) this.at += 4;
      else if (kind === TOKEN.openElement) into.push(this.readElement(token, end, depth));
      else if (kind === TOKEN.template) into.push({ instance: this.readInstance(depth) });
      else into.push(this.readText(kind));
    }
  }

  private readElement(token: number, end: number, depth: number): RawElement {
    const name = this.readElementName();
    if ((token & HAS_MORE) !== 0) this.at += 4;
    const element: RawElement = { name, attributes: [], children: [] };
    for (;;) {
      if (this.at >= end) throw new RangeError('an element is cut off');
      const kind = this.chunk.readUInt8(this.at) & ~HAS_MORE;
      if (kind === TOKEN.attribute) {
        this.at += 1;
        element.attributes.push({ name: this.readName(), parts: [] });
      } else if (kind === TOKEN.closeStart) {
        this.at += 1;
        this.readContent(element.children, end, depth + 1);
        return element;
      } else if (kind === TOKEN.closeEmpty) {
        this.at += 1;
        return element;
      } else {
        const part = this.readText(kind);
        element.attributes.at(-1)?.parts.push(part);
      }
    }
  }

  /** Token, dependency, size, name. Inside a value that is XML itself the dependency may be left out. */
  private readElementName(): string {
    const start = this.at;
    for (const skipped of [7, 5]) {
      this.at = start + skipped;
      const name = this.tryName();
      if (name !== null) return name;
    }
    throw new RangeError('an element without a name');
  }

  private tryName(): string | null {
    const start = this.at;
    try {
      const name = this.readName();
      if (name !== '' && !/[^\p{L}\p{N}_:.-]/u.test(name)) return name;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    this.at = start;
    return null;
  }

  /** A name by its place in the chunk, which is right here the first time that it occurs. */
  private readName(): string {
    const offset = this.chunk.readUInt32LE(this.at);
    this.at += 4;
    let known = this.names.get(offset);
    if (known === undefined) {
      const length = this.chunk.readUInt16LE(offset + 6);
      const end = offset + 8 + length * 2;
      if (end > this.chunk.length) throw new RangeError('a name is cut off');
      known = { name: this.chunk.toString('utf16le', offset + 8, end), size: 10 + length * 2 };
      this.names.set(offset, known);
    }
    if (offset === this.at) this.at += known.size;
    return known.name;
  }

  private readText(kind: number): string | Slot {
    const at = this.at + 1;
    switch (kind) {
      case TOKEN.value:
        return this.readValue(at);
      case TOKEN.cdata:
      case TOKEN.instructionData:
        return this.readCounted(at);
      case TOKEN.characterReference:
        this.at = at + 2;
        return String.fromCharCode(this.chunk.readUInt16LE(at));
      case TOKEN.entityReference: {
        this.at = at;
        const name = this.readName();
        return ENTITIES[name] ?? `&${name};`;
      }
      case TOKEN.instructionTarget:
        this.at = at;
        this.readName();
        return '';
      case TOKEN.substitution:
      case TOKEN.optionalSubstitution:
        this.at = at + 3;
        return {
          index: this.chunk.readUInt16LE(at),
          optional: kind === TOKEN.optionalSubstitution,
        };
      default:
        throw new RangeError(`an unknown token ${kind}`);
    }
  }

  private readValue(at: number): string {
    const type = this.chunk.readUInt8(at);
    if (type === TYPE.text) return this.readCounted(at + 1);
    const size = fixedSize(type);
    if (size === null) throw new RangeError(`a value of type ${type} in the text`);
    this.at = at + 1 + size;
    return valueText(type, this.slice(at + 1, this.at));
  }

  private readCounted(at: number): string {
    const end = at + 2 + this.chunk.readUInt16LE(at) * 2;
    this.at = end;
    return this.slice(at + 2, end).toString('utf16le');
  }

  private readInstance(depth: number): Instance {
    const offset = this.chunk.readUInt32LE(this.at + 6);
    this.at += 10;
    const isHere = offset === this.at;
    const size = this.chunk.readUInt32LE(offset + 20);
    if (offset + 24 + size > this.chunk.length) throw new RangeError('a template is cut off');
    const after = isHere ? offset + 24 + size : this.at;
    const pieces = this.template(offset, size, depth);
    this.at = after;
    return { pieces, values: this.readValues() };
  }

  private template(offset: number, size: number, depth: number): readonly Piece[] {
    const known = this.templates.get(offset);
    if (known !== undefined) return known;
    const pieces = this.piecesWithin(offset + 24, offset + 24 + size, depth + 1);
    this.templates.set(offset, pieces);
    return pieces;
  }

  private readValues(): Value[] {
    const count = this.chunk.readUInt32LE(this.at);
    let table = this.at + 4;
    let start = table + count * 4;
    if (start > this.chunk.length) throw new RangeError('more values than a chunk can hold');
    const values: Value[] = [];
    for (let i = 0; i < count; i++, table += 4) {
      const end = start + this.chunk.readUInt16LE(table);
      if (end > this.chunk.length) throw new RangeError('a value is cut off');
      values.push({ type: this.chunk.readUInt8(table + 2), start, end });
      start = end;
    }
    this.at = start;
    return values;
  }

  /** Puts the values in their places. */
  private resolve(
    pieces: readonly Piece[],
    values: readonly Value[],
    depth: number,
  ): (Element | string)[] {
    if (depth > DEEPEST) throw new RangeError('templates nested too deeply');
    return pieces.flatMap((piece) => {
      if (typeof piece === 'string') return [piece];
      if ('instance' in piece) {
        return this.resolve(piece.instance.pieces, piece.instance.values, depth + 1);
      }
      if ('index' in piece) return this.fill(piece, values, depth);
      this.made += 1;
      if (this.made > MOST_ELEMENTS) throw new RangeError('too many elements');
      return [
        {
          name: piece.name,
          attributes: piece.attributes.map(({ name, parts }) => [
            name,
            this.resolve(parts, values, depth + 1)
              .map(String)
              .join(''),
          ]),
          children: this.resolve(piece.children, values, depth + 1),
        },
      ];
    });
  }

  private fill(slot: Slot, values: readonly Value[], depth: number): (Element | string)[] {
    const value = values[slot.index];
    if (value === undefined || value.type === TYPE.null || value.start === value.end) return [];
    const { type, start, end } = value;
    if (type !== TYPE.binaryXml) return [valueText(type, this.slice(start, end))];
    return this.resolve(this.piecesWithin(start, end, depth + 1), [], depth + 1);
  }

  private slice(start: number, end: number): Buffer {
    if (end > this.chunk.length) throw new RangeError('a value is cut off');
    return this.chunk.subarray(start, end);
  }
}
