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
 * A regular expression for lines like this one: the marked parts as named groups, what stands between them as it is, but for
 * numbers and spaces, which vary. While no message is marked, all after the last mark is it: so other lines are read from
 * the first mark on.
 */
export function patternOfMarks(line: string, marks: readonly Mark[]): string {
  let pattern = '';
  let at = 0;
  for (const mark of marks) {
    pattern += between(line.slice(at, mark.start));
    pattern += `(?<${mark.name}>${inside(line, mark)})`;
    at = mark.end;
  }
  const rest = line.slice(at);
  if (rest.trim() === '') return `^${pattern}`;
  const isTold = marks.some(({ name }) => name === 'message');
  return `^${pattern}${isTold ? between(rest) : `${/^\s/.test(rest) ? '\\s*' : ''}(?<message>.*)`}`;
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

/** Digits as so many digits, but of one or two, which some write either way; letters as letters, all else as it is. */
function shapeOf(text: string): string {
  return text
    .split(/(\d+|[A-Za-z]+|\s+)/)
    .map((part) => {
      if (/^\d/.test(part)) return part.length <= 2 ? '\\d{1,2}' : `\\d{${part.length}}`;
      if (/^\s/.test(part)) return '\\s+';
      return /^[A-Za-z]{2,}/.test(part) ? '[A-Za-z]+' : escaped(part);
    })
    .join('');
}
