import {
  countSeries,
  countValues,
  readFacts,
  roundSlices,
  type CaseBlocks,
  type Slices,
  type ThreadKnowledge,
} from '../../logstore/index.ts';
import type { SignalTables } from './signal-tables.ts';
import { coder, type Subjects } from './subjects.ts';

/** Slices that signals are looked for in: fine enough for an incident of some minutes in a day. */
const BUCKETS = 256;
/** Records whose text is read, at most about; in a larger case a spread sample. */
const FACTS = 150_000;
/** Subjects with fewer records than this are read whole from the blocks that are opened. */
const RARE = 500;

/** Subjects with fewer records than this are not counted by the values of their fields. */
const FREQUENT = 200;
/** Records of a case that are counted so, at most: every one is looked at, field by field. */
const MOST_BY_VALUE = 3_000_000;

/** Makes the tables that signals are found in; null: nothing in the case has a time. */
export function gatherTables(
  blocks: CaseBlocks,
  knowledge: ThreadKnowledge,
  subjects: Subjects,
  sources: SignalTables['sources'],
): SignalTables | null {
  const slices = busySlices(blocks);
  if (slices === null) return null;
  const { byCode } = subjects;
  const subjectOf = coder(subjects);
  const rare = new Set(
    [...byCode.values()].flatMap(({ code, count }) => (count <= RARE ? [code] : [])),
  );
  const records = [...blocks.all()].reduce((sum, block) => sum + block.records, 0);
  return {
    slices,
    rows: countSeries(blocks, slices, subjectOf),
    values:
      records <= MOST_BY_VALUE
        ? countValues(blocks, slices, (skeletonId, level) => {
            const code = subjectOf(skeletonId, level);
            return (byCode.get(code)?.count ?? 0) >= FREQUENT ? code : 0;
          })
        : [],
    subjects: byCode,
    sources,
    facts: readFacts(blocks, knowledge, { subjectOf, wanted: FACTS, rare }),
    complete: records <= FACTS,
  };
}

/** Share of the records that may lie outside: a clock that was wrong for a moment does not stretch the picture. */
const OUTSIDE = 0.004;

/** Slices over the time in which nearly all records are. */
function busySlices(blocks: CaseBlocks): Slices | null {
  const timed = [...blocks.all()].filter((block) => block.timed);
  if (timed.length === 0) return null;
  let fromUs = Math.min(...timed.map(({ minUs }) => minUs));
  let toUs = Math.max(...timed.map(({ maxUs }) => maxUs));
  for (let round = 0; round < 8; round++) {
    const slices = roundSlices(fromUs, toUs, BUCKETS);
    const counts = new Float64Array(slices.buckets);
    for (const { counts: row } of countSeries(blocks, slices, () => 1)) {
      row.forEach((count, at) => {
        counts[at] = (counts[at] ?? 0) + count;
      });
    }
    const [first, last] = busyPart(counts);
    if (last - first > slices.buckets / 2) return slices;
    fromUs = slices.fromUs + first * slices.widthUs;
    toUs = slices.fromUs + last * slices.widthUs - 1;
  }
  return roundSlices(fromUs, toUs, BUCKETS);
}

function busyPart(counts: Float64Array): [number, number] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let first = 0;
  let last = counts.length;
  let left = total * OUTSIDE;
  while (last - first > 1) {
    const low = counts[first] ?? 0;
    const high = counts[last - 1] ?? 0;
    const least = Math.min(low, high);
    if (least > left) break;
    left -= least;
    if (low <= high) first++;
    else last--;
  }
  return [first, last];
}
