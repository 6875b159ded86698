import { rewrite, type Pattern } from '#shared/pattern/index.ts';

type Look = Extract<Pattern, { kind: 'look' }>;

/** Nothing of a kind comes next. */
function nothing(text: string): Look {
  const body: Pattern = { kind: 'chars', text, ignoreCase: false };
  return { kind: 'look', behind: false, not: true, body };
}

/**
 * A pattern with look-aheads in place of assertions that say no more than they would: the end of the line is where no character comes,
 * and behind a character of words the end of the word is where none of them comes. For automatons, which read on where they look
 * ahead and cannot tell what is behind.
 */
export function withLooksForEnds(pattern: Pattern): Pattern {
  return rewrite(pattern, (node) => {
    if (node.kind === 'assert') return node.text === '$' ? nothing('.') : node;
    if (node.kind !== 'sequence') return node;
    const items = node.items.map((item, at) => {
      const before = node.items[at - 1];
      const isWordEnd =
        item.kind === 'assert' && item.text === '\\b' && before !== undefined && endsInWord(before);
      return isWordEnd ? nothing('\\w') : item;
    });
    return { ...node, items };
  });
}

/** Whether all that a pattern matches ends with a character of words. */
function endsInWord(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case 'chars':
      return pattern.text === '\\w' || pattern.text === '\\d' || /^\w$/.test(pattern.text);
    case 'sequence': {
      const last = pattern.items.at(-1);
      return last !== undefined && endsInWord(last);
    }
    case 'choice':
      return pattern.options.every(endsInWord);
    case 'group':
    case 'atomic':
      return endsInWord(pattern.body);
    case 'repeat':
      return pattern.min > 0 && endsInWord(pattern.body);
    default:
      return false;
  }
}
