/** A stretch of a line that somebody marked as a part of a record. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  /** `time`, `level`, `message`, or the name of a field. */
  readonly name: string;
}

/** Adds a mark; those that it overlaps or repeats go. */
export function addMark(marks: readonly Mark[], mark: Mark): Mark[] {
  const others = marks.filter(
    ({ start, end, name }) => name !== mark.name && (end <= mark.start || start >= mark.end),
  );
  return [...others, mark].sort((a, b) => a.start - b.start);
}

/**
 * A regular expression for lines like this one: the marked parts as named groups, what stands
 * between them as it is, but for numbers and spaces, which vary.
 */
export function patternOfMarks(line: string, marks: readonly Mark[]): string {
  let pattern = '';
  let at = 0;
  for (const mark of marks) {
    pattern += between(line.slice(at, mark.start));
    pattern += `(?<${mark.name}>${inside(line, mark)})`;
    at = mark.end;
  }
  const reachesEnd = marks.at(-1)?.name === 'message' && at === line.length;
  return `^${pattern}${reachesEnd ? '' : between(line.slice(at))}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

function between(text: string): string {
  return text
    .split(/(\s+|\d+)/)
    .map((part) => {
      if (part === '') return '';
      if (/^\s/.test(part)) return '\\s+';
      return /^\d/.test(part) ? '\\d+' : escaped(part);
    })
    .join('');
}

function inside(line: string, { start, end, name }: Mark): string {
  const text = line.slice(start, end);
  if (name === 'time') return shapeOf(text);
  if (name === 'message') return end === line.length ? '.*' : '.*?';
  if (/^\d+$/.test(text)) return '\\d+';
  const after = line.charAt(end);
  if (after === '' || /\s/.test(after)) return /\s/.test(text) ? '.+?' : '\\S+';
  // Up to the character that ends it, which stands in no other line's value either.
  return text.includes(after) ? '.+?' : `[^${after.replace(/[\\\]^-]/, String.raw`\$&`)}]*`;
}

/** Digits as so many digits, letters as letters, all else as it is. */
function shapeOf(text: string): string {
  return text
    .split(/(\d+|[A-Za-z]+|\s+)/)
    .map((part) => {
      if (/^\d/.test(part)) return part.length === 1 ? '\\d{1,2}' : `\\d{${part.length}}`;
      if (/^\s/.test(part)) return '\\s+';
      return /^[A-Za-z]/.test(part) && part !== 'T' && part !== 'Z' ? '[A-Za-z]+' : escaped(part);
    })
    .join('');
}

const FRACTION = String.raw`(?:([.,])\d{1,9})?`;
const OFFSET = String.raw`( ?)(Z|[+-]\d\d:?\d\d)?`;

/** What times look like, and the layout for it; `S`: a fraction may follow. */
const SHAPES: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [
    new RegExp(String.raw`^\d{4}([-/.])\d\d[-/.]\d\d([T ])\d\d:\d\d:\d\d${FRACTION}${OFFSET}$`),
    ([, dash = '-', middle = ' ', point, space = '', zone]) =>
      `yyyy${dash}MM${dash}dd${middle === 'T' ? "'T'" : ' '}HH:mm:ss${fraction(point)}${offset(space, zone)}`,
  ],
  [
    new RegExp(String.raw`^\d\d([-/.])\d\d[-/.]\d{4} \d\d:\d\d:\d\d${FRACTION}${OFFSET}$`),
    ([, dash = '/', point, space = '', zone]) =>
      `${dash === '.' ? 'dd.MM.yyyy' : `MM${dash}dd${dash}yyyy`} HH:mm:ss${fraction(point)}${offset(space, zone)}`,
  ],
  [
    new RegExp(String.raw`^\d{1,2}/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d${FRACTION}${OFFSET}$`),
    ([, point, space = '', zone]) => `d/MMM/yyyy:HH:mm:ss${fraction(point)}${offset(space, zone)}`,
  ],
  [
    new RegExp(String.raw`^[A-Za-z]{3}\s+\d{1,2} \d\d:\d\d:\d\d${FRACTION}$`),
    ([, point]) => `MMM d HH:mm:ss${fraction(point)}`,
  ],
  [
    new RegExp(String.raw`^[A-Za-z]{3} [A-Za-z]{3}\s+\d{1,2} \d\d:\d\d:\d\d${FRACTION} \d{4}$`),
    ([, point]) => `EEE MMM d HH:mm:ss${fraction(point)} yyyy`,
  ],
  [
    /^\d{8}T?\d{6}(Z?)$/,
    ([text, zone]) => `yyyyMMdd${text.includes('T') ? "'T'" : ''}HHmmss${zone === 'Z' ? 'Z' : ''}`,
  ],
  [/^\d{9,19}(?:\.\d+)?$/, () => 'epoch'],
];

function fraction(point: string | undefined): string {
  return point === undefined ? '' : `[${point}S]`;
}

function offset(space: string, zone: string | undefined): string {
  return zone === undefined ? '' : `${space}Z`;
}

/** The layout of a time, as formats write it; null when it is none of the usual. */
export function layoutOfTime(text: string): string | null {
  for (const [shape, layout] of SHAPES) {
    const found = shape.exec(text);
    if (found !== null) return layout(found);
  }
  return null;
}
