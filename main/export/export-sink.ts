/** Where an export goes. */
export interface ExportSink {
  /** Name of the destination for the journal, without its folder; null: a stream that has no name. */
  readonly name: string | null;
  /** Whether what was written has left for good, even when the export does not come to its end. */
  readonly leaves: boolean;
  /** Takes the next bytes when there is room for them. */
  write(bytes: Uint8Array): Promise<void>;
  /** All is written: it is kept now. */
  finish(): Promise<void>;
  /** Takes back what can be taken back. Never throws. */
  discard(): Promise<void>;
}
