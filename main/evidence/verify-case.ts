import { cancelled, Failure } from '#shared/model/failure.ts';
import type { FaultySpan, RecordsVerdict } from '#shared/model/records-verdict.ts';
import { compareSeals, type FoundSource } from '../ingest/index.ts';
import type { JournalVerdict } from '../journal/index.ts';
import type { OpenCase } from '../open-case.ts';
import { hashOf } from './check-sources.ts';

/** What was found of a case: of its journal, and of the records that the journal signs. */
export interface CaseVerdict extends JournalVerdict {
  /** Null: they were not checked, because what signs them does not hold. */
  readonly records: RecordsVerdict | null;
}

/** How far a check has come: of the records, then of the originals that the case keeps. */
export interface VerifyProgress {
  readonly what: 'records' | 'originals';
  /** Of the source that is hashed. */
  readonly path: string;
  readonly done: number;
  readonly total: number;
}

/** A source that grows may have grown while it was hashed; then it is hashed again, so many times. */
const MOST_ROUNDS = 5;

/**
 * Checks every page of the file, every entry of the journal, and that the records and the kept originals of all sources
 * are those that its entries sign. `tell` hears of each source, and of each step through it. Throws CANCELLED, and
 * CASE_DAMAGED where a page does not carry its seal, naming what stood on it.
 */
export async function verifyCase(
  open: OpenCase,
  signal: AbortSignal,
  tell: (progress: VerifyProgress) => void = () => {},
): Promise<CaseVerdict> {
  await refuseDamagedFile(open, signal);
  const journal = await open.journalVerify();
  if (journal.broken !== null) return { ...journal, records: null };
  const found = await foundSources(open, signal, tell);
  const originals = await checkOriginals(open, found, signal, tell);
  const compared = compareSeals(found);
  const faults = [...compared.faults, ...originals.faults];
  return { ...journal, records: { ...compared, originals: originals.sound, faults } };
}

/** Places of a damaged table that are named. */
const MOST_PLACES = 5;

/** What a table holds, in words; others go by their name. */
const HELD: readonly (readonly [RegExp, string])[] = [
  [/^journal$/, 'the journal'],
  [/^(block|skeleton|source|skipped)/, 'the records'],
  [/^original$/, 'the kept originals'],
  [/^sqlite_schema$/, 'the list of tables'],
];

/**
 * Throws CASE_DAMAGED where any page of the file does not carry its seal. What is checked after this reads only what it
 * needs: of 64 pages of a small case it left about 23 unread, and a byte changed there went unnoticed.
 */
async function refuseDamagedFile(open: OpenCase, signal: AbortSignal): Promise<void> {
  const damaged: string[] = [];
  for (const table of await open.tablesToCheck()) {
    if (signal.aborted) throw cancelled();
    if (!(await open.tableIsWhole(table))) damaged.push(table);
  }
  if (damaged.length === 0) return;
  const parts: string[] = [];
  for (const table of damaged) {
    const held = HELD.find(([pattern]) => pattern.test(table))?.[1];
    const places = await open.damagedPlaces(table);
    const more = places.length > MOST_PLACES ? ` and ${places.length - MOST_PLACES} more` : '';
    const where = places.length === 0 ? '' : `, ${places.slice(0, MOST_PLACES).join(', ')}${more}`;
    parts.push(held === undefined ? `the table "${table}"` : `${held} ("${table}"${where})`);
  }
  throw new Failure(
    'CASE_DAMAGED',
    `${open.path} is damaged: bytes were changed in ${parts.join(', ')}. Nothing else was checked. Restore it from a copy.`,
    { path: open.path, tables: damaged.join(', ') },
  );
}

async function foundSources(
  open: OpenCase,
  signal: AbortSignal,
  tell: (progress: VerifyProgress) => void,
): Promise<FoundSource[]> {
  const found = new Map<number, FoundSource>();
  let sources = await open.sourcesToCheck();
  for (let round = 1; ; round++) {
    const changed = sources.filter(
      (source) => JSON.stringify(found.get(source.id)?.source) !== JSON.stringify(source),
    );
    if (changed.length === 0 || round > MOST_ROUNDS) break;
    const total = changed.reduce((sum, { read }) => sum + (read?.records ?? 0), 0);
    let done = 0;
    for (const source of changed) {
      const blocks: FoundSource['blocks'][number][] = [];
      for (let after: number | null = null; ;) {
        if (signal.aborted) throw cancelled();
        tell({ what: 'records', path: source.path, done, total });
        const step = await open.hashBlocks(source.id, after);
        blocks.push(...step.blocks);
        done += step.blocks.reduce((sum, { records }) => sum + records, 0);
        if (step.next === null) break;
        after = step.next;
      }
      found.set(source.id, { source, blocks });
    }
    sources = await open.sourcesToCheck();
  }
  return sources.flatMap(({ id }) => found.get(id) ?? []);
}

/** Hashes the originals that the case keeps, and holds them against what was signed at intake. */
async function checkOriginals(
  open: OpenCase,
  found: readonly FoundSource[],
  signal: AbortSignal,
  tell: (progress: VerifyProgress) => void,
): Promise<{ sound: number; faults: FaultySpan[] }> {
  const faults: FaultySpan[] = [];
  const kept = found.flatMap(({ source: { id, path, sha256, keepsOriginal, read } }) =>
    keepsOriginal && sha256 !== null && read !== null ? [{ id, path, sha256 }] : [],
  );
  for (const [done, { id, path, sha256 }] of kept.entries()) {
    tell({ what: 'originals', path, done, total: kept.length });
    if ((await keptHash(open, id, signal)) !== sha256) {
      faults.push({ path, from: 0, to: 0, fault: 'original', of: null });
    }
  }
  return { sound: kept.length - faults.length, faults };
}

/** SHA-256 of a kept original, hex; null: it cannot be unpacked. */
async function keptHash(open: OpenCase, id: number, signal: AbortSignal): Promise<string | null> {
  try {
    return (await hashOf(open.keptBytes(id), signal)).sha256;
  } catch (error) {
    if (error instanceof Failure && error.code !== 'CANCELLED') return null;
    throw error;
  }
}
