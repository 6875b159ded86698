import { expect, test } from 'vitest';
import type { CaseSink, ReadStream } from '../../../../main/ingest/case-sink.ts';
import type { FormatSet } from '../../../../main/ingest/format-shelf.ts';
import { findOverlaps } from '../../../../main/ingest/overlaps.ts';
import type { ThreadClient } from '../../../../main/thread-call.ts';

const MINUTE_US = 60_000_000;

function streamOf(id: number, text: string): ReadStream {
  return {
    id,
    path: `/logs/worker-${id}.log.gz`,
    origin: { kind: 'sample', name: `${id}` },
    size: null,
    mtimeUs: 0,
    bytes: text.length,
    fromUs: id,
    toUs: MINUTE_US,
    format: 'log4j',
    definition: null,
    zone: 'UTC',
    encoding: 'utf-8',
    yearHint: null,
    firstYear: null,
    isTable: false,
  };
}

test('a thousand files of one name and one hour are each read twice, not each for each', async () => {
  const texts = Array.from({ length: 1000 }, (_, id) =>
    Array.from({ length: 9 }, (__, line) => `10:00:0${line} worker ${id} is at ${line}\n`).join(''),
  );
  let asked = 0;
  const answer = (
    operation: string,
    input: { sourceId: number; after?: number | null },
  ): unknown => {
    asked++;
    if (operation !== 'storedText' || input.after !== null) return null;
    return { blockId: 1, text: new Uint8Array(Buffer.from(texts[input.sourceId] ?? '')) };
  };
  const sink = {
    call: (operation: string, input: never) => Promise.resolve(answer(operation, input)),
  } as unknown as ThreadClient<CaseSink>;
  const streams = texts.map((text, id) => streamOf(id, text));
  const fresh = new Set(streams.map(({ id }) => id));
  const found: unknown[] = [];
  for await (const one of findOverlaps(streams, fresh, sink, {} as FormatSet)) found.push(one);
  expect(found).toEqual([]);
  // The beginning, and the text and its end.
  expect(asked).toBeLessThanOrEqual(3 * texts.length);
});
