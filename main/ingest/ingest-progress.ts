/** How far the reading of everything that was dropped has come. */
export interface IngestProgress {
  readonly running: boolean;
  readonly path: string | null;
  readonly sourcesDone: number;
  readonly sourcesFound: number;
  /** On-disk bytes, of `bytesTotal` known so far. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly records: number;
  readonly bytesPerSecond: number;
  readonly secondsLeft: number | null;
}

/** Collects progress and tells it at most every `everyMs`. */
export class ProgressMeter {
  private readonly tell: (progress: IngestProgress) => void;
  private readonly everyMs: number;
  private readonly startedMs: number;
  private lastToldMs = 0;
  private path: string | null = null;
  private sourcesDone = 0;
  private sourcesFound = 0;
  private finishedBytes = 0;
  private totalBytes: number;
  private records = 0;
  private consumed: () => number = () => 0;

  constructor(totalBytes: number, everyMs: number, tell: (progress: IngestProgress) => void) {
    this.totalBytes = totalBytes;
    this.everyMs = everyMs;
    this.tell = tell;
    this.startedMs = performance.now();
  }

  /** A source begins; `consumed` says how many of its on-disk bytes were read. */
  begin(path: string, consumed: () => number): void {
    this.path = path;
    this.sourcesFound++;
    this.consumed = consumed;
    this.changed();
  }

  finish(): void {
    this.finishedBytes += this.consumed();
    this.consumed = () => 0;
    this.sourcesDone++;
    this.changed();
  }

  committed(records: number): void {
    this.records += records;
    this.changed();
  }

  /** Tells the end, whatever was told last. */
  end(): void {
    this.path = null;
    this.tell(this.snapshot(false));
  }

  private changed(): void {
    const now = performance.now();
    if (now - this.lastToldMs < this.everyMs) return;
    this.lastToldMs = now;
    this.tell(this.snapshot(true));
  }

  private snapshot(running: boolean): IngestProgress {
    const bytesDone = this.finishedBytes + this.consumed();
    this.totalBytes = Math.max(this.totalBytes, bytesDone);
    const seconds = (performance.now() - this.startedMs) / 1000;
    const bytesPerSecond = seconds > 0 ? bytesDone / seconds : 0;
    // An estimate from the first half second would only jump about. What is still done behind the last byte, or read beyond what was
    // found so far, no pace tells.
    const known = seconds > 0.5 && bytesPerSecond > 0 && bytesDone < this.totalBytes;
    return {
      running,
      path: this.path,
      sourcesDone: this.sourcesDone,
      sourcesFound: this.sourcesFound,
      bytesDone,
      bytesTotal: this.totalBytes,
      records: this.records,
      bytesPerSecond,
      secondsLeft: known ? (this.totalBytes - bytesDone) / bytesPerSecond : null,
    };
  }
}
