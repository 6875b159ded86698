/** Runs of letters and digits with a digit: what is another in each line of a template (`logstore/kernel/split.ts`). */
const TOKEN = /[A-Za-z0-9]*[0-9][A-Za-z0-9]*/g;

/** A line of the same template, with tokens in place of its own, in turn. */
export function withTokens(line: string, tokens: readonly string[]): string {
  let at = 0;
  return line.replaceAll(TOKEN, (own) => tokens[at++ % tokens.length] ?? own);
}
