import type { Database } from 'better-sqlite3';
import type { ChangedValues } from '#shared/model/journal-changes.ts';
import type { FailureDetails } from '#shared/model/failure.ts';
import {
  ENCODINGS,
  type Duplicate,
  type Encoding,
  type SourceState,
} from '#shared/model/source.ts';
import { withReadableErrors } from './cases/index.ts';
import {
  createCaseSink,
  createRecordCheck,
  SkeletonNumbers,
  type CaseSink,
  type RecordCheckOperations,
  type Rereading,
} from './ingest/index.ts';
import { createEvidenceOperations, type EvidenceOperations } from './evidence-operations.ts';
import { createDiagnosisOperations, type DiagnosisOperations } from './diagnosis-operations.ts';
import type { Journal } from './journal/index.ts';
import { createPlaybookOperations, type PlaybookOperations } from './playbook-operations.ts';
import { createRuleResultOperations, type RuleResultOperations } from './rule-result-operations.ts';
import { createSyncOperations, type SyncOperations } from './sync-operations.ts';
import { createPseudonymOperations, type PseudonymOperations } from './privacy/index.ts';
import { createRewriteOperations, type RewriteOperations } from './rewrite-operations.ts';
import { sealCopy, type SealedCopy } from './seal-copy.ts';
import type { Signer } from './vault/index.ts';
import {
  mergeCopy,
  takeSharedRecords,
  type CopyMerge,
  type OtherCopy,
  type RecordsTaken,
  type SharedRecords,
} from './merge-copy.ts';

/** Where the case thread finds its case and who writes in it. */
export interface CaseThreadData {
  readonly path: string;
  readonly key: Uint8Array;
  readonly signer: { readonly name: string; readonly pkcs8: Uint8Array } | null;
  /** Set when the case was just made: its first journal entry. */
  readonly created: { readonly name: string; readonly zone: string } | null;
}

export interface CaseInfo {
  readonly name: string;
  readonly zone: string;
  readonly created: string;
}

/** A source as the case knows it. */
export interface SourceRow {
  /** Its number in this copy of the case. */
  readonly id: number;
  /** Its name in every copy of the case. */
  readonly key: string;
  readonly path: string;
  readonly origin: string;
  readonly size: number | null;
  readonly mtimeUs: number;
  readonly sha256: string | null;
  readonly formatOverride: string | null;
  readonly zoneOverride: string | null;
  readonly encodingOverride: Encoding | null;
  /** Microseconds that its clock is set right by; `fromUs` and `toUs` have it added. */
  readonly shiftUs: number;
  readonly state: SourceState;
  readonly format: string;
  /** JSON of the own format that it was read with; null: a built-in one. */
  readonly definition: string | null;
  readonly formatScore: number;
  readonly encoding: Encoding;
  readonly zone: string;
  readonly yearHint: number | null;
  /** Year that its first date was given, when its dates do not say theirs. */
  readonly firstYear: number | null;
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  readonly unparsed: number;
  /** Secondary formats by which some of its records are read, commonest first. */
  readonly others: readonly SecondaryCount[];
  /** Records whose time is before that of the record before them, and how far at most, microseconds. */
  readonly back: number;
  readonly backUs: number;
  readonly fromUs: number | null;
  readonly toUs: number | null;
  readonly seconds: number;
  /** What of it is not counted, because another source has it too. */
  readonly duplicate: Duplicate | null;
  readonly error: { code: string; message: string; details: FailureDetails } | null;
  /** How it is to be read again; null: as it is it is right. */
  readonly again: Rereading | null;
  /** The analyst has it counted though another source has its content. */
  readonly isCountedAnyway: boolean;
}

/** How many records of a source a secondary format explains. */
export interface SecondaryCount {
  readonly format: string;
  readonly records: number;
}

export interface SkippedRow {
  readonly id: number;
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** What the case thread offers: everything that writes, and reads that are small. */
export type CaseOperations = CaseSink &
  EvidenceOperations &
  SyncOperations &
  PseudonymOperations &
  PlaybookOperations &
  RuleResultOperations &
  DiagnosisOperations &
  RewriteOperations &
  RecordCheckOperations & {
    info(input: null): CaseInfo;
    /** Notes what the analyst set of a source, and that it is to be read again by it, in one step. */
    override(input: {
      id: number;
      key: string;
      set: ChangedValues<'source'>;
      again: Rereading;
    }): void;
    removeSource(input: { id: number }): void;
    /** Takes in another copy of the case: its entries, and records of sources that were not read here. */
    mergeCopy(input: OtherCopy): CopyMerge;
    /** Takes records of sources that were not read here out of a file of shared raw logs. */
    takeSharedRecords(input: SharedRecords): RecordsTaken;
    /** Writes a copy of the case under another key. */
    sealCopy(input: SealedCopy): void;
    sources(input: null): SourceRow[];
    /** Sources that a process which ended left half read: they are marked as stopped. */
    settle(input: null): void;
    skipped(input: null): SkippedRow[];
    dismissSkipped(input: null): void;
    viewGet(input: { key: string }): string | null;
    viewSet(input: { key: string; value: string }): void;
    /** Empties the write-ahead log and closes the file. */
    close(input: null): void;
  };

/** The operations of the case thread over the writing connection, `own` being who works. Failures of SQLite become readable ones. */
export function createCaseOperations(
  database: Database,
  journal: Journal,
  path: string,
  own: Signer,
): CaseOperations {
  const skeletons = new SkeletonNumbers(database);
  const sink = createCaseSink(database, journal, skeletons);
  const operations: CaseOperations = {
    ...sink,
    ...createRewriteOperations(database, journal, skeletons, sink.storedText),
    sealCopy: (copy) => sealCopy(database, copy),
    mergeCopy: (other) => mergeCopy(database, journal, skeletons, other),
    takeSharedRecords: (shared) => takeSharedRecords(database, journal, skeletons, shared),
    ...createEvidenceOperations(database, journal),
    ...createSyncOperations(database, journal, skeletons),
    ...createPseudonymOperations(database),
    ...createPlaybookOperations(database, journal),
    ...createRuleResultOperations(database),
    ...createDiagnosisOperations(database, own),
    ...createRecordCheck(database),
    ...createStateOperations(database, journal),
  };
  return withReadableErrors(operations, path);
}

function createStateOperations(
  database: Database,
  journal: Journal,
): Omit<
  CaseOperations,
  | keyof CaseSink
  | keyof EvidenceOperations
  | keyof SyncOperations
  | keyof PseudonymOperations
  | keyof PlaybookOperations
  | keyof RuleResultOperations
  | keyof DiagnosisOperations
  | keyof RewriteOperations
  | keyof RecordCheckOperations
  | 'mergeCopy'
  | 'takeSharedRecords'
  | 'sealCopy'
> {
  const keys = database.prepare<[number], { key: string }>('SELECT key FROM source WHERE id = ?');
  const remove = database.transaction((id: number) => {
    const source = keys.get(id);
    if (source === undefined) return;
    journal.remove('source', source.key);
    database.prepare('DELETE FROM block WHERE source_id = ?').run(id);
    database.prepare('DELETE FROM source_read WHERE source_id = ?').run(id);
    database.prepare('DELETE FROM original WHERE source_id = ?').run(id);
  });
  const override = database.transaction(
    ({ id, key, set, again }: Parameters<CaseOperations['override']>[0]) => {
      journal.change('source', key, set);
      database
        .prepare('UPDATE source_read SET again = ? WHERE source_id = ?')
        .run(JSON.stringify(again), id);
    },
  );
  const sources = database.prepare<[], StoredSource>(SELECT_SOURCES);
  return {
    info: () =>
      database.prepare<[], CaseInfo>('SELECT name, zone, created FROM case_info').get() ?? {
        name: '',
        zone: 'UTC',
        created: '',
      },
    override: (input) => override(input),
    removeSource: ({ id }) => remove(id),
    sources: () => sources.all().map(sourceRow),
    settle: () => {
      database.exec(`
        UPDATE source_read SET state = staged ->> 'state', error = staged ->> 'error', staged = NULL
          WHERE staged IS NOT NULL;
        UPDATE source_read SET state = 'cancelled' WHERE state = 'reading';
        UPDATE source_read SET state = 'paused' WHERE state = 'following'`);
      // 2: merged into others, see `follow/tail-operations.ts`.
      database.exec('DELETE FROM block WHERE staged IN (1, 2)');
    },
    skipped: () =>
      database
        .prepare<[], SkippedRow>('SELECT id, path, code, message FROM skipped ORDER BY id')
        .all(),
    dismissSkipped: () => {
      database.exec('DELETE FROM skipped');
    },
    viewGet: ({ key }) =>
      database
        .prepare<[string], { value: string }>('SELECT value FROM view_state WHERE key = ?')
        .get(key)?.value ?? null,
    viewSet: ({ key, value }) => {
      database
        .prepare(
          'INSERT INTO view_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        )
        .run(key, value);
    },
    close: () => {
      database.pragma('wal_checkpoint(TRUNCATE)');
      database.close();
    },
  };
}

const SELECT_SOURCES = `
  SELECT source.id, key, path, origin, size, mtime_us AS mtimeUs, sha256,
    format_override AS formatOverride, zone_override AS zoneOverride,
    encoding_override AS encodingOverride, shift_us AS shiftUs,
    COALESCE(state, 'waiting') AS state, COALESCE(format, '') AS format, definition,
    COALESCE(format_score, 0) AS formatScore, COALESCE(encoding, 'utf-8') AS encoding,
    COALESCE(source_read.zone, 'UTC') AS zone, year_hint AS yearHint, first_year AS firstYear, COALESCE(bytes, 0) AS bytes,
    COALESCE(lines, 0) AS lines, COALESCE(records, 0) AS records, COALESCE(unparsed, 0) AS unparsed,
    (SELECT json_group_array(others) FROM block
       WHERE block.source_id = source.id AND staged = 0 AND others IS NOT NULL) AS others,
    COALESCE(back, 0) AS back, COALESCE(back_us, 0) AS backUs,
    time_min_us + shift_us AS fromUs, time_max_us + shift_us AS toUs, COALESCE(seconds, 0) AS seconds, error, duplicate,
    again, counted_anyway AS countedAnyway
  FROM source LEFT JOIN source_read ON source_read.source_id = source.id
    LEFT JOIN user_format ON user_format.hash = source_read.format_hash
  ORDER BY source.id`;

type StoredSource = Omit<
  SourceRow,
  'error' | 'again' | 'others' | 'encoding' | 'encodingOverride' | 'duplicate' | 'isCountedAnyway'
> & {
  /** JSON of a list: for each block the JSON of counts by format. */
  readonly others: string;
  readonly duplicate: string | null;
  readonly countedAnyway: number;
  readonly error: string | null;
  readonly again: string | null;
  readonly encoding: string;
  readonly encodingOverride: string | null;
};

function sourceRow(stored: StoredSource): SourceRow {
  const encodingOf = (name: string | null) => ENCODINGS.find((encoding) => encoding === name);
  const { countedAnyway, ...row } = stored;
  return {
    ...row,
    encoding: encodingOf(stored.encoding) ?? 'utf-8',
    encodingOverride: encodingOf(stored.encodingOverride) ?? null,
    others: secondaryCounts(JSON.parse(stored.others)),
    duplicate: stored.duplicate === null ? null : JSON.parse(stored.duplicate),
    error: stored.error === null ? null : JSON.parse(stored.error),
    again: stored.again === null ? null : JSON.parse(stored.again),
    isCountedAnyway: countedAnyway === 1,
  };
}

function secondaryCounts(blocks: readonly string[]): SecondaryCount[] {
  const sums = new Map<string, number>();
  for (const block of blocks) {
    const counts: Readonly<Record<string, number>> = JSON.parse(block);
    for (const [format, records] of Object.entries(counts)) {
      sums.set(format, (sums.get(format) ?? 0) + records);
    }
  }
  return [...sums]
    .map(([format, records]) => ({ format, records }))
    .sort((a, b) => b.records - a.records);
}
