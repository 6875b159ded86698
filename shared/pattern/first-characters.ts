import { compileProgram, reachedFrom, type Program } from './program.ts';
import { parsePattern } from './parse-pattern.ts';
import { PatternRefused, rewrite } from './syntax.ts';

/** ASCII characters that may stand at a place, a bit each. Others are allowed everywhere. */
export type AsciiSet = bigint;

const EVERY_ASCII = (1n << 128n) - 1n;

/**
 * Which characters may stand at the first places of a text for a pattern to match at its beginning. It has as many places as
 * every match has at least, at most `most`. Sound, not exact: assertions, looks and what is atomic are not considered.
 * Empty for what cannot be read.
 */
export function firstCharacters(source: string, most: number): AsciiSet[] {
  try {
    const plain = rewrite(parsePattern(source), (node) =>
      node.kind === 'atomic' ? { kind: 'group', name: null, body: node.body } : node,
    );
    return placesOf(compileProgram(plain), most);
  } catch (error) {
    if (error instanceof PatternRefused) return [];
    throw error;
  }
}

function placesOf({ steps }: Program, most: number): AsciiSet[] {
  const places: AsciiSet[] = [];
  let reached = reachedFrom(steps, [0]);
  while (places.length < most && !reached.isOver) {
    let set: AsciiSet = 0n;
    const next: number[] = [];
    for (const at of reached.reads) {
      const step = steps[at];
      if (step?.do !== 'read') continue;
      next.push(at + 1);
      for (let code = 0; code < 128; code++) if (step.test(code)) set |= 1n << BigInt(code);
    }
    places.push(set);
    reached = reachedFrom(steps, next);
  }
  while (places.at(-1) === EVERY_ASCII) places.pop();
  return places;
}
