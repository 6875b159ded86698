/** A place in a file, cut off the end of a text. */
export interface Position {
  readonly before: string;
  readonly line: number;
  readonly column: number | null;
}

const LINE_AND_COLUMN = /:(\d{1,9}):(\d{1,9})\)?\s*$/;
const LINE_ONLY = /:(\d{1,9})\)?\s*$/;

/** `file.js:12:3` as file, line and column; `file.rb:12` as file and line; null when there is no line. */
export function cutPosition(text: string): Position | null {
  const both = LINE_AND_COLUMN.exec(text);
  if (both !== null) {
    const before = text.slice(0, both.index);
    return { before, line: Number(both[1]), column: Number(both[2]) };
  }
  const one = LINE_ONLY.exec(text);
  if (one === null) return null;
  return { before: text.slice(0, one.index), line: Number(one[1]), column: null };
}

/** Blanks and tabs that a line begins with. */
export function indentOf(line: string): number {
  let at = 0;
  while (at < line.length && (line[at] === ' ' || line[at] === '\t')) at++;
  return at;
}

/** File name without folders, query string and the hash a bundler puts into it (`main.3f2a9c1b.js`). */
export function fileName(path: string): string {
  const end = path.search(/[?#]/);
  const plain = end < 0 ? path : path.slice(0, end);
  const base = plain.slice(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('\\')) + 1);
  return base.replace(
    /[.-](?=[0-9a-zA-Z_-]{0,64}\d)[0-9a-zA-Z_-]{6,64}(?=(?:\.\w{1,8}){1,2}$)/,
    '',
  );
}

/** A path without what changes from build to build: hashes, versions and numbered release folders. */
export function steadyPath(path: string): string {
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const folder = path
    .slice(0, slash + 1)
    .slice(-160)
    .replace(/\d+/g, '0');
  return folder + fileName(path);
}
