import type { TimeLayout } from './time-layout.ts';

/** How many digits a layout begins with, and the character behind them; null: any. */
interface Head {
  readonly least: number;
  readonly most: number;
  readonly next: string | null;
}

const ANY: Head = { least: 0, most: Infinity, next: null };
const FIXED: Readonly<Record<string, readonly [number, number]>> = {
  yyyy: [4, 4],
  yy: [2, 2],
  MM: [2, 2],
  dd: [2, 2],
  HH: [2, 2],
  hh: [2, 2],
  mm: [2, 2],
  ss: [2, 2],
  D: [3, 3],
  M: [1, 2],
  d: [1, 2],
  H: [1, 2],
  h: [1, 2],
};
const FIXED_TOKEN = /^(?:yyyy|yy|MMM|MM|M|dd|d|D|HH|H|hh|h|mm|ss)/;

function headOf(layout: string): Head {
  // Numbers of any length, and words.
  if (layout.endsWith('ssms') || /^(?:epoch|tai64n|\*|…|S|ms|m|s|\[|Z|VV)/.test(layout)) return ANY;
  let least = 0;
  let most = 0;
  for (let rest = layout; rest !== '';) {
    const token = FIXED_TOKEN.exec(rest)?.[0] ?? '';
    const digits = FIXED[token];
    if (digits === undefined) return { least, most, next: nextOf(rest) };
    least += digits[0];
    most += digits[1];
    rest = rest.slice(token.length);
  }
  return { least, most, next: null };
}

/** The character that stands for itself at the start of what is left of a layout; null: what stands there may be another one. */
function nextOf(rest: string): string | null {
  const quoted = /^'([^'])/.exec(rest)?.[1];
  if (quoted !== undefined) return quoted;
  return /^[-/.:,_ ]/.exec(rest)?.[0] ?? null;
}

const MOST_DIGITS = 20;
const BEYOND_ASCII = 127;

/**
 * The layouts that a text may begin with, by how many digits it begins with and what stands behind them. Of the many that the formats
 * of last resort have, trying each at every place that looks like a time took two thirds of reading a line.
 */
export class LayoutHeads {
  private readonly layouts: readonly { readonly layout: TimeLayout; readonly head: Head }[];
  private readonly known: (readonly TimeLayout[] | undefined)[] = [];

  /** @param sources what the layouts were compiled of */
  constructor(layouts: readonly TimeLayout[], sources: readonly string[]) {
    this.layouts = layouts.map((layout, at) => ({ layout, head: headOf(sources[at] ?? '*') }));
  }

  /** In their order. */
  of(text: string, at: number): readonly TimeLayout[] {
    let end = at;
    let code = text.charCodeAt(end);
    while (code >= 48 && code <= 57 && end - at < MOST_DIGITS) code = text.charCodeAt(++end);
    const digits = end - at;
    const key = digits * 128 + (code < BEYOND_ASCII ? code : BEYOND_ASCII);
    return (this.known[key] ??= this.fitting(digits, code));
  }

  private fitting(digits: number, code: number): readonly TimeLayout[] {
    return this.layouts
      .filter(
        ({ head: { least, most, next } }) =>
          digits >= least &&
          digits <= most &&
          (next === null ||
            (next.charCodeAt(0) < BEYOND_ASCII
              ? next.charCodeAt(0) === code
              : !(code < BEYOND_ASCII))),
      )
      .map(({ layout }) => layout);
  }
}
