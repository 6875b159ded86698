import type { Pattern } from './syntax.ts';

/** The pattern as PCRE2 and `parsePattern` read it. */
export function printPortable(pattern: Pattern): string {
  return print(pattern, (body) => `(?>${body})`);
}

/** Names of the groups that stand for atomic ones in `printScript`. */
export const ATOMIC = 'atomic__';

/**
 * The pattern as JavaScript reads it. It has no atomic groups; a look-ahead is one, so its text is
 * captured and then matched by name.
 */
export function printScript(pattern: Pattern): string {
  let count = 0;
  return print(pattern, (body) => {
    const name = `${ATOMIC}${++count}`;
    return `(?=(?<${name}>${body}))\\k<${name}>`;
  });
}

function print(pattern: Pattern, atomic: (body: string) => string): string {
  const inner = (child: Pattern): string => print(child, atomic);
  switch (pattern.kind) {
    case 'chars':
      return pattern.ignoreCase ? `(?i:${pattern.text})` : pattern.text;
    case 'assert':
      return pattern.text;
    case 'sequence':
      return pattern.items
        .map((item) => (item.kind === 'choice' ? `(?:${inner(item)})` : inner(item)))
        .join('');
    case 'choice':
      return pattern.options.map(inner).join('|');
    case 'group':
      return `(${pattern.name === null ? '?:' : `?<${pattern.name}>`}${inner(pattern.body)})`;
    case 'atomic':
      return atomic(inner(pattern.body));
    case 'look':
      return `(?${pattern.behind ? '<' : ''}${pattern.not ? '!' : '='}${inner(pattern.body)})`;
    case 'repeat': {
      const text = inner(pattern.body);
      const single = pattern.body.kind === 'chars' || pattern.body.kind === 'group';
      return `${single ? text : `(?:${text})`}${times(pattern.min, pattern.max)}${pattern.lazy ? '?' : ''}`;
    }
  }
}

function times(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min < 2 ? (min === 0 ? '*' : '+') : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}
