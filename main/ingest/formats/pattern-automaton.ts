import type { TextDefinition } from '#shared/model/format.ts';
import { PatternRefused } from '#shared/pattern/index.ts';
import { HeaderAutomaton, NoAutomaton } from './header-automaton.ts';
import type { TextPattern } from './text-pattern.ts';

/**
 * One automaton of all patterns of a format. Null: what a line is depends on more than its patterns, or these say what an automaton
 * cannot.
 *
 * @param fields that it finds besides what a header needs
 */
export function automatonOf(
  definition: TextDefinition,
  patterns: readonly TextPattern[],
  fields: readonly string[],
): HeaderAutomaton | null {
  if (definition.partial !== undefined || definition.wrapper) return null;
  const headers = patterns.map((pattern) => pattern.header(fields));
  if (headers.includes(null)) return null;
  try {
    return new HeaderAutomaton(headers.filter((header) => header !== null));
  } catch (error) {
    if (error instanceof NoAutomaton || error instanceof PatternRefused) return null;
    throw error;
  }
}
