import { boundedSearch, PatternRefused } from '#shared/pattern/index.ts';
import { escapeRegex, regexDanger, type Value, type WildcardPart } from '#shared/query/index.ts';

/**
 * A rule's expression as the query language has it. Sigma's are of PCRE: flags written at the beginning
 * become flags, possessive and atomic groups ordinary ones. Throws an Error with the reason.
 */
export function ruleRegex(written: string, flags: string): Value {
  const inline = /^\(\?([ims]+)\)/.exec(written);
  const all = new Set(`${flags}${inline?.[1] ?? ''}`);
  const source = simplified(
    written
      .slice(inline?.[0].length ?? 0)
      .replaceAll('(?>', '(?:')
      .replaceAll(/\\([AzZ])/g, (_whole, anchor: string) => (anchor === 'A' ? '^' : '$'))
      .replaceAll(/(\\[^])|\//g, (whole: string) => (whole === '\\/' ? '/' : whole)),
  );
  try {
    new RegExp(source);
  } catch {
    throw new Error('it is not a valid regular expression');
  }
  const danger = regexDanger(source);
  if (danger !== null) throw new Error(danger);
  try {
    boundedSearch(source, '');
  } catch (error) {
    throw new Error(
      error instanceof PatternRefused ? `it has ${error.message}` : 'it cannot be read',
      {
        cause: error,
      },
    );
  }
  return { kind: 'regex', source, flags: [...all].sort().join('') };
}

/**
 * `(?:.*x)+` finds just what `.*x` finds, as the `.*` takes in all repetitions but the last, and takes no
 * time that grows exponentially. SigmaHQ's rules on obfuscated commands are full of it.
 */
function simplified(source: string): string {
  return source.replaceAll(
    /\(\?:(\.\*(?:\\[^\w\s]|[\w "'=;:,-])*)\)(?:\+|\{1,\})/g,
    (_whole, inner: string) => inner,
  );
}

/** An expression that finds the parts with their case; `whole`: and nothing else. */
export function casedRegex(parts: readonly WildcardPart[], whole: boolean): Value {
  const inner = parts
    .map((part) =>
      'literal' in part
        ? escapeRegex(part.literal).replaceAll('\\/', '/')
        : part.wild === '*'
          ? '.*'
          : '.',
    )
    .join('');
  const source = whole ? `^${inner}$`.replace(/^\^\.\*/, '').replace(/\.\*\$$/, '') : inner;
  return { kind: 'regex', source, flags: 's' };
}

/** Dashes that Windows takes for each other before an option. */
const DASHES = '[-/\u2013\u2014\u2015]';

/**
 * An expression, any case, in which each dash or slash that begins an option may be any of the five; null:
 * there is none.
 */
export function dashRegex(parts: readonly WildcardPart[], whole: boolean): Value | null {
  let found = false;
  const dashed = parts.map((part) => {
    if ('wild' in part) return part.wild === '*' ? '.*' : '.';
    return part.literal
      .split(/(\B[-/](?=\w))/)
      .map((piece, index) => {
        if (index % 2 === 0) return escapeRegex(piece).replaceAll('\\/', '/');
        found = true;
        return DASHES;
      })
      .join('');
  });
  if (!found) return null;
  const source = `^${dashed.join('')}$`;
  const open = whole ? source.replace(/^\^\.\*/, '').replace(/\.\*\$$/, '') : dashed.join('');
  return { kind: 'regex', source: open, flags: 'is' };
}
