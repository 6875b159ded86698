import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addCondition } from '#shared/query/index.ts';
import { facetSlots, slotConditions } from '../../../../main/iq/index.ts';
import type { OpenCase } from '../../../../main/open-case.ts';
import { createTemplateDesk } from '../../../../main/templates/index.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

const PLACES = ['west', 'east', 'mid'];
const RECORDS = 240;
const START_MS = Date.UTC(2026, 2, 12);

/** Both slots hold the same words, so that none of them alone tells which slot it stands in; the third is of no few. */
const line = (i: number): string =>
  `${new Date(START_MS + i * 1000).toISOString()} INFO moved shard from ${PLACES[i % 3]} to ${PLACES[(i + 1 + (i % 2)) % 3]} in ${i * 37} ms\n`;

const noSignal = new AbortController().signal;

async function search(open: OpenCase, query: string, fromUs: number | null = null) {
  const input = { query, fromUs, toUs: null };
  return (await open.store.search(input, noSignal, () => {})).viewId;
}

test('slots with few values are counted in what a query finds, and each value has a condition that finds it', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  const path = join(folder, 'app.log');
  const other = `${new Date(START_MS).toISOString()} INFO nothing else\n`;
  writeFileSync(path, Array.from({ length: RECORDS }, (_, i) => line(i)).join('') + other);
  await open.read({ kind: 'paths', paths: [path] });
  const desk = createTemplateDesk(open, null);
  const id = (await open.templates()).find(({ count }) => count === RECORDS)?.id ?? 0;

  expect(await desk.facets(await search(open, ''), true)).toBeNull();
  const whole = await desk.facets(await search(open, `template:${id}`), true);
  expect(whole?.slots.map(({ before, after }) => [before, after])).toEqual([
    ['moved shard from ', ' to … in … ms'],
    ['moved shard from … to ', ' in … ms'],
  ]);
  // By time, from counts alone: each slice has what a search of it finds.
  const { slices, counts } = await open.store.templateSeries([id, id + 999], 6);
  expect(counts.map((own) => own.reduce((sum, count) => sum + count, 0))).toEqual([RECORDS, 0]);
  const since = slices.fromUs + slices.widthUs;
  const input = { query: `template:${id}`, fromUs: since, toUs: since + slices.widthUs - 1 };
  const second = await open.store.search(input, noSignal, () => {});
  expect(open.store.total(second.viewId)).toBe(counts[0]?.[1]);
  // The window and the rest of the query narrow the counts; what a condition finds is what was counted.
  const from = (START_MS + 100_000) * 1000;
  const query = `template:${id} AND NOT "from mid"`;
  const facets = await desk.facets(await search(open, query, from), true);
  expect(facets).toMatchObject({ id, looked: facets?.of });
  const counted = (slot: number, place: string): number =>
    Array.from({ length: RECORDS }, (_, i) => i).filter(
      (i) =>
        i >= 100 && i % 3 !== 2 && PLACES[slot === 0 ? i % 3 : (i + 1 + (i % 2)) % 3] === place,
    ).length;
  for (const { slot, values } of facets?.slots ?? []) {
    expect(values.length).toBeGreaterThan(1);
    for (const { value, count, condition } of values) {
      expect(count, `${slot} ${value}`).toBe(counted(slot, value));
      const found = await search(open, addCondition(query, condition ?? '', false), from);
      expect(open.store.total(found), condition ?? '').toBe(count);
      const without = await search(open, addCondition(query, condition ?? '', true), from);
      expect(open.store.total(without)).toBe((facets?.of ?? 0) - count);
    }
  }
});

const condition = (parts: Parameters<typeof facetSlots>[0]['parts'], messages: string[]) =>
  facetSlots({ parts }, messages).map(({ slot }) =>
    slotConditions({ parts }, slot, ['up', 'down', ''], messages),
  );

test('a condition is a phrase where that tells values apart, and an expression where only the place does', () => {
  const messages = Array.from({ length: 60 }, (_, i) => `link ${i % 2 ? 'up' : 'down'}`);
  expect(condition([{ const: 'link ' }, { slot: 0 }], messages)).toEqual([
    ['"link up"', '"link down"', null],
  ]);
  const both = Array.from(
    { length: 80 },
    (_, i) => `${i % 2 ? 'up' : 'down'} ${i % 4 < 2 ? 'up' : 'down'} (a/b)`,
  );
  expect(condition([{ slot: 0 }, { const: ' ' }, { slot: 1 }, { const: ' (a/b)' }], both)).toEqual([
    [String.raw`/^\s*up /m`, String.raw`/^\s*down /m`, null],
    ['" up "', '" down "', null],
  ]);
  // Where nothing stands that is said by the words around it, or by the end of the line.
  const of = (i: number): string => ['up', 'down', ''][i % 3] ?? '';
  const named = Array.from({ length: 60 }, (_, i) => `state=${of(i)} user=${of(i + 1)}`);
  expect(
    condition([{ const: 'state=' }, { slot: 0 }, { const: ' user=' }, { slot: 1 }], named),
  ).toEqual([
    ['"state=up "', '"state=down "', '"state= "'],
    ['"user=up"', '"user=down"', String.raw`/^\s*state=.*? user=\s*$/m`],
  ]);
  // One value alone tells nothing apart, and many are none to choose from.
  expect(facetSlots({ parts: [{ slot: 0 }] }, ['a', 'a'])).toEqual([]);
  expect(
    facetSlots(
      { parts: [{ slot: 0 }] },
      messages.map((_, i) => String(i)),
    ),
  ).toEqual([]);
});
