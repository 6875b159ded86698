import { boundedSearch } from '../pattern/index.ts';
import { termsOf, type Query } from './ast.ts';
import { escapeRegex, wildcardSource } from './match.ts';

/** Characters of a message that a row of the table shows: what could take long on them is not marked. */
const LONGEST_ROW = 2000;

/** One expression that finds what a query looks for in messages, for marking it; null: nothing to mark. */
export function highlightPattern(query: Query): RegExp | null {
  const sources: string[] = [];
  for (const { term, negated } of termsOf(query.root)) {
    if (negated || term.field === 'level' || term.field === 'source') continue;
    const { value } = term;
    if (value.kind === 'word' || value.kind === 'phrase') {
      if (term.field === null || term.field === 'message' || value.text.length >= 3) {
        sources.push(escapeRegex(value.text));
      }
    } else if (value.kind === 'wildcard' && value.parts.some((part) => 'literal' in part)) {
      sources.push(wildcardSource(value, '\\S'));
    } else if (value.kind === 'regex' && boundedSearch(value.source, 'gi').longest > LONGEST_ROW) {
      sources.push(value.source);
    }
  }
  return sources.length === 0 ? null : new RegExp(sources.join('|'), 'gi');
}
