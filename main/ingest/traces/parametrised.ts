const LONGEST = 240;
const KEPT = 90;

/**
 * What an error message says with its values taken out, each as `<*>`: quoted texts, numbers, hex,
 * UUIDs, addresses, paths, URLs and words with digits. Shortened at a word.
 */
export function parametrised(message: string): string {
  const line = message.slice(0, LONGEST).split('\n', 1)[0] ?? '';
  const masked = line
    .replace(/"[^"]{0,200}"|'[^']{1,200}'|`[^`]{1,200}`|“[^”]{1,200}”/g, (quoted) =>
      isIdentifier(quoted) ? quoted : '<*>',
    )
    .replace(/\b[a-z][a-z+.-]{1,20}:\/\/[^\s,;)\]]+/gi, '<*>')
    .replace(/[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}/g, '<*>')
    .replace(/(?<![\w.])(?:[A-Za-z]:)?(?:[/\\][\w.@%+~-]{1,100}){2,}/g, '<*>')
    .replace(/[\w.:#@-]*\d[\w.:#@-]*/g, '<*>')
    .replace(/<\*>(?:[\s,/|:-]{1,3}<\*>)+/g, '<*>')
    .replace(/\s+/g, ' ')
    .trim();
  if (masked.length <= KEPT) return masked;
  const cut = masked.slice(0, KEPT);
  return cut.slice(0, Math.max(cut.lastIndexOf(' '), KEPT / 2));
}

/** A name from the program, such as a type or a method, tells problems apart; a value does not. */
function isIdentifier(quoted: string): boolean {
  return /^.(?:[A-Z][a-zA-Z]{1,40}(?:::|\.|->|#))+\w{1,60}(?:\(\))?.$/.test(quoted);
}
