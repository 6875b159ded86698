import type { LiteralNeed } from '#shared/query/index.ts';
import { mayContain } from './word-filter.ts';

/**
 * What a source's messages hold besides what stands in its text. Formats that compose a message put
 * values in another order and words between them; `anything`: that are not told apart from the values.
 */
export type AddedWords = 'nothing' | 'anything' | { readonly words: string };

const ANYTHING: LiteralNeed = { kind: 'anything' };
const SHORTEST = 3;

/** What the text must hold for a record of such a source to match. */
export function needInText(need: LiteralNeed, added: AddedWords): LiteralNeed {
  if (added === 'nothing' || need.kind === 'anything') return need;
  if (added === 'anything' || need.kind === 'pattern') return ANYTHING;
  if (need.kind !== 'literal') {
    return { kind: need.kind, needs: need.needs.map((part) => needInText(part, added)) };
  }
  // Between two values stands something that is no letter and no digit: a run of these is of one value.
  const runs = need.text
    .split(/[^a-z\d]+/)
    .filter((run) => run.length >= SHORTEST && !added.words.includes(run));
  return { kind: 'and', needs: runs.map((text) => ({ kind: 'literal', text })) };
}

/** The longest literal that every match must contain, if there is one. */
export function requiredLiteral(need: LiteralNeed): string | null {
  if (need.kind === 'literal') return need.text;
  if (need.kind !== 'and') return null;
  return need.needs
    .map(requiredLiteral)
    .filter((literal) => literal !== null)
    .reduce<string | null>(
      (longest, literal) =>
        longest === null || literal.length > longest.length ? literal : longest,
      null,
    );
}

/** An expression that must find something in every match, if there is one. */
export function requiredPattern(need: LiteralNeed): string | null {
  if (need.kind === 'pattern') return need.source;
  if (need.kind !== 'and') return null;
  return need.needs.map(requiredPattern).find((source) => source !== null) ?? null;
}

/** Whether what is needed may stand in a block of that filter, which is opened for the first literal. */
export function mayOccur(need: LiteralNeed, filter: () => Uint8Array): boolean {
  switch (need.kind) {
    case 'anything':
    case 'pattern':
      return true;
    case 'literal':
      return mayContain(filter(), need.text);
    case 'and':
      return need.needs.every((part) => mayOccur(part, filter));
    case 'or':
      return need.needs.some((part) => mayOccur(part, filter));
  }
}
