/** Where in a dropped file a run of bytes stands. */
export interface Place {
  /** Absolute path of the file on disk. */
  readonly file: string;
  readonly path: string;
  readonly members: readonly string[];
  readonly mtimeUs: number;
  /** Archives around these bytes. */
  readonly archives: number;
  /** Compressions around these bytes since the last archive. */
  readonly compressions: number;
}
