import { isWord } from './char-codes.ts';
import { isIPv6 } from 'node:net';
import type { Report } from './findings.ts';

const isHex = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);

/** An IPv6 address (RFC 4291) whose first colon is at `at`. Gives where to go on. */
export function findIp6(text: string, at: number, report: Report): number {
  const doubled = text.charCodeAt(at + 1) === 58;
  // Written out it has eight groups: the second ends at another colon.
  let start = at;
  while (start > at - 5 && isHex(text.charCodeAt(start - 1))) start--;
  if (
    at - start > 4 ||
    (start > 0 && (isWord(text.charCodeAt(start - 1)) || text.charCodeAt(start - 1) === 58))
  )
    return at + 1;
  if (start === at && !doubled) return at + 1;
  let end = at;
  let colons = 0;
  let group = 0;
  for (; end < at + 46; end++) {
    const code = text.charCodeAt(end);
    if (code === 58) {
      colons++;
      group = 0;
    } else if (isHex(code) && group < 4) group++;
    else break;
  }
  if (colons < 2 || (colons < 7 && text.slice(start, end).indexOf('::') < 0)) return at + 1;
  // An IPv4 address at its end, an address' own colon behind it.
  if (text.charCodeAt(end) === 46)
    while (
      end < at + 46 &&
      (text.charCodeAt(end) === 46 || (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57))
    )
      end++;
  while (
    end > start &&
    (text.charCodeAt(end - 1) === 46 ||
      (text.charCodeAt(end - 1) === 58 && text.charCodeAt(end - 2) !== 58))
  )
    end--;
  if (isWord(text.charCodeAt(end))) return at + 1;
  const address = text.slice(start, end).toLowerCase();
  // This machine, and what is no address in particular.
  if (/^[0:]+1?$/.test(address) || !/\d/.test(address) || !isIPv6(address)) return at + 1;
  report('ip', start, end, 0.9, address);
  return end;
}
