/** How evidence came to be had, as who takes it in states it. */
export interface Acquisition {
  /** Who acquired it; null: who writes in the case. */
  readonly collector: string | null;
  readonly note: string;
  /** Milliseconds that this machine's clock is ahead of a reference, as measured; null: not measured. */
  readonly clockOffsetMs: number | null;
  /** Originals are kept in the case, byte for byte; otherwise only where they lie is noted. */
  readonly keepOriginals: boolean;
}

/** Nothing more is stated than what the machine knows. */
export const PLAIN_ACQUISITION: Acquisition = {
  collector: null,
  note: '',
  clockOffsetMs: null,
  keepOriginals: false,
};
