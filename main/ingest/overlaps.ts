import { generationOf } from '#shared/model/rotation.ts';
import type { ThreadClient } from '../thread-call.ts';
import type { CaseSink, ReadStream } from './case-sink.ts';
import type { FormatSet } from './format-shelf.ts';
import { firstLines } from './first-lines.ts';
import { createReader, emptyHeader } from './formats/index.ts';
import { atLineStarts, sameRun } from './same-run.ts';
import { sharedBeginnings, type StreamPair } from './shared-beginnings.ts';
import { storedText } from './stored-text.ts';

/** Lines of a source, from its first on, that another one holds too. */
export interface FoundOverlap {
  readonly source: ReadStream;
  /** The source that has them. */
  readonly of: number;
  readonly bytes: number;
  readonly lines: number;
  /** All of the source is in the other one. */
  readonly whole: boolean;
}

/** Files of one name in so many folders are hosts or pods, not copies of each other. */
const MOST_OF_A_NAME = 64;
/** More than so many of one log are found in a pass over its texts instead. */
const MOST_PAIRS_ASKED = 500;
const MOST_CANDIDATES = 20;
/** Lines that are looked at for two different times. */
const MOST_TIMED_LINES = 5000;

/**
 * Finds sources of one log that begin with what another one ends with, or that are a part of one: copies of a log that
 * grew, and rotations that overlap. Only exact content counts, of whole lines, and only where it goes back in
 * time: at least two different times, since a log that goes on may well repeat its last line, but not its last
 * minute.
 */
export async function* findOverlaps(
  streams: readonly ReadStream[],
  fresh: ReadonlySet<number>,
  sink: ThreadClient<CaseSink>,
  formats: FormatSet,
): AsyncGenerator<FoundOverlap> {
  const settled = new Set<number>();
  const hidden = new Set<number>();
  for await (const [before, source] of candidatePairs(streams, fresh, sink)) {
    if (hidden.has(before.id) || settled.has(source.id)) continue;
    const found = await overlapOf(before, source, sink, formats);
    if (found === null) continue;
    settled.add(source.id);
    if (found.whole) hidden.add(source.id);
    yield found;
  }
}

/** Pairs of one log whose times overlap, the one that begins earlier first. */
async function* candidatePairs(
  streams: readonly ReadStream[],
  fresh: ReadonlySet<number>,
  sink: ThreadClient<CaseSink>,
): AsyncGenerator<StreamPair> {
  const isWanted = (before: ReadStream, source: ReadStream): boolean =>
    (before.toUs ?? 0) >= (source.fromUs ?? 0) && (fresh.has(before.id) || fresh.has(source.id));
  for (const group of groupsOf(streams)) {
    const inTime = group.toSorted((a, b) => (a.fromUs ?? 0) - (b.fromUs ?? 0) || a.id - b.id);
    yield* fewPairs(inTime, isWanted) ?? (await sharedBeginnings(inTime, isWanted, sink));
  }
}

/** Sources that may be of one log: of one name, and where there are many of that, in one folder. */
function groupsOf(streams: readonly ReadStream[]): ReadStream[][] {
  const timed = streams.filter(
    ({ fromUs, toUs, isTable }) => fromUs !== null && toUs !== null && !isTable,
  );
  const stemOf = ({ path }: ReadStream): string => generationOf(path).stem;
  const nameOf = (stream: ReadStream): string => /[^/\\]*$/.exec(stemOf(stream))?.[0] ?? '';
  return [...Map.groupBy(timed, nameOf).values()].flatMap((group) =>
    group.length <= MOST_OF_A_NAME ? [group] : [...Map.groupBy(group, stemOf).values()],
  );
}

/** All pairs, that which begins last before the other first; null: too many to ask each about the other. */
function fewPairs(
  inTime: readonly ReadStream[],
  isWanted: (before: ReadStream, source: ReadStream) => boolean,
): StreamPair[] | null {
  const pairs: StreamPair[] = [];
  for (const [at, source] of inTime.entries()) {
    for (let i = at - 1; i >= 0; i--) {
      const before = inTime[i];
      if (before === undefined || !isWanted(before, source)) continue;
      if (pairs.length >= MOST_PAIRS_ASKED) return null;
      pairs.push([before, source]);
    }
  }
  return pairs;
}

async function overlapOf(
  before: ReadStream,
  source: ReadStream,
  sink: ThreadClient<CaseSink>,
  formats: FormatSet,
): Promise<FoundOverlap | null> {
  const first = await sink.call('storedText', { sourceId: source.id, after: null });
  const needle = first === null ? null : firstLines(Buffer.from(first.text));
  if (needle === null) return null;
  for await (const position of positionsIn(before, source.fromUs ?? 0, needle, sink)) {
    const { bytes, ended } = await sameRun(
      storedText(before.id, sink, position),
      storedText(source.id, sink),
    );
    if (ended === 'none') continue;
    const whole = ended === 'second' || bytes === source.bytes;
    const run = await linesOf(source, bytes, whole, sink, formats);
    if (run === null) continue;
    return { source, of: before.id, ...run, whole: whole && run.bytes === bytes };
  }
  return null;
}

/** Where the first lines of another source stand, from the blocks of that time on. */
async function* positionsIn(
  stream: ReadStream,
  us: number,
  needle: Buffer,
  sink: ThreadClient<CaseSink>,
): AsyncGenerator<{ after: number | null; offset: number }> {
  let after = await sink.call('blockBefore', { sourceId: stream.id, us });
  for (let looked = 0; looked < MOST_CANDIDATES; looked++) {
    const block = await sink.call('storedText', { sourceId: stream.id, after });
    if (block === null) return;
    let tried = 0;
    for (const offset of atLineStarts(Buffer.from(block.text), needle)) {
      yield { after, offset };
      if (++tried >= MOST_CANDIDATES) return;
    }
    if (tried > 0) return;
    after = block.blockId;
  }
}

/** The whole lines of the run, when they are of more than one time; null: they are not. */
async function linesOf(
  source: ReadStream,
  bytes: number,
  whole: boolean,
  sink: ThreadClient<CaseSink>,
  formats: FormatSet,
): Promise<{ bytes: number; lines: number } | null> {
  const { zone, format, definition, firstYear: year, mtimeUs: referenceUs } = source;
  const setup = { zone, year, referenceUs, shape: null };
  const reader = createReader(formats.get(format, definition), setup);
  const header = emptyHeader();
  const times = new Set<number>();
  let [done, lines, end] = [0, 0, 0];
  for await (const piece of storedText(source.id, sink)) {
    const run = piece.subarray(0, bytes - done);
    let at = 0;
    for (let newline = run.indexOf(10); newline >= 0; newline = run.indexOf(10, at)) {
      if (lines < MOST_TIMED_LINES && reader.read(run.toString('utf8', at, newline), header)) {
        if (!Number.isNaN(header.timeUs)) times.add(header.timeUs);
      }
      lines++;
      at = newline + 1;
      end = done + at;
    }
    done += run.length;
    if (done >= bytes) break;
  }
  if (times.size < 2) return null;
  return whole && end < bytes ? { bytes, lines: lines + 1 } : { bytes: end, lines };
}
