type Token = { readonly text: string } | 'one' | 'star' | 'stars';

/** Whether a text fits a pattern, in time proportional to the product of their lengths. */
export type Glob = (text: string) => boolean;

export interface GlobStyle {
  /** `*` ends at a slash, `**` does not; back slashes are slashes; a relative text also fits `**` + `/`. */
  readonly path: boolean;
  readonly ignoreCase: boolean;
}

/** A glob as Sentry's rules have it: `*`, `**`, `?`, and a back slash before what is meant as it stands. */
export function compileGlob(pattern: string, { path, ignoreCase }: GlobStyle): Glob {
  const tokens = tokensOf(path ? pattern.replaceAll('\\\\', '/') : pattern, ignoreCase);
  return (given) => {
    const folded = ignoreCase ? given.toLowerCase() : given;
    if (!path) return fits(tokens, folded, false);
    const text = folded.replaceAll('\\', '/');
    return fits(tokens, text, true) || (!text.startsWith('/') && fits(tokens, `/${text}`, true));
  };
}

function tokensOf(pattern: string, ignoreCase: boolean): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at] ?? '';
    if (sign === '\\' && at + 1 < pattern.length) {
      tokens.push({ text: fold(pattern[++at] ?? '', ignoreCase) });
    } else if (sign === '?') tokens.push('one');
    else if (sign === '*') {
      const double = pattern[at + 1] === '*';
      while (pattern[at + 1] === '*') at++;
      tokens.push(double ? 'stars' : 'star');
    } else tokens.push({ text: fold(sign, ignoreCase) });
  }
  return tokens;
}

const fold = (sign: string, ignoreCase: boolean): string =>
  ignoreCase ? sign.toLowerCase() : sign;

/** Follows all ways through the pattern at once. */
function fits(tokens: readonly Token[], text: string, path: boolean): boolean {
  let states = reach(tokens, new Set([0]));
  for (const sign of text) {
    const next = new Set<number>();
    for (const at of states) {
      const token = tokens[at];
      if (token === undefined) continue;
      if (token === 'stars' || (token === 'star' && !(path && sign === '/'))) next.add(at);
      else if (token === 'one' || (typeof token === 'object' && token.text === sign))
        next.add(at + 1);
    }
    if (next.size === 0) return false;
    states = reach(tokens, next);
  }
  return states.has(tokens.length);
}

/** Stars may stand for nothing. */
function reach(tokens: readonly Token[], states: Set<number>): Set<number> {
  for (const at of states) {
    const token = tokens[at];
    if (token === 'star' || token === 'stars') states.add(at + 1);
  }
  return states;
}
