import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';

/** Ids met in a block, each at its first record that has a time. */
export interface RecordIds {
  readonly ids: string[];
  readonly us: Float64Array;
  readonly ordinals: Uint32Array;
}

/**
 * What names one request, session or trace wherever it is logged: a UUID (RFC 9562), the hexadecimal ids of W3C
 * Trace Context and its like, and any value that the text itself calls such an id.
 */
const ID =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{16,64}\b|\b(?:request|req|trace|span|session|correlation|transaction|conversation|order|job|message)[-_. ]?id["']?\s{0,3}[:=]\s{0,3}["']?([\w.:-]{4,128})/gi;

/** Ids of a block: beyond these its text is not looked at. */
const MOST_IDS = 20_000;

/** Finds the ids in the text of a block. Nil and other ids of one repeated character are none. */
export function recordIds(blocks: CaseBlocks, block: BlockFacts): RecordIds {
  const { offsets, timed, timeUs, records } = blocks.columns(block);
  const found = new Map<string, number>();
  let index = 0;
  for (const match of blocks.text(block).matchAll(ID)) {
    while (index + 1 < records && (offsets[index + 1] ?? 0) <= match.index) index++;
    if (timed[index] !== 1) continue;
    const id = (match[1] ?? match[0]).toLowerCase();
    if (found.has(id) || /^(.)\1*$/.test(id.replaceAll('-', ''))) continue;
    found.set(id, index);
    if (found.size >= MOST_IDS) break;
  }
  const indices = [...found.values()];
  return {
    ids: [...found.keys()],
    us: Float64Array.from(indices, (at) => timeUs[at] ?? Number.NaN),
    ordinals: Uint32Array.from(indices, (at) => block.firstOrdinal + at),
  };
}
