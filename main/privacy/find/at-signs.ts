import type { Report } from './findings.ts';

/** Endings that look like a top-level domain behind an "@" and are none. */
const NO_DOMAIN: ReadonlySet<string> = new Set(
  'service socket target timer mount slice scope device swap path js mjs cjs ts tsx jsx php py rb java kt go rs html htm css png jpg jpeg gif svg json xml yml yaml txt log so dll exe jar class conf cfg ini'.split(
    ' ',
  ),
);
/** Local parts that are no person's. */
const NOBODY: ReadonlySet<string> = new Set(['git', 'svn', 'hg']);

/** Letters beyond ASCII; not the quotation marks, dashes, arrows and pictures that a sentence puts beside an address. */
const isForeignLetter = (code: number): boolean =>
  code > 0xbf &&
  code !== 0xd7 &&
  code !== 0xf7 &&
  !(code >= 0x2000 && code <= 0x2bff) &&
  !(code >= 0x2e00 && code <= 0x2e7f) &&
  !(code >= 0x3000 && code <= 0x303f) &&
  !(code >= 0xd800 && code <= 0xdfff) &&
  !(code >= 0xfe00 && code <= 0xfe6f);
const isLocal = (code: number): boolean =>
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  (code >= 97 && code <= 122) ||
  code === 46 ||
  code === 95 ||
  code === 45 ||
  code === 43 ||
  code === 37 ||
  code === 39 ||
  code === 33 ||
  code === 35 ||
  code === 36 ||
  code === 38 ||
  code === 42 ||
  code === 126 ||
  isForeignLetter(code);
const isLabel = (code: number): boolean =>
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  (code >= 97 && code <= 122) ||
  code === 45 ||
  isForeignLetter(code);

/** Longest parts of an address (RFC 5321). */
const LOCAL = 64;
const DOMAIN = 255;

/** An e-mail address around the "@" at `at`. Gives where to go on. */
export function findEmail(text: string, at: number, report: Report): number {
  let start = at;
  const least = Math.max(0, at - LOCAL);
  while (start > least && isLocal(text.charCodeAt(start - 1))) start--;
  // Quotation marks, signs and dots at its beginning are the sentence's.
  while (start < at && /[.'!#$%&*~+-]/.test(text[start] ?? '')) start++;
  if (start === at) return at + 1;
  let end = at + 1;
  let labelStart = end;
  let dots = 0;
  const most = Math.min(text.length, at + DOMAIN);
  let lastLabelEnd = end;
  let lastLabel = '';
  for (;;) {
    while (end < most && isLabel(text.charCodeAt(end))) end++;
    if (end === labelStart) break;
    lastLabel = text.slice(labelStart, end);
    lastLabelEnd = end;
    if (text.charCodeAt(end) !== 46 || !isLabel(text.charCodeAt(end + 1))) break;
    dots++;
    labelStart = ++end;
  }
  const tail = lastLabel.replace(/-+$/, '');
  if (dots === 0 || !/^(?:\p{L}{2,24}|xn--[\w-]+)$/u.test(tail)) return at + 1;
  if (NO_DOMAIN.has(tail.toLowerCase())) return at + 1;
  const local = text.slice(start, at);
  if (NOBODY.has(local.toLowerCase()) && text[lastLabelEnd] === ':') return at + 1;
  const stop = lastLabelEnd - (lastLabel.length - tail.length);
  report('email', start, stop, 0.98, text.slice(start, stop).toLowerCase());
  return stop;
}
