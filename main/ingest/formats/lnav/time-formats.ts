/** A timestamp format that cannot be read. The message names what in it. */
export class TimeFormatRefused extends Error {}

/** Conversions of strptime, and those that lnav adds, in the language of `time-layout.ts`. */
const CONVERSIONS: Readonly<Record<string, string>> = {
  A: 'EEE',
  B: 'MMM',
  b: 'MMM',
  h: 'MMM',
  D: 'MM/dd/yy',
  d: 'd',
  e: 'd',
  F: 'yyyy-MM-dd',
  f: 'S',
  H: 'H',
  I: 'h',
  i: 'epoch-ms',
  j: 'D',
  k: 'H',
  L: 'S',
  l: 'h',
  M: 'mm',
  m: 'M',
  N: 'S',
  n: ' ',
  p: 'a',
  q: 'epoch-hex',
  R: 'HH:mm',
  S: 'ss',
  s: 'epoch-s',
  T: 'HH:mm:ss',
  t: ' ',
  Y: 'yyyy',
  y: 'yy',
  Z: 'z',
  z: 'Z',
  '6': 'epoch-us',
  '9': 'epoch-ns',
  '@': 'tai64n',
};

/** Numbers of one or two digits, and how they are written where no other character ends them. */
const FIXED: Readonly<Record<string, string>> = { d: 'dd', H: 'HH', h: 'hh', M: 'MM' };

interface Token {
  /** A conversion in our language, else literal text. */
  readonly layout: string | null;
  readonly text: string;
}

function tokensOf(format: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < format.length; at++) {
    const char = format.charAt(at);
    if (char !== '%') {
      tokens.push({ layout: null, text: char });
      continue;
    }
    at++;
    const letter = format.charAt(at);
    if (letter === '%') tokens.push({ layout: null, text: '%' });
    else tokens.push({ layout: layoutOf(letter, format, at), text: letter });
  }
  return tokens;
}

function layoutOf(letter: string, format: string, at: number): string {
  // A weekday is any text up to the next character of the format.
  if (letter === 'a') return format.charAt(at + 1) === ' ' ? '*' : 'EEE';
  const layout = CONVERSIONS[letter];
  if (layout !== undefined) return layout;
  throw new TimeFormatRefused(
    letter === '' ? 'a % at the end' : `the conversion %${letter}, which this app does not know`,
  );
}

function literal(char: string): string {
  if (char === "'") throw new TimeFormatRefused("a ' in it");
  return /[A-Za-z[\]*]/.test(char) ? `'${char}'` : char;
}

const NO_DATE = 'no date, so its times cannot be placed';

/** Whether a timestamp format is one of times of day only. */
export function hasNoDate(format: string): boolean {
  try {
    layoutsOf(format);
    return false;
  } catch (error) {
    return error instanceof TimeFormatRefused && error.message === NO_DATE;
  }
}

const TIME_OF_DAY = /[Hh]/;
const FRACTION = '[.S][,S]';

/** A zone at the end, which lnav does not miss in a time that ends before it. */
const ZONE_AT_END = / ?%[zZ]$/;

/**
 * Layouts for one of a format's `timestamp-format`. There are several, because lnav reads a fraction
 * after the last digit, and lets anything follow, whatever the format says.
 *
 * @throws TimeFormatRefused
 */
export function layoutsOf(format: string): string[] {
  const bare = format.replace(ZONE_AT_END, '');
  return bare === format ? layoutsAs(format) : [...layoutsAs(format), ...layoutsAs(bare)];
}

function layoutsAs(format: string): string[] {
  const tokens = tokensOf(format);
  const parts = tokens.map(({ layout, text }, index) => {
    // ISO 8601: a Z after the seconds is UTC.
    const before = tokens[index - 1]?.layout;
    if (text === 'Z' && layout === null && (before === 'S' || before === 'ss')) return 'Z';
    if (layout === null) return literal(text);
    const next = tokens[index + 1];
    const runsOn = next !== undefined && next.layout !== null;
    return runsOn ? (FIXED[layout] ?? layout) : layout;
  });
  const known = tokens.flatMap(({ layout }) => layout ?? []);
  const epoch = known.some((layout) => /^(?:epoch|tai)/.test(layout));
  const dated = known.some((layout) => /[dDy]/.test(layout.replace('z', '')));
  if (!epoch && !dated) throw new TimeFormatRefused(NO_DATE);
  // An epoch number takes its own fraction.
  const whole = epoch ? parts.join('').replace(/^(epoch-s)[.]S/, '$1') : parts.join('');
  if (epoch) return [whole];
  const fraction =
    known.includes('S') || !known.some((layout) => TIME_OF_DAY.test(layout)) ? '' : FRACTION;
  const exact = `${whole}${fraction}`;
  const zoned = known.includes('Z') || known.includes('z') ? exact : `${exact}[ ][Z][z]`;
  const anyZone = parts.includes('z') ? [exact.replace('z', '*')] : [`${exact} *`];
  return [...new Set([zoned, ...anyZone])];
}

/** Layouts of the times of formats that say nothing about them: what loggers write. */
export const USUAL_LAYOUTS: readonly string[] = [
  "yyyy-MM-dd[ ]['T']HH:mm[:ss][.S][,S][:S][ ][a][ ][Z][z]",
  'yyyy-MM-dd HH:mm:ss[.S][,S] *',
  "yyyy/MM/dd[ ]['T'][-]HH:mm[:ss][.S][,S][ ][Z][z]",
  "yyyy-D'T'HH:mm:ss[.S][,S][ ][a][ ][Z][z]",
  "yy-MM-dd[ ]['T']HH:mm:ss[.S][,S][Z]",
  'yyyy MMM d[ EEE] HH:mm:ss[.S]',
  'MMM[ ][-]d H:mm[:ss][.S][ ][a]',
  'MMM[ ]d yyyy HH:mm:ss[.S][ ][Z][z]',
  "MMM d, yyyy[ 'at'] h:mm:ss a",
  'EEE[,] MMM d HH:mm:ss[.S][:S] yyyy',
  'EEE MMM d h:mm:ss a z yyyy',
  'EEE MMM d HH:mm:ss z yyyy',
  'EEE MMM d HH:mm:ss * yyyy',
  'EEE MMM d HH:mm[:ss][.S][ ]',
  'EEE[,] d MMM yyyy HH:mm:ss[.S][ ][Z][z]',
  'dd.MM.yyyy HH:mm:ss[.S]',
  'dd/MMM/yyyy[:][ ]HH:mm:ss[.S][,S][ ][Z][z]',
  'dd-MMM-yyyy HH:mm:ss[.S][ ][Z][z]',
  'd MMM yyyy HH:mm[:ss][.S][,S][ ][Z][z]',
  'M/d/yyyy h:mm:ss[:S][.S][ ]a[ ][Z][z]',
  'MM/dd/yyyy HH:mm:ss[.S]',
  'MM/dd/yy HH:mm:ss[.S]',
  'yy/MM/dd HH:mm:ss[.S]',
  'dd/MM/yy HH:mm:ss',
  'dd/MMM/yy HH:mm:ss',
  'MM.dd HH:mm:ss[.S]',
  'MM/dd HH:mm:ss[.S]',
  'MM-dd HH:mm:ss[.S]',
  'MMdd HH:mm:ss[.S]',
  'yyyyMMdd[ ][-]HH:mm:ss[.S]',
  "yyyyMMdd[ ][.]['T']HHmmss[.S][Z]",
  'yyMMdd HHmmss',
  'yyMMdd[ ]H:mm:ss',
  'yyyy-MM-dd',
  'yyyy/MM/dd',
  'tai64n',
  '+epoch-s',
  'epoch',
];
