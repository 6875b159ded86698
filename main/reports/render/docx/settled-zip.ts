import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate';

/**
 * The same package with nothing in it that depends on when or how often it was made: the times of its parts are
 * fixed, those of its properties are `at`, and names that were drawn by chance are numbered as they come.
 */
export function settledZip(bytes: Uint8Array, at: Date): Uint8Array {
  const parts = unzipSync(bytes);
  const names = Object.keys(parts).sort();
  const numbers = new Map<string, string>();
  const settled: Zippable = {};
  const time = at.toISOString().replace(/\.\d+Z$/, 'Z');
  // Word wants the list of content types first.
  const first = '[Content_Types].xml';
  const order = [first, ...names.filter((name) => name !== first)];
  for (const name of order) {
    const part = parts[name];
    if (part === undefined || name.endsWith('/')) continue;
    const text = /\.(xml|rels)$/.test(name) ? settle(strFromU8(part), numbers, time) : null;
    settled[name] = [text === null ? part : strToU8(text), { mtime: new Date(1980, 0, 1, 12) }];
  }
  return zipSync(settled, { level: 6 });
}

/** Identifiers of relationships that the library draws by chance: `rId` and 21 letters. */
const DRAWN = /\brId[a-z0-9_-]{21}\b/g;

/** Numbers of bookmarks and pictures, which the library counts over all documents that it has made. */
const NUMBERED = /(<(?:w:bookmarkStart|w:bookmarkEnd|wp:docPr)\b[^>]*?\b(?:w:)?id=)"(\d+)"/g;

function settle(text: string, numbers: Map<string, string>, time: string): string {
  return text
    .replace(DRAWN, (drawn) => {
      const known = numbers.get(drawn) ?? `rIdn${numbers.size + 1}`;
      numbers.set(drawn, known);
      return known;
    })
    .replace(NUMBERED, (_whole, head: string, number: string) => {
      const kind = head.startsWith('<wp:') ? 'picture' : 'bookmark';
      const known = numbers.get(`${kind} ${number}`) ?? String(numbers.size + 1);
      numbers.set(`${kind} ${number}`, known);
      return `${head}"${known}"`;
    })
    .replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*</g, `$1${time}<`);
}
