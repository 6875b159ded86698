import type { ThreadClient } from '../thread-call.ts';
import type { CaseSink, ReadStream } from './case-sink.ts';
import { firstLines } from './first-lines.ts';
import { storedText } from './stored-text.ts';

/** Two sources, of which the first begins earlier and may hold the beginning of the second. */
export type StreamPair = readonly [before: ReadStream, source: ReadStream];

/** By so much of a line a beginning is looked up. */
const KEY_BYTES = 160;
/** Files that begin alike, as with a banner, would otherwise be compared each with each. */
const MOST_PAIRS_A_SOURCE = 16;

interface Beginning {
  readonly place: number;
  readonly source: ReadStream;
  readonly needle: Buffer;
}

/**
 * Of many sources, in order of their time, those that hold the first lines of a later one: found in one pass over
 * their texts. Asking each about each took 200 s for 1,000 small files of one name and one hour.
 */
export async function sharedBeginnings(
  inTime: readonly ReadStream[],
  isWanted: (before: ReadStream, source: ReadStream) => boolean,
  sink: ThreadClient<CaseSink>,
): Promise<StreamPair[]> {
  const byLine = await beginningsOf(inTime, sink);
  const found = new Map<number, ReadStream[]>();
  for (const [place, before] of inTime.entries()) {
    for await (const text of storedText(before.id, sink)) {
      for (const beginning of begunIn(text, byLine)) {
        if (beginning.place <= place || !isWanted(before, beginning.source)) continue;
        const holders = found.get(beginning.place) ?? [];
        if (holders.at(-1) === before) continue;
        holders.push(before);
        if (holders.length > MOST_PAIRS_A_SOURCE) holders.shift();
        found.set(beginning.place, holders);
      }
    }
  }
  return [...found]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([place, holders]) => {
      const source = inTime[place];
      // The one that begins last before it is asked first.
      return source === undefined
        ? []
        : holders.toReversed().map((before): StreamPair => [before, source]);
    });
}

/** First lines of sources, by the first of them. */
async function beginningsOf(
  inTime: readonly ReadStream[],
  sink: ThreadClient<CaseSink>,
): Promise<Map<string, Beginning[]>> {
  const byLine = new Map<string, Beginning[]>();
  for (const [place, source] of inTime.entries()) {
    const first = await sink.call('storedText', { sourceId: source.id, after: null });
    const needle = first === null ? null : firstLines(Buffer.from(first.text));
    if (needle === null) continue;
    const key = keyAt(needle, 0, needle.indexOf(10));
    const alike = byLine.get(key);
    const beginning = { place, source, needle };
    if (alike === undefined) byLine.set(key, [beginning]);
    else alike.push(beginning);
  }
  return byLine;
}

/** The beginnings that stand somewhere in a text, at the start of a line. */
function* begunIn(text: Buffer, byLine: ReadonlyMap<string, Beginning[]>): Generator<Beginning> {
  let at = 0;
  for (let newline = text.indexOf(10); newline >= 0; newline = text.indexOf(10, at)) {
    for (const beginning of byLine.get(keyAt(text, at, newline)) ?? []) {
      const { needle } = beginning;
      if (text.subarray(at, at + needle.length).equals(needle)) yield beginning;
    }
    at = newline + 1;
  }
}

const keyAt = (text: Buffer, at: number, newline: number): string =>
  text.toString('latin1', at, Math.min(newline, at + KEY_BYTES));
