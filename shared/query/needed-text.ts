import { readAlike, type Pattern } from '../pattern/index.ts';

/** What the raw text of a record must contain, lower-cased, for the record to match. */
export type LiteralNeed =
  | { readonly kind: 'anything' }
  | { readonly kind: 'literal'; readonly text: string }
  /** An expression, in any case, that finds something in it. */
  | { readonly kind: 'pattern'; readonly source: string }
  | { readonly kind: 'and' | 'or'; readonly needs: readonly LiteralNeed[] };

export const ANYTHING: LiteralNeed = { kind: 'anything' };

/** All of several needs. */
export function allOf(needs: readonly LiteralNeed[]): LiteralNeed {
  const real = needs.filter(({ kind }) => kind !== 'anything');
  const [only] = real;
  if (only === undefined) return ANYTHING;
  return real.length === 1 ? only : { kind: 'and', needs: real };
}

/** One of several needs. */
export function oneOf(needs: readonly LiteralNeed[]): LiteralNeed {
  return needs.some(({ kind }) => kind === 'anything') ? ANYTHING : { kind: 'or', needs };
}

/** Characters that an encoder may write with an escape, or a reader join lines at. */
const MAY_BE_ESCAPED = /[^ -~]|["\\/<>&'+=]/;

/** The need of a text, as far as it is written as it reads. */
export function needOfText(text: string): LiteralNeed {
  return allOf(
    text
      .toLowerCase()
      .split(MAY_BE_ESCAPED)
      .filter((piece) => piece.length >= 3)
      .map((piece) => ({ kind: 'literal', text: piece })),
  );
}

/**
 * The need of a number, however it is written: 4711 as 04711, 4711.0 or 4.711e3. All but its first digit, and but the zeros at its
 * end, stand together in each of these. Of a fraction nothing need be written as it reads (0.3 as 0.29999999999999999).
 */
export function needOfNumber(text: string): LiteralNeed {
  const digits = /^-?0*[1-9](\d*[1-9])0*$/.exec(text)?.[1];
  return digits === undefined ? ANYTHING : needOfText(digits);
}

/** The need of an expression that must find something; nothing if there is none. */
export function needOfFinding(source: string | null): LiteralNeed {
  return source === null ? ANYTHING : { kind: 'pattern', source };
}

/** The need of every match of a regular expression, of alternatives one; nothing when in doubt. */
export function needOfPattern(source: string): LiteralNeed {
  const pattern = readAlike(source);
  return pattern === null ? ANYTHING : needOf(pattern);
}

/** Gathers characters that stand next to each other in every match. */
class Runs {
  private readonly needs: LiteralNeed[] = [];
  private run = '';

  add(pattern: Pattern): void {
    switch (pattern.kind) {
      case 'chars': {
        const char = charOf(pattern.text);
        if (char === null) this.cut();
        else this.run += char;
        return;
      }
      case 'sequence':
        for (const item of pattern.items) this.add(item);
        return;
      case 'group':
      case 'atomic':
        this.add(pattern.body);
        return;
      case 'choice':
        this.cut();
        this.needs.push(oneOf(pattern.options.map(needOf)));
        return;
      case 'repeat':
        // Of what is repeated the first stands behind what was before, the last before what comes.
        if (pattern.min > 0) this.add(pattern.body);
        this.cut();
        if (pattern.min > 0 && pattern.body.kind === 'chars') this.add(pattern.body);
        return;
      case 'assert':
      case 'look':
        return;
    }
  }

  finish(): LiteralNeed {
    this.cut();
    return allOf(this.needs);
  }

  private cut(): void {
    this.needs.push(needOfText(this.run));
    this.run = '';
  }
}

function needOf(pattern: Pattern): LiteralNeed {
  const runs = new Runs();
  runs.add(pattern);
  return runs.finish();
}

/** The only character that a set has, as far as it is written so; null: it has several. */
function charOf(text: string): string | null {
  if (text.length === 1) return text === '.' ? null : text;
  const code = /^\\u([\da-f]{4})$/.exec(text)?.[1];
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
  return /^\\[^\w]$/.test(text) ? (text[1] ?? null) : null;
}
