/** Regular expressions that people bring along: read, made JavaScript's, and kept from taking for ever. */
export { anchored, boundedPattern, boundedTest, type Matcher } from './bounded-pattern.ts';
export { boundedSearch } from './bounded-search.ts';
export { firstCharacters } from './first-characters.ts';
export { lineSearch, type LineSearch } from './line-search.ts';
export { lineTest, VARIES, type LineTest } from './line-test.ts';
export { parsePattern } from './parse-pattern.ts';
export { PrefixAutomaton } from './prefix-automaton.ts';
export { ATOMIC, printPortable } from './print-pattern.ts';
export { readAlike } from './read-alike.ts';
export {
  CHARACTERS,
  FOUND,
  MOST_STATES,
  textAutomaton,
  UNTOLD_STATE,
  type TextAutomaton,
} from './text-automaton.ts';
export { EMPTY, groupNames, PatternRefused, rewrite, type Pattern } from './syntax.ts';
