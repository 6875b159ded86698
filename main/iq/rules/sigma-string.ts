import type { WildcardPart } from '#shared/query/index.ts';

/**
 * The parts of a Sigma string: `*` and `?` stand for anything unless a backslash is before them, two
 * backslashes are one, and one that is before anything else is itself (rules specification, "Escaping").
 */
export function partsOf(text: string): WildcardPart[] {
  const parts: WildcardPart[] = [];
  let literal = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    const next = text[i + 1] ?? '';
    if (char === '\\' && /[\\*?]/.test(next)) {
      literal += next;
      i++;
    } else if (char === '*' || char === '?') {
      if (literal !== '') parts.push({ literal });
      literal = '';
      parts.push({ wild: char });
    } else literal += char;
  }
  if (literal !== '') parts.push({ literal });
  return parts;
}

/** The text of parts without wildcards; null: there are some. */
export function plainText(parts: readonly WildcardPart[]): string | null {
  let text = '';
  for (const part of parts) {
    if ('wild' in part) return null;
    text += part.literal;
  }
  return text;
}

/** Parts with neighbours joined: literals to one, stars to one. */
export function joinedParts(parts: readonly WildcardPart[]): WildcardPart[] {
  const joined: WildcardPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last === undefined) joined.push(part);
    else if ('literal' in part && 'literal' in last) {
      joined[joined.length - 1] = { literal: last.literal + part.literal };
    } else if (!('wild' in part && 'wild' in last && part.wild === '*' && last.wild === '*')) {
      joined.push(part);
    }
  }
  return joined;
}
