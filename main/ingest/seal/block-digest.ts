import { createHash } from 'node:crypto';
import { listKinds, readKinds, writeKinds, type KindTable } from '../../logstore/index.ts';

/** Columns of a block's row that say where in its source it is and what its records are, in the order in which they are hashed. */
export const DIGESTED_FACTS = [
  'first_line',
  'lines',
  'first_ordinal',
  'records',
  'time_min_us',
  'time_max_us',
  'fallback_us',
  'unparsed',
  'size',
  'back',
  'back_us',
  'prior_us',
  'last_us',
  'shape',
] as const;

/** A part of a block as it is stored: its codec, and its bytes; null: it has none. */
export interface DigestedPart {
  readonly codec: string | null;
  readonly data: Uint8Array | null;
}

/** All of a block that its records are read from, as it is stored. */
export interface DigestedBlock {
  readonly facts: readonly (number | string | null)[];
  readonly header: Uint8Array;
  /** The filters, columns, times, fields and text, in one order. */
  readonly parts: readonly DigestedPart[];
}

/**
 * SHA-256 of a stored block: the same in every copy of a case, since skeletons go in by what they are and not by their
 * number, and the source not at all. Throws a RangeError when its header is damaged.
 *
 * @param skeleton digest of a skeleton by its number in this copy
 */
export function blockDigest(
  { facts, header, parts }: DigestedBlock,
  skeleton: (id: number) => Uint8Array,
): Buffer {
  const hash = createHash('sha256');
  hash.update(`${JSON.stringify(facts)}\n`);
  const kinds = kindsIn(header);
  hash.update(`${kinds.size}\n`);
  for (const id of kinds.skeletonIds) hash.update(skeleton(id));
  for (const column of [kinds.levels, kinds.counts, kinds.firstUs, kinds.lastUs]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  for (const { codec, data } of parts) {
    hash.update(`${JSON.stringify([codec, data?.length ?? null])}\n`);
    if (data !== null) hash.update(data);
  }
  return hash.digest();
}

/** The kinds of a header, in which nothing else is. */
function kindsIn(header: Uint8Array): KindTable {
  const table = readKinds(header);
  const written = writeKinds(listKinds(table, (id) => id));
  if (Buffer.compare(written, header) !== 0) throw new RangeError('a block has a damaged header');
  return table;
}
