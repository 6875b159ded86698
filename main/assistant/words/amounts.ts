import type { Token } from './tokens.ts';

/** How a number compares. */
export type Comparison = '>' | '>=' | '<' | '<=' | '=';

const COMPARISONS: readonly (readonly [RegExp, Comparison])[] = [
  [/^(?:>=|≥|at least|no less than|not less than|from)$/, '>='],
  [/^(?:<=|≤|at most|no more than|not more than|up to)$/, '<='],
  [
    /^(?:>|over|above|more than|greater than|higher than|longer than|larger than|bigger than|exceeding|exceeds|exceeded|beyond|slower than)$/,
    '>',
  ],
  [
    /^(?:<|under|below|less than|lower than|shorter than|smaller than|faster than|fewer than)$/,
    '<',
  ],
  [
    /^(?:=|is|are|was|were|equals|equal to|of|being|exactly|code|number|id|named|called|from|on|for|by)$/,
    '=',
  ],
];

/** A comparison in words or as a sign, and how many tokens it takes. */
export function comparisonAt(
  tokens: readonly Token[],
  at: number,
): { readonly is: Comparison; readonly length: number } | null {
  let start = at;
  if (/^(?:is|are|was|were|of|be|being|took|taking|takes|that)$/.test(tokens[at]?.lower ?? ''))
    start++;
  for (const from of start === at ? [at] : [start, at]) {
    for (let length = 3; length >= 1; length--) {
      const said = tokens
        .slice(from, from + length)
        .map(({ lower }) => lower)
        .join(' ');
      const known = COMPARISONS.find(([pattern]) => pattern.test(said));
      if (known !== undefined) return { is: known[1], length: from + length - at };
    }
  }
  return null;
}

const UNITS: readonly (readonly [RegExp, number, 'time' | 'size'])[] = [
  [/^(?:ms|msecs?|milliseconds?|millis)$/, 1000, 'time'],
  [/^(?:s|secs?|seconds?)$/, 1_000_000, 'time'],
  [/^(?:m|mins?|minutes?)$/, 60_000_000, 'time'],
  [/^(?:h|hrs?|hours?)$/, 3_600_000_000, 'time'],
  [/^(?:us|µs|microseconds?)$/, 1, 'time'],
  [/^(?:b|bytes?)$/, 1, 'size'],
  [/^(?:kb|kib|kilobytes?)$/, 1024, 'size'],
  [/^(?:mb|mib|megabytes?)$/, 1_048_576, 'size'],
];
const NUMBER_WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'a',
  'an',
];

/** A number as words say it. */
export interface Amount {
  readonly value: number;
  /** Microseconds or bytes that its unit is; null: it has none. */
  readonly unit: { readonly size: number; readonly of: 'time' | 'size' } | null;
  readonly length: number;
}

/** A number with its unit. */
export function amountAt(tokens: readonly Token[], at: number): Amount | null {
  const text = tokens[at]?.lower ?? '';
  const [, digits, ending = ''] =
    /^(-?\d+(?:\.\d+)?)([a-zµ]*)$/.exec(text.replaceAll(/(?<=\d),(?=\d{3}\b)/g, '')) ?? [];
  const next = tokens[at + 1]?.lower ?? '';
  const known = (unit: string) => UNITS.find(([pattern]) => pattern.test(unit));
  if (digits === undefined && text === 'half' && /^an?$/.test(next)) {
    const unit = known(tokens[at + 2]?.lower ?? '');
    if (unit !== undefined) return { value: 0.5, unit: { size: unit[1], of: unit[2] }, length: 3 };
  }
  if (digits === undefined) {
    const word = NUMBER_WORDS.indexOf(text);
    const unit = known(next);
    if (word < 0) return null;
    const value = word > 10 ? 1 : word;
    if (unit === undefined) return word > 10 ? null : { value, unit: null, length: 1 };
    return { value, unit: { size: unit[1], of: unit[2] }, length: 2 };
  }
  const own = known(ending);
  if (own !== undefined)
    return { value: Number(digits), unit: { size: own[1], of: own[2] }, length: 1 };
  if (ending !== '') return null;
  const unit = known(next);
  return unit === undefined
    ? { value: Number(digits), unit: null, length: 1 }
    : { value: Number(digits), unit: { size: unit[1], of: unit[2] }, length: 2 };
}

/** From one number to another, and how many tokens that takes; null: it says no such thing. */
export function rangeAt(
  tokens: readonly Token[],
  at: number,
): { readonly from: Amount; readonly to: Amount; readonly length: number } | null {
  const start = /^(?:is|of|was)$/.test(tokens[at]?.lower ?? '') ? at + 1 : at;
  const opening = tokens[start]?.lower ?? '';
  if (opening !== 'between' && opening !== 'from') {
    const [, low, high] = /^(\d+)[-–](\d+)$/.exec(opening) ?? [];
    if (low === undefined || high === undefined) return null;
    const plain = (text: string): Amount => ({ value: Number(text), unit: null, length: 1 });
    return { from: plain(low), to: plain(high), length: start + 1 - at };
  }
  const from = amountAt(tokens, start + 1);
  if (from === null) return null;
  const join = start + 1 + from.length;
  if (!/^(?:and|to)$/.test(tokens[join]?.lower ?? '')) return null;
  const to = amountAt(tokens, join + 1);
  if (to === null) return null;
  return { from: { ...from, unit: from.unit ?? to.unit }, to, length: join + 1 + to.length - at };
}
