import type {
  FaultySpan,
  RecordFault,
  RecordSpan,
  RecordsVerdict,
  UnsealedSpan,
} from '#shared/model/records-verdict.ts';
import type { SealedBlock, SourceSeal } from '../../journal/index.ts';
import type { CheckedSource, FoundBlock, SourceCounts } from './record-check.ts';

/** A source with its blocks as they lie in the case. */
export interface FoundSource {
  readonly source: CheckedSource;
  readonly blocks: readonly FoundBlock[];
}

/**
 * Holds the records of all sources against what was signed of them. Faults are named by block, which is as much as a
 * signature tells apart; what is not signed at all is told, and is no fault.
 */
export function compareSeals(found: readonly FoundSource[]): Omit<RecordsVerdict, 'originals'> {
  const owners = new Map<string, CheckedSource>();
  for (const { source } of found) {
    for (const { blocks } of source.seals) {
      for (const { hash } of blocks) owners.set(hash, source);
    }
  }
  const compared = found.map((one) => compareSource(one, owners));
  const sound = compared.filter(({ records }) => records > 0);
  return {
    records: sound.reduce((sum, { records }) => sum + records, 0),
    sources: sound.length,
    faults: compared.flatMap(({ faults }) => faults),
    unsealed: compared.flatMap(({ unsealed }) => unsealed),
  };
}

/** The source that a block was signed of, by its hash. */
type Owners = ReadonlyMap<string, CheckedSource>;

interface ComparedSource {
  /** That are as they were signed. */
  readonly records: number;
  readonly faults: readonly FaultySpan[];
  readonly unsealed: readonly UnsealedSpan[];
}

function compareSource({ source, blocks }: FoundSource, owners: Owners): ComparedSource {
  const { key, path, seals, read, mustBeHere } = source;
  const counts = faultyCounts(source, blocks);
  const best = seals
    .map((seal) => compareWith(seal, blocks, source, owners))
    .toSorted((a, b) => a.faults.length - b.faults.length || b.records - a.records)[0];
  if (best === undefined && key === '') {
    const faults = placed(blocks).map((block) => faulty(source, block, 'added', owners));
    return { records: 0, faults: joined(faults), unsealed: [] };
  }
  if (best === undefined) {
    const all = { path, from: 1, to: sumOf(blocks).records, reason: 'older' as const };
    return { records: 0, faults: counts, unsealed: blocks.length > 0 ? [all] : [] };
  }
  if (read === null && blocks.length === 0 && !mustBeHere) {
    const signed = seals.map((seal) => sumOf(seal.blocks).records);
    const to = Math.max(...signed);
    const unsealed = to === 0 ? [] : [{ path, from: 1, to, reason: 'absent' as const }];
    return { records: 0, faults: [], unsealed };
  }
  return { ...best, faults: [...best.faults, ...counts] };
}

/** What was read of a source is counted beside it, too. */
function faultyCounts({ path, read }: CheckedSource, blocks: readonly FoundBlock[]): FaultySpan[] {
  const sum = sumOf(blocks);
  const { bytes, records, unparsed } = read ?? { bytes: 0, records: 0, unparsed: 0 };
  const fits = bytes === sum.bytes && records === sum.records && unparsed === sum.unparsed;
  return fits ? [] : [{ path, from: 0, to: 0, fault: 'counts', of: null }];
}

function compareWith(
  { blocks: sealed, ended }: SourceSeal,
  found: readonly FoundBlock[],
  source: CheckedSource,
  owners: Owners,
): ComparedSource {
  const { lost, extra, sound } = matchBlocks(sealed, found);
  const { key, path } = source;
  const faults: FaultySpan[] = [];
  const unsealed: UnsealedSpan[] = [];
  const left = new Map(extra.map((block) => [block.from, block]));
  for (const { from, to } of lost) {
    const other = left.get(from);
    left.delete(from);
    faults.push(
      other === undefined
        ? { path, from, to, fault: 'missing', of: null }
        : faulty(source, { ...other, to }, 'changed', owners),
    );
  }
  const end = sumOf(sealed).records;
  for (const more of left.values()) {
    // What comes to two sources that grow may be the same.
    const isTwice = more.hash !== null && owners.get(more.hash)?.key === key;
    const { from, to } = more;
    if (!ended && !isTwice && from > end) unsealed.push({ path, from, to, reason: 'since' });
    else faults.push(faulty(source, more, 'added', owners));
  }
  return { records: sound, faults: joined(faults), unsealed: joined(unsealed) };
}

/** Blocks of a source with the records that they hold, counted from 1. */
type Placed<B> = B & { readonly from: number; readonly to: number };

/** Which signed blocks are not there, and which are there and not signed, or a second time. */
function matchBlocks(sealed: readonly SealedBlock[], found: readonly FoundBlock[]) {
  const wanted = new Map<string, number>();
  for (const { hash } of sealed) wanted.set(hash, (wanted.get(hash) ?? 0) + 1);
  const extra: Placed<FoundBlock>[] = [];
  let sound = 0;
  for (const block of placed(found)) {
    const count = block.hash === null ? 0 : (wanted.get(block.hash) ?? 0);
    if (block.hash !== null && count > 0) {
      wanted.set(block.hash, count - 1);
      sound += block.records;
    } else extra.push(block);
  }
  const lost = placed(sealed).filter(({ hash }) => {
    const count = wanted.get(hash) ?? 0;
    wanted.set(hash, count - 1);
    return count > 0;
  });
  return { lost, extra, sound };
}

function placed<B extends { readonly records: number }>(blocks: readonly B[]): Placed<B>[] {
  let before = 0;
  return blocks.map((block) => {
    const from = before + 1;
    before += block.records;
    // A block of the header of a table has no records.
    return { ...block, from, to: Math.max(from, before) };
  });
}

/** What is wrong with a block, told by where else it was signed. */
function faulty(
  { key, path }: CheckedSource,
  { hash, from, to }: Placed<FoundBlock>,
  fault: RecordFault,
  owners: Owners,
): FaultySpan {
  const owner = hash === null ? undefined : owners.get(hash);
  const at = { path, from, to };
  if (owner === undefined) return { ...at, fault, of: null };
  return owner.key === key
    ? { ...at, fault: 'twice', of: null }
    : { ...at, fault: 'moved', of: owner.path };
}

/** Spans of one kind that follow each other, as one. */
function joined<S extends RecordSpan>(spans: readonly S[]): S[] {
  const kindOf = ({ from: _from, to: _to, ...kind }: S): string => JSON.stringify(kind);
  const whole: S[] = [];
  for (const span of spans) {
    const last = whole.at(-1);
    if (last !== undefined && kindOf(last) === kindOf(span) && last.to + 1 === span.from) {
      whole[whole.length - 1] = { ...last, to: span.to };
    } else whole.push(span);
  }
  return whole;
}

function sumOf(blocks: readonly Partial<SourceCounts>[]): SourceCounts {
  const sum = { bytes: 0, records: 0, unparsed: 0 };
  for (const { bytes = 0, records = 0, unparsed = 0 } of blocks) {
    sum.bytes += bytes;
    sum.records += records;
    sum.unparsed += unparsed;
  }
  return sum;
}
