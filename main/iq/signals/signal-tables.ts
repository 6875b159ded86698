import type { SignalSubject } from '#shared/model/signal.ts';
import type { TemplatePart } from '#shared/model/template.ts';
import type { CountRow, Fact, Slices, ValueRow } from '../../logstore/index.ts';

/** A template or an issue whose records are counted under one number. */
export interface Subject extends SignalSubject {
  readonly code: number;
  readonly count: number;
  /** Of the template that it is, or that its first records have. */
  readonly parts: readonly TemplatePart[];
}

/** A source as far as signals know it. */
export interface SignalSource {
  readonly id: number;
  readonly path: string;
}

/** The small tables that signals are found in. */
export interface SignalTables {
  readonly slices: Slices;
  readonly rows: readonly CountRow[];
  /** Frequent subjects by the values of their fields; none in a case that is too large for it. */
  readonly values: readonly ValueRow[];
  readonly subjects: ReadonlyMap<number, Subject>;
  readonly sources: readonly SignalSource[];
  /** Facts of the records, in order of time; `complete`: of all of them. */
  readonly facts: readonly Fact[];
  readonly complete: boolean;
}

/** Sources that log the same: the name without its digits, so that rotated files and hosts are one family. */
export function familyOf(path: string): string {
  return path
    .replace(/\.(?:gz|zst|bz2|xz|zip|lz4)$/i, '')
    .replace(/\d+/g, '#')
    .replace(/(?:[._-]#)+$/, '');
}

/** What a source logged, and when it had something to say: from its first to its last record. */
export interface SourceSeries {
  readonly family: string;
  /** 1 or 0 a slice. Where nothing was logged, nothing can be missed. */
  readonly active: Float64Array;
  readonly total: Float64Array;
}

/** The series of each source. */
export function exposures(tables: SignalTables): Map<number, SourceSeries> {
  const { buckets } = tables.slices;
  const totals = new Map<number, Float64Array>();
  for (const { sourceId, counts } of tables.rows) {
    const total = totals.get(sourceId) ?? new Float64Array(buckets);
    totals.set(sourceId, total);
    for (let i = 0; i < buckets; i++) total[i] = (total[i] ?? 0) + (counts[i] ?? 0);
  }
  const bySource = new Map<number, SourceSeries>();
  for (const { id, path } of tables.sources) {
    const total = totals.get(id);
    if (total === undefined) continue;
    const active = new Float64Array(buckets);
    const first = total.findIndex((count) => count > 0);
    const last = total.findLastIndex((count) => count > 0);
    if (first >= 0) active.fill(1, first, last + 1);
    bySource.set(id, { family: familyOf(path), active, total });
  }
  return bySource;
}
