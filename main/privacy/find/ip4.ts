import { isDigit, isWord } from './char-codes.ts';
import type { Report } from './findings.ts';

const DOT = 46;
const DASH = 45;

const VERSION = /(?:version|release|build|agent|driver|firmware|\bv|\brev|ver\.?)[ :=/]{0,2}$/i;
/** The last characters of these words. */
const VERSION_ENDS = 'nedtrv.';

/** The rest of the name of a host, two labels at least: `.dyn.isp.example`, `.hinet-ip.hinet.net`. */
const HOST = /\.[a-z][a-z\d-]{0,62}(?:\.[a-z\d-]{1,63}){0,6}\.([a-z]{2,24})(?![\w.-])/iy;
/** What names of files and packages end in. */
const FILE_ENDS = new Set(
  'bak bin bz2 conf csv deb dll dmg exe gz html iso jar json lock log msi py rpm sh so tar tgz txt war whl xml xz yaml yml zip zst'.split(
    ' ',
  ),
);

/**
 * An address of version 4 at `at`, its numbers parted by dots, or by dashes in the name that a provider gives a host
 * ("220-135-151-1.hinet-ip.hinet.net"); either way reported as with dots. Gives where it ends; `at`: there is none.
 */
export function findIp4(text: string, at: number, parted: number, report: Report): number {
  const parts = readParts(text, at, parted);
  if (parts === null) return at;
  const { numbers, end } = parts;
  if (!endsThere(text, end, parted)) return at;
  const [a, b, c, d] = numbers;
  // This host, this network, a mask, everybody: nobody in particular.
  if (a === 127 || a === 0 || a === 255 || (b === 0 && c === 0 && d === 0)) return end;
  if (isVersion(text, at)) return end;
  report('ip', at, end, 0.9, numbers.join('.'));
  return end;
}

function readParts(
  text: string,
  at: number,
  parted: number,
): { readonly numbers: readonly number[]; readonly end: number } | null {
  let place = at;
  const numbers: number[] = [];
  for (;;) {
    let value = 0;
    const start = place;
    while (isDigit(text.charCodeAt(place)) && place - start < 4) {
      value = value * 10 + text.charCodeAt(place++) - 48;
    }
    if (place === start || place - start > 3 || value > 255) return null;
    numbers.push(value);
    if (numbers.length === 4) return { numbers, end: place };
    if (text.charCodeAt(place) !== parted) return null;
    place++;
  }
}

/** Whether four numbers that end at `end` are no beginning of something else. */
function endsThere(text: string, end: number, parted: number): boolean {
  const after = text.charCodeAt(end);
  const next = text.charCodeAt(end + 1);
  if (after === DOT && isWord(next)) return isHost(text, end);
  // Four numbers and dashes are a telephone, a day, an id, unless a host is called so.
  if (parted === DASH) return false;
  return !isWord(after) && !(after === DASH && isWord(next) && !isDigit(next));
}

function isHost(text: string, end: number): boolean {
  HOST.lastIndex = end;
  const ending = HOST.exec(text)?.[1];
  return ending !== undefined && !FILE_ENDS.has(ending.toLowerCase());
}

/** Whether a word stands before four numbers for which they are a version. */
function isVersion(text: string, at: number): boolean {
  let end = at;
  while (end > at - 2 && ' :=/'.includes(text.charAt(end - 1))) end--;
  const last = text.charAt(end - 1).toLowerCase();
  if (last === '' || !VERSION_ENDS.includes(last)) return false;
  return VERSION.test(text.slice(Math.max(0, at - 12), at));
}
