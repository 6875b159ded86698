/** A regular expression taken apart. What PCRE2 and JavaScript both can say, and atomic groups. */
export type Pattern =
  | { readonly kind: 'chars'; readonly text: string; readonly ignoreCase: boolean }
  | { readonly kind: 'sequence'; readonly items: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  | { readonly kind: 'group'; readonly name: string | null; readonly body: Pattern }
  | { readonly kind: 'atomic'; readonly body: Pattern }
  | {
      readonly kind: 'look';
      readonly behind: boolean;
      readonly not: boolean;
      readonly body: Pattern;
    }
  | { readonly kind: 'assert'; readonly text: '^' | '$' | '\\b' | '\\B' }
  | {
      readonly kind: 'repeat';
      readonly body: Pattern;
      readonly min: number;
      /** Infinity: without an upper bound. */
      readonly max: number;
      readonly lazy: boolean;
    };

export const EMPTY: Pattern = { kind: 'sequence', items: [] };

/** A pattern that holds what this app does not read. The message names the construct. */
export class PatternRefused extends Error {}

/** Applies `change` to every node from the leaves up. */
export function rewrite(pattern: Pattern, change: (node: Pattern) => Pattern): Pattern {
  const inner = (child: Pattern): Pattern => rewrite(child, change);
  switch (pattern.kind) {
    case 'sequence':
      return change({ ...pattern, items: pattern.items.map(inner) });
    case 'choice':
      return change({ ...pattern, options: pattern.options.map(inner) });
    case 'group':
    case 'atomic':
    case 'look':
    case 'repeat':
      return change({ ...pattern, body: inner(pattern.body) });
    default:
      return change(pattern);
  }
}

/** Names of the groups in the order in which they open, which is that of their numbers. */
export function groupNames(pattern: Pattern): string[] {
  switch (pattern.kind) {
    case 'sequence':
      return pattern.items.flatMap(groupNames);
    case 'choice':
      return pattern.options.flatMap(groupNames);
    case 'group':
      return [...(pattern.name === null ? [] : [pattern.name]), ...groupNames(pattern.body)];
    case 'atomic':
    case 'look':
    case 'repeat':
      return groupNames(pattern.body);
    default:
      return [];
  }
}

/** Whether every way through the pattern begins at the start of the line. */
export function isAnchored(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case 'assert':
      return pattern.text === '^';
    case 'sequence':
      return pattern.items.some((item, index) => isAnchored(item) && index === 0);
    case 'choice':
      return pattern.options.every(isAnchored);
    case 'group':
    case 'atomic':
      return isAnchored(pattern.body);
    default:
      return false;
  }
}
