import type { Label } from '#shared/model/label.ts';
import type { Level } from '#shared/model/level.ts';

/**
 * What a report needs to know of a case, and nothing more: its own port, so that it can be made of an
 * open case, of a submission that was frozen, or of a test's. Times are RFC 3339 UTC.
 */
export interface ReportCase {
  readonly name: string;
  /** IANA zone or fixed offset that local days are counted in. */
  readonly zone: string;
  readonly created: string;
  readonly reference: string | null;
  /** The strictest of the case and its sources. */
  readonly label: Label | null;
  readonly summary: string | null;
  readonly severity: string | null;
  readonly journal: ReportJournal;
  readonly times: readonly ReportTime[];
  readonly narrative: ReportNarrative | null;
  readonly records: number;
  readonly range: { readonly from: string; readonly to: string } | null;
  readonly levels: Readonly<Partial<Record<Level, number>>>;
  readonly histogram: ReportHistogram | null;
  readonly sources: readonly ReportSource[];
  readonly custody: readonly ReportCustody[];
  readonly findings: readonly ReportFinding[];
  readonly pins: readonly ReportPin[];
  /** Records that times, findings, pins and the narrative cite, in the order of their first citation; their number is their place, from 1. */
  readonly cited: readonly CitedRecord[];
  readonly issues: readonly ReportIssue[];
  readonly templates: readonly ReportTemplate[];
}

/** The journal as it stood when the report was made. Entries that only note that something left are after it. */
export interface ReportJournal {
  readonly entries: number;
  /** Digest of its head, hex. */
  readonly head: string;
  readonly at: string;
  readonly authors: readonly string[];
  readonly kinds: Readonly<Record<string, number>>;
}

export interface ReportTime {
  readonly name: string;
  readonly at: string;
  /** How far the true time may be from it; null: as exact as it is written. */
  readonly within: string | null;
  /** What it rests on, in words. */
  readonly basis: string;
  readonly cites: number | null;
  /** Names of times that it stands before, though it cannot have been. */
  readonly contradicts: readonly string[];
  readonly author: string;
  readonly setAt: string;
}

/** The story as told. */
export interface ReportNarrative {
  /** Markdown; `[words](#record-3)` cites the record of that number. */
  readonly text: string;
  readonly author: string;
  readonly at: string;
}

/** Counts by level in equal slices. */
export interface ReportHistogram {
  readonly from: string;
  readonly sliceSeconds: number;
  readonly slices: readonly Readonly<Partial<Record<Level, number>>>[];
}

export interface ReportSource {
  readonly path: string;
  readonly size: number | null;
  readonly sha256: string | null;
  readonly format: string;
  readonly zone: string;
  /** Seconds that its clock was set right by. */
  readonly shiftSeconds: number;
  readonly lines: number;
  readonly records: number;
  readonly from: string | null;
  readonly to: string | null;
  /** Why it could not be read to its end. */
  readonly problem: string | null;
}

export interface ReportCustody {
  readonly at: string;
  readonly who: string;
  /** In words: what was done. */
  readonly what: string;
  readonly source: string | null;
  readonly where: string;
  readonly sha256: string | null;
}

export interface ReportFinding {
  readonly title: string;
  readonly kind: string;
  readonly confidence: string;
  readonly author: string;
  readonly at: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Markdown. */
  readonly text: string;
  readonly assets: readonly string[];
  readonly techniques: readonly string[];
  readonly figures: readonly { readonly name: string; readonly value: string }[];
  /** Numbers of cited records. */
  readonly cites: readonly number[];
}

/** A record that somebody kept at hand, and why. */
export interface ReportPin {
  readonly note: string;
  readonly cites: number;
  readonly author: string;
  readonly at: string;
}

export interface CitedRecord {
  readonly source: string;
  readonly line: number;
  readonly time: string | null;
  readonly level: Level;
  readonly text: string;
}

export interface ReportIssue {
  readonly key: string;
  readonly title: string;
  readonly level: Level;
  readonly state: string;
  readonly count: number;
  readonly first: string | null;
  readonly last: string | null;
}

export interface ReportTemplate {
  readonly text: string;
  readonly level: Level;
  readonly count: number;
  readonly first: string | null;
  readonly last: string | null;
}
