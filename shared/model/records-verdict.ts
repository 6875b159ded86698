/** Records of a source that are not those that were signed, or stand for nothing that was. */
export const RECORD_FAULTS = [
  /** Other than they were signed. */
  'changed',
  /** Signed, and not there. */
  'missing',
  /** There, and not signed. */
  'added',
  /** There a second time. */
  'twice',
  /** Signed as records of another source. */
  'moved',
  /** What is said of all its records is not what they come to. */
  'counts',
  /** The copy of the original that the case keeps is not what was taken in. */
  'original',
] as const;
export type RecordFault = (typeof RECORD_FAULTS)[number];

/** Why records are not proved by a signature. */
export const UNSEALED_REASONS = [
  /** They were read by an Error-IQ that did not sign records. */
  'older',
  /** They came since what is signed: the source grows, or is being read. */
  'since',
  /** They are not in this copy of the case. */
  'absent',
] as const;
export type UnsealedReason = (typeof UNSEALED_REASONS)[number];

/** Records of one source, counted from 1; of none in particular: 0 and 0. */
export interface RecordSpan {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

export interface FaultySpan extends RecordSpan {
  readonly fault: RecordFault;
  /** Path of the source that they were signed as records of, when they are moved. */
  readonly of: string | null;
}

export interface UnsealedSpan extends RecordSpan {
  readonly reason: UnsealedReason;
}

/** Whether the records of a case are those that were taken in. */
export interface RecordsVerdict {
  /** Records that are as they were signed, and the sources that have them. */
  readonly records: number;
  readonly sources: number;
  /** Kept originals that are what was taken in. */
  readonly originals: number;
  readonly faults: readonly FaultySpan[];
  readonly unsealed: readonly UnsealedSpan[];
}
