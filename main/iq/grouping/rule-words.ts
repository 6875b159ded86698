/** A rule that cannot be used, and why. */
export class RuleMistake extends Error {}

/** Words of a rule's line: blanks separate them, except inside double quotes; a back slash keeps what follows. */
export function ruleWords(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let quoted = false;
  let begun = false;
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] ?? '';
    if (sign === '\\' && line[at + 1] === '"') word += line[++at];
    else if (sign === '"') {
      quoted = !quoted;
      begun = true;
    } else if (/\s/.test(sign) && !quoted) {
      if (begun) words.push(word);
      word = '';
      begun = false;
    } else {
      word += sign;
      begun = true;
    }
  }
  if (quoted) throw new RuleMistake('a double quote is not closed');
  if (begun) words.push(word);
  return words;
}
