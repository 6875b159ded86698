import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BlockColumns } from '../../../../main/logstore/block-columns.ts';
import type { BlockFacts } from '../../../../main/logstore/block-facts.ts';
import type { CaseBlocks } from '../../../../main/logstore/case-blocks.ts';
import { ViewOrder } from '../../../../main/logstore/view-order.ts';
import { ViewRuns } from '../../../../main/logstore/view-runs.ts';
import type { ViewEntry } from '../../../../main/logstore/view.ts';

/** Blocks in memory: what `ViewOrder` asks of the case's. */
function blocksOf(
  times: readonly (readonly number[])[],
  sources: readonly number[],
  kinds: readonly Uint32Array[] = [],
) {
  const facts: BlockFacts[] = times.map((list, at) => ({
    id: at + 1,
    sourceId: sources[at] ?? 1,
    firstLine: 1,
    firstOrdinal: at * 100,
    records: list.length,
    minUs: Math.min(...list),
    maxUs: Math.max(...list),
    timed: true,
    isFirst: false,
    inOrder: false,
    place: { rank: sources[at] ?? 1, startUs: null },
    shiftUs: 0,
    shape: null,
    others: [],
    kinds: {
      size: 2,
      skeletonIds: Uint32Array.of(1, 2),
      levels: new Uint8Array(2),
      counts: new Uint32Array([list.length]),
      firstUs: new Float64Array(1),
      lastUs: new Float64Array(1),
      ofLevels: [list.length],
    },
  }));
  const columns = times.map((list, at): BlockColumns => {
    const timeUs = Float64Array.from(list);
    const order = Uint32Array.from(list.keys()).sort(
      (a, b) => (timeUs[a] ?? 0) - (timeUs[b] ?? 0) || a - b,
    );
    const none = new Uint32Array(list.length);
    return {
      records: list.length,
      offsets: none,
      ends: none,
      lineOffsets: none,
      lines: none,
      timeUs,
      isOrdered: false,
      timed: new Uint8Array(list.length).fill(1),
      timeNs: new Uint16Array(list.length),
      timeDigits: new Uint8Array(list.length),
      kinds: kinds[at] ?? none,
      storedKinds: new Uint8Array(0),
      messageAt: new Int32Array(list.length),
      storedMessageAt: { places: none, least: 0 },
      gaps: new Uint8Array(0),
      gap: null,
      areLines: true,
      areQuoted: false,
      order,
    };
  });
  const blocks: Pick<CaseBlocks, 'find' | 'columns'> = {
    find: (id) => facts[id - 1],
    columns: (block) => columns[block.id - 1] ?? (columns[0] as BlockColumns),
  };
  return { blocks: blocks as CaseBlocks, facts };
}

const time = fc.integer({ min: 0, max: 12 });
const scene = fc.array(
  fc.record({
    times: fc.array(time, { minLength: 1, maxLength: 8 }),
    source: fc.integer({ min: 1, max: 3 }),
    keep: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    all: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

test('rows come as a full sort would give them, from any row on, and a record is found at its row', () => {
  fc.assert(
    fc.property(scene, fc.nat(), fc.nat(20), (parts, from, count) => {
      const { blocks, facts } = blocksOf(
        parts.map(({ times }) => times),
        parts.map(({ source }) => source),
      );
      const entries = parts.map(({ times, keep, all }, at): ViewEntry => {
        const kept = [...times.keys()].filter((i) => all || keep[i] === true);
        const indices = Uint32Array.from(kept).sort(
          (a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b,
        );
        return {
          blockId: at + 1,
          count: indices.length,
          selection: all ? { by: 'all' } : { by: 'list', indices, times: null },
        };
      });
      const expected = entries
        .flatMap(({ blockId, selection }) => {
          const part = parts[blockId - 1];
          const indices =
            selection.by === 'list' ? [...selection.indices] : [...(part?.times.keys() ?? [])];
          return indices.map((index) => ({
            blockId,
            index,
            us: part?.times[index] ?? 0,
            block: facts[blockId - 1],
          }));
        })
        .sort(
          (a, b) =>
            a.us - b.us ||
            (a.block?.sourceId ?? 0) - (b.block?.sourceId ?? 0) ||
            (a.block?.firstOrdinal ?? 0) - (b.block?.firstOrdinal ?? 0) ||
            a.index - b.index,
        );
      const order = new ViewOrder(entries, blocks);
      expect(order.total).toBe(expected.length);
      if (expected.length === 0) return;
      const start = from % expected.length;
      const rows = order.rows(start, count);
      expect(rows.map(({ block, index }) => [block.id, index])).toEqual(
        expected.slice(start, start + count).map(({ blockId, index }) => [blockId, index]),
      );
      rows.forEach((key, at) => expect(order.rank(key)).toBe(start + at));
    }),
    { numRuns: 2000 },
  );
});

test('runs of like records are what walking all rows finds, wherever one begins, and are cut at their multiples', () => {
  fc.assert(
    fc.property(
      scene,
      fc.integer({ min: 2, max: 9 }),
      fc.nat(),
      fc.nat(6),
      fc.nat(6),
      (...given) => {
        const [parts, cut, from, before, after] = given;
        const kinds = parts.map(({ keep }) => Uint32Array.from(keep, (isKept) => (isKept ? 1 : 0)));
        const { blocks } = blocksOf(
          parts.map(({ times }) => times),
          parts.map(({ source }) => source),
          kinds,
        );
        const entries = parts.map(({ times }, at): ViewEntry => ({
          blockId: at + 1,
          count: times.length,
          selection: { by: 'all' },
        }));
        const order = new ViewOrder(entries, blocks);
        const kindAt = order
          .rows(0, order.total)
          .map(({ block, index }) => `${block.sourceId} ${kinds[block.id - 1]?.[index]}`);
        const expected: { row: number; count: number }[] = [];
        for (const [row, kind] of kindAt.entries()) {
          const last = expected.at(-1);
          if (last !== undefined && row % cut !== 0 && kind === kindAt[row - 1]) last.count++;
          else expected.push({ row, count: 1 });
        }
        const runs = new ViewRuns(order, cut);
        const row = from % order.total;
        const found = runs.around(row, before, after);
        const at = expected.findLastIndex((run) => run.row <= row);
        const first = expected.findIndex((run) => run.row === found[0]?.row);
        expect(found.map(({ row: start, count }) => ({ row: start, count }))).toEqual(
          expected.slice(first, first + found.length),
        );
        // Fewer than asked for only where the walk ended, which is no nearer than the cut.
        expect(at - first).toBeLessThanOrEqual(before);
        const walkedBefore = row - (expected[first]?.row ?? 0);
        expect(at - first === before || first === 0 || walkedBefore >= cut).toBe(true);
        const last = first + found.length - 1;
        expect(last - at).toBeLessThanOrEqual(after);
        const end = (expected[last]?.row ?? 0) + (expected[last]?.count ?? 0);
        expect(last - at === after || end === order.total || end - row >= cut).toBe(true);
        for (const run of found) {
          expect(order.rows(run.row, 1)).toEqual([run.first]);
          expect(order.rows(run.row + run.count - 1, 1)).toEqual([run.last]);
        }
        expect(runs.count(0, order.total)).toBe(expected.length);
      },
    ),
    { seed: 7, numRuns: 400 },
  );
});
