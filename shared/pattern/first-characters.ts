import { compileProgram, type Program } from './program.ts';
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

function placesOf(program: Program, most: number): AsciiSet[] {
  const places: AsciiSet[] = [];
  let states = reachable(program, [0]);
  while (places.length < most && states !== null) {
    let set: AsciiSet = 0n;
    const next: number[] = [];
    for (const at of states) {
      const step = program.steps[at];
      if (step?.do !== 'read') continue;
      next.push(at + 1);
      for (let code = 0; code < 128; code++) if (step.test(code)) set |= 1n << BigInt(code);
    }
    places.push(set);
    states = reachable(program, next);
  }
  while (places.at(-1) === EVERY_ASCII) places.pop();
  return places;
}

/** Steps that read which may come next; null: it may be over. */
function reachable({ steps }: Program, from: readonly number[]): readonly number[] | null {
  const seen = new Set<number>();
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const step = steps[at];
    if (step === undefined || step.do === 'end') return null;
    if (step.do === 'jump') open.push(step.to);
    else if (step.do === 'split') open.push(step.first, step.second);
    else if (step.do !== 'read') open.push(at + 1);
  }
  return [...seen].filter((at) => steps[at]?.do === 'read');
}
