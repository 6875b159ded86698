/**
 * Finds which of many literals occur in a text, in one pass whatever their number: each literal is known by
 * four characters of it (three where it has no more), and only where a text has these is it compared (after
 * Wu and Manber, "A fast algorithm for multi-pattern searching", 1994). ASCII letters count without case.
 */
export class LiteralFinder {
  private readonly literals: readonly string[];
  private readonly four = new GramTable(24);
  private readonly three = new GramTable(18);

  /** Literals are lower-cased ASCII of at least three characters. */
  constructor(literals: readonly string[]) {
    this.literals = literals;
    literals.forEach((literal, id) => {
      if (literal.length < LONG) this.three.add(codeOf(literal, 0, SHORT), { id, at: 0 });
      else {
        const at = rarestGram(literal);
        this.four.add(codeOf(literal, at, LONG), { id, at });
      }
    });
  }

  /** Calls back for every occurrence between two positions, in the order in which they are noticed. */
  scan(text: string, start: number, end: number, found: (id: number) => void): void {
    let code = 0;
    const { four, three } = this;
    for (let i = start; i < end; i++) {
      const char = text.charCodeAt(i);
      const kind = char < 128 ? (CLASS_OF[char] as number) : foldedClass(char);
      code = ((code << 6) | kind) & 0xffffff;
      if (four.has(code) && i - start >= LONG - 1) {
        for (const { id, at } of four.get(code)) {
          if (this.stands(text, i - (LONG - 1) - at, id, start, end)) found(id);
        }
      }
      if (three.has(code & 0x3ffff) && i - start >= SHORT - 1) {
        for (const { id } of three.get(code & 0x3ffff)) {
          if (this.stands(text, i - (SHORT - 1), id, start, end)) found(id);
        }
      }
    }
  }

  private stands(text: string, from: number, id: number, start: number, end: number): boolean {
    const literal = this.literals[id] ?? '';
    if (from < start || from + literal.length > end) return false;
    for (let i = 0; i < literal.length; i++) {
      if (folded(text.charCodeAt(from + i)) !== literal.charCodeAt(i)) return false;
    }
    return true;
  }
}

const LONG = 4;
const SHORT = 3;
const KELVIN = 0x212a;
const DOTTED_I = 0x130;

function folded(char: number): number {
  if (char >= 65 && char <= 90) return char + 32;
  return char === KELVIN ? 107 : char === DOTTED_I ? 105 : char;
}

/** 64 classes of characters: letters and digits have one each, the rest shares. */
const CLASS_OF = Uint8Array.from({ length: 128 }, (_, char) => {
  const code = folded(char);
  if (code >= 97 && code <= 122) return code - 96;
  if (code >= 48 && code <= 57) return 27 + code - 48;
  return 37 + (code % 27);
});

function foldedClass(char: number): number {
  const code = folded(char);
  return code < 128 ? (CLASS_OF[code] as number) : 63;
}

function codeOf(text: string, at: number, length: number): number {
  let code = 0;
  for (let i = at; i < at + length; i++) {
    code = (code << 6) | (CLASS_OF[text.charCodeAt(i) & 127] as number);
  }
  return code;
}

/** What stands in most records of the logs that have many literals searched in them. */
const COMMON =
  '"message":"eventid":1,"provider":"microsoft-windows-sysmon/operational","channel":"security","computer":' +
  '"eventdata":{"utctime":"2024-01-01 00:00:00.000","processguid":"{00000000-0000-0000-0000-000000000000}",' +
  '"processid":"image":"c:\\\\windows\\\\system32\\\\cmd.exe","commandline":"currentdirectory":"user":"nt ' +
  'authority\\\\system","parentimage":"c:\\\\program files (x86)\\\\users\\\\appdata\\\\local\\\\temp powershell.exe ' +
  '.dll http:// https:// www. .com application service client server error info admin windowspowershell';

/** How unlikely a literal is to stand in any record: its length, less what is common in it. */
export function rarityOf(literal: string): number {
  let rare = 0;
  for (let at = 0; at + SHORT < literal.length; at++) {
    if (!COMMON.includes(literal.slice(at, at + LONG))) rare++;
  }
  return rare + literal.length / 100;
}

function rarestGram(literal: string): number {
  for (let at = 0; at + LONG <= literal.length; at++) {
    if (!COMMON.includes(literal.slice(at, at + LONG))) return at;
  }
  return 0;
}

interface Place {
  readonly id: number;
  /** Where in the literal the characters stand that it is known by. */
  readonly at: number;
}

class GramTable {
  private readonly bits: Uint8Array;
  private readonly places = new Map<number, Place[]>();

  constructor(width: number) {
    this.bits = new Uint8Array(2 ** width / 8);
  }

  add(code: number, place: Place): void {
    const at = code >>> 3;
    this.bits[at] = (this.bits[at] as number) | (1 << (code & 7));
    const known = this.places.get(code);
    if (known === undefined) this.places.set(code, [place]);
    else known.push(place);
  }

  has(code: number): boolean {
    return ((this.bits[code >>> 3] as number) & (1 << (code & 7))) !== 0;
  }

  get(code: number): readonly Place[] {
    return this.places.get(code) ?? [];
  }
}
