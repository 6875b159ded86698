import type { Pattern } from './syntax.ts';

/** A character, or a set of them. */
export type Chars = Extract<Pattern, { kind: 'chars' }>;

/** What stands for all that is not ASCII: a letter, a space, a sign. Telling more apart would change no verdict. */
const BEYOND = ['é', '\u3000', '→'];
const SAMPLES = [...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)), ...BEYOND];

const known = new Map<string, bigint>();
const MOST_KNOWN = 5000;

function expressionOf({ text, ignoreCase }: Chars): RegExp {
  return new RegExp(`^${text}$`, ignoreCase ? 'is' : 's');
}

/** The characters that a node matches, one bit each. */
export function charactersOf(node: Chars): bigint {
  const key = keyOf(node);
  const found = known.get(key);
  if (found !== undefined) return found;
  const expression = expressionOf(node);
  let set = 0n;
  for (const [index, sample] of SAMPLES.entries()) {
    if (expression.test(sample)) set |= 1n << BigInt(index);
  }
  if (known.size > MOST_KNOWN) known.clear();
  known.set(key, set);
  return set;
}

/** Whether a character code belongs to a node. */
export type CodeTest = (code: number) => boolean;

/** By their nodes, so that a node has one test for as long as it is there. */
const tests = new WeakMap<Chars, CodeTest>();
/**
 * By what nodes say, since making a test asks an expression about all of ASCII: of 1,277 tests that the nodes of log4j's patterns had,
 * 46 were unlike each other.
 */
const testsBySaying = new Map<string, CodeTest>();

/** The same as a function that is fast for ASCII. */
export function testOf(node: Chars): CodeTest {
  const found = tests.get(node);
  if (found !== undefined) return found;
  const key = keyOf(node);
  const test = testsBySaying.get(key) ?? makeTest(node);
  if (testsBySaying.size > MOST_KNOWN) testsBySaying.clear();
  testsBySaying.set(key, test);
  tests.set(node, test);
  return test;
}

function keyOf({ text, ignoreCase }: Omit<Chars, 'kind'>): string {
  return `${ignoreCase ? 'i' : 's'}${text}`;
}

function makeTest(node: Chars): CodeTest {
  const expression = expressionOf(node);
  const ascii = Uint8Array.from(SAMPLES.slice(0, 128), (char) => Number(expression.test(char)));
  return (code) => (code < 128 ? ascii[code] === 1 : expression.test(String.fromCharCode(code)));
}

/** How many of the characters beyond ASCII belong to a node. */
export type ReadsBeyond = 'none' | 'some' | 'all';

let beyondAscii: string | null = null;
const knownBeyond = new Map<string, ReadsBeyond>();
/** Means itself, and no character beyond ASCII in any case: JavaScript takes none for one of ASCII without the flag `u`. */
const ITSELF = /^[\w ,:;=<>@#%&"'!~`/-]$/;

/** Which of all characters beyond ASCII belong to a node. All 65,408 are tried. */
export function readsBeyond({ text, ignoreCase }: Omit<Chars, 'kind'>): ReadsBeyond {
  if (ITSELF.test(text)) return 'none';
  const key = keyOf({ text, ignoreCase });
  const before = knownBeyond.get(key);
  if (before !== undefined) return before;
  beyondAscii ??= Array.from({ length: 0x10000 - 0x80 }, (_, at) =>
    String.fromCharCode(0x80 + at),
  ).join('');
  const flags = ignoreCase ? 'is' : 's';
  const other = new RegExp(`(?!${text})[^]`, flags);
  const some = new RegExp(text, flags).test(beyondAscii);
  const reads = !some ? 'none' : other.test(beyondAscii) ? 'some' : 'all';
  if (knownBeyond.size > MOST_KNOWN) knownBeyond.clear();
  knownBeyond.set(key, reads);
  return reads;
}
