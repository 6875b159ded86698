import type { FieldValue, FoldedRun, RecordRow, RecordRef } from '#shared/model/record.ts';
import type { CitedLines, LineRange } from './cited-lines.ts';
import type { Histogram } from './histogram.ts';
import type { Slices } from './slices.ts';
import type { PersonalExcerpt } from '#shared/model/personal-data.ts';
import type { TemplatePattern } from '#shared/model/template-rule.ts';
import type { ExcerptWish } from './personal-excerpts.ts';
import type { PersonalTally } from './personal-tally.ts';
import type { RecordIds } from './record-ids.ts';
import type { DecidedBy } from './block-scan.ts';
import type { RuleHits } from './rule-hits.ts';
import type { SetHits, SetPlanInput } from './set-scan.ts';
import type { ExportOperations } from './export/export-operations.ts';
import type { SideTallies } from './side-tallies.ts';
import type { SlotTallies } from './slot-tally.ts';
import type { Selection, ViewEntry } from './view.ts';

/** A record named by its block, for what stays inside the log store. */
export interface RecordPlace {
  readonly us: number;
  readonly blockId: number;
  readonly index: number;
}

/** What the search threads are told of the case, whenever it changes. */
export interface Knowledge {
  readonly sources: readonly {
    readonly id: number;
    readonly path: string;
    readonly format: string;
    /** JSON of an own format; null: a built-in one. */
    readonly definition: string | null;
    readonly zone: string;
    readonly yearHint: number | null;
    readonly mtimeUs: number;
    /** Its place among the sources, where times are the same. */
    readonly place: number;
    /** Sources whose records come before and after its own: files of one rotated log. */
    readonly previous: number | null;
    readonly next: number | null;
    /** Latest time of the files before it: what stands at its beginning without a time is from then; null: there is none. */
    readonly startUs: number | null;
  }[];
  /** Template of skeleton i at i - 1; 0: not mined yet. */
  readonly templateOf: Uint32Array;
  /** Issue of skeleton i at i - 1 as 1 + position in `issueKeys`; 0: none. */
  readonly issueOf: Uint32Array;
  readonly issueKeys: readonly string[];
}

export interface ScanAnswer {
  readonly blockId: number;
  readonly by: DecidedBy;
  readonly count: number;
  readonly selection: Selection;
}

/** What a search thread offers. It holds a read-only connection; views are given to it as entries. */
export type SearchOperations = ExportOperations & {
  /**
   * `reload`: blocks were replaced or removed; otherwise only added, and of the sources in `live` merged into others.
   * Gives what it knows of the blocks.
   */
  refresh(input: { reload: boolean; live: readonly number[] }): BlockSummary[];
  /** Records of the case by level code. */
  levelCounts(input: null): number[];
  know(input: Knowledge): void;
  /** Tells what detection rules found, in the place of what they had found before. */
  knowHits(input: RuleHits): void;
  /** Lets go of opened blocks: nothing was asked for a while. */
  rest(input: null): void;
  /** Compiles a query under a name; throws QUERY_INVALID. */
  plan(input: {
    plan: string;
    query: string;
    zone: string;
    fromUs: number | null;
    toUs: number | null;
  }): { meaning: string[] };
  forgetPlan(input: { plan: string }): void;
  /** Answers of blocks in their order: of all of them, or of the first ones that were looked at in a moment, at least of one. */
  scan(input: { plan: string; blockIds: readonly number[] }): ScanAnswer[];
  /** Several plans over one block, which is read once for all; an answer each, in their order. */
  scanTogether(input: { plans: readonly string[]; blockId: number }): ScanAnswer[];

  /** Compiles many queries that are asked together, under a name. */
  planSet(input: SetPlanInput & { plan: string }): void;
  forgetSet(input: { plan: string }): void;
  scanSet(input: { plan: string; blockId: number }): SetHits;

  setView(input: { view: string; entries: readonly ViewEntry[] }): void;
  forgetView(input: { view: string }): void;
  rows(input: { view: string; start: number; count: number }): RecordRow[];
  places(input: { view: string; start: number; count: number }): RecordPlace[];
  /** The run that a row (oldest first) stands in and those around it, see `ViewRuns`; each headed by its first or last record. */
  runs(input: {
    view: string;
    row: number;
    before: number;
    after: number;
    head: 'first' | 'last';
  }): FoldedRun[];
  countRuns(input: { view: string; from: number; to: number }): number;
  rankOfPlace(input: { view: string; place: RecordPlace }): { rank: number; inView: boolean };
  rankOfTime(input: { view: string; us: number }): number;
  placeOf(input: { ref: RecordRef }): RecordPlace | null;
  placeOfLine(input: { sourceId: number; line: number }): RecordPlace | null;
  histogram(input: { view: string; slices: Slices }): Histogram;
  /** Counts what stands in fields, in their order. */
  tallies(input: {
    view: string;
    fields: readonly string[];
    /** Records to look at; null: all. */
    wanted: number | null;
    prefix: string;
  }): {
    values: [FieldValue, number][];
    looked: number;
    /** Records that the counts stand for. */
    covered: number;
  }[];
  /** What stands in slots of a template; `wanted` as that of `tallies`. */
  slotTallies(input: {
    view: string;
    pattern: TemplatePattern;
    slots: readonly number[];
    wanted: number | null;
  }): SlotTallies;
  /** Records of templates by slices of time, in the order of the ids. */
  templateSeries(input: { ids: readonly number[]; slices: Slices }): Uint32Array[];
  /** All that a comparison counts of a view, its fields in a sample. */
  sideTallies(input: { view: string; sample: number }): SideTallies;
  fieldNames(input: { view: string; wanted: number }): {
    looked: number;
    fields: { name: string; count: number; numeric: boolean; distinct: number }[];
  };
  record(input: { ref: RecordRef }): RecordDetail | null;
  /** What records are cited by; null: it is not there. */
  cite(input: { refs: readonly RecordRef[] }): (CitedLines | null)[];
  /** What stands on lines now; null: there are none such. */
  cited(input: { places: readonly LineRange[] }): (CitedLines | null)[];
  sourceRows(input: { ref: RecordRef; before: number; after: number }): {
    rows: RecordRow[];
    index: number;
  };
  /** First lines of messages of a view's records, spread over it. */
  messages(input: { view: string; wanted: number }): string[];
  /** What is personal in the records of a block. */
  personal(input: { blockId: number }): Promise<PersonalTally[]>;
  /** Records of a block that have something personal of a kind in a field. */
  personalExcerpts(input: { blockId: number } & ExcerptWish): Promise<PersonalExcerpt[]>;
  recordIds(input: { blockId: number }): RecordIds;
  /** Records of one source in its own order, for exports of line assignments. */
  assignments(input: { blockId: number }): {
    sourceId: number;
    firstLine: number;
    lines: Uint32Array;
    skeletonIds: Uint32Array;
  };
};

/** What the main thread keeps of a block. */
export interface BlockSummary {
  readonly id: number;
  readonly sourceId: number;
  readonly firstOrdinal: number;
  readonly records: number;
  readonly minUs: number;
  readonly maxUs: number;
  readonly timed: boolean;
}

export interface RecordDetail {
  readonly row: RecordRow;
  readonly message: string;
  readonly raw: string;
  readonly fields: readonly { readonly name: string; readonly value: FieldValue }[];
  readonly sourceId: number;
}
