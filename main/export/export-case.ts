import { createHash } from 'node:crypto';
import {
  RECORD_COLUMNS,
  type ExportFormat,
  type ExportOrder,
  type ExportPart,
} from '#shared/model/export.ts';
import { cancelled, Failure } from '#shared/model/failure.ts';
import { IN_CLEAR, type LeaveChoice } from '#shared/model/label.ts';
import { csvFieldColumn, type ViewExport } from '../logstore/index.ts';
import type { OpenCase } from '../open-case.ts';
import type { ExportSink } from './export-sink.ts';

/** What to export, and how. Times are inclusive, microseconds UTC. */
export interface ExportRequest {
  readonly query: string;
  readonly fromUs: number | null;
  readonly toUs: number | null;
  readonly part: ExportPart;
  readonly format: ExportFormat;
  readonly order: ExportOrder;
  /** Zone that times are written in (Timesketch's are UTC). */
  readonly zone: string;
  /** Columns of a CSV; null: what every record has, and all fields that occur. */
  readonly columns: readonly string[] | null;
  readonly formulaSafe: boolean;
  /** Absent: in clear, where the label lets it. */
  readonly leave?: LeaveChoice;
}

export interface ExportProgress {
  /** `fields`: looking which columns a CSV needs. */
  readonly phase: 'search' | 'fields' | 'writing';
  readonly records: number;
  readonly total: number;
  readonly bytes: number;
}

export interface Exported {
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** A spreadsheet of more has no place for them, and every row pays for each. */
const MOST_COLUMNS = 16_384;
const TELL_EVERY_MS = 100;

/**
 * Writes what a query finds, all or a part of it, to a sink and notes in the journal that it left. When it does not
 * come to its end nothing is left of it where that is possible; what a stream has taken is noted as incomplete.
 * Throws QUERY_INVALID, CANCELLED, VIEW_GONE, TOO_MANY_COLUMNS and what the sink throws.
 */
export async function exportCase(
  open: OpenCase,
  request: ExportRequest,
  sink: ExportSink,
  signal: AbortSignal,
  progress: (progress: ExportProgress) => void,
): Promise<Exported> {
  const run = new ExportRun(open, request, sink, signal, progress);
  try {
    await open.mayLeave('export', null, request.leave ?? IN_CLEAR);
    await run.write();
    await sink.finish();
    await run.note(true);
  } catch (error) {
    await sink.discard();
    if (sink.leaves && run.exported().bytes > 0) await run.note(false).catch(() => {});
    throw error;
  }
  return run.exported();
}

class ExportRun {
  private readonly open: OpenCase;
  private readonly request: ExportRequest;
  private readonly sink: ExportSink;
  private readonly signal: AbortSignal;
  private readonly progress: (progress: ExportProgress) => void;
  private readonly hash = createHash('sha256');
  private sha256: string | null = null;
  private records = 0;
  private bytes = 0;
  private toldMs = 0;

  constructor(
    open: OpenCase,
    request: ExportRequest,
    sink: ExportSink,
    signal: AbortSignal,
    progress: (progress: ExportProgress) => void,
  ) {
    this.open = open;
    this.request = request;
    this.sink = sink;
    this.signal = signal;
    this.progress = progress;
  }

  async write(): Promise<void> {
    const { format, order, zone, formulaSafe } = this.request;
    const entries = await this.find();
    const templates = new Map((await this.open.templates()).map(({ id, text }) => [id, text]));
    const masked = this.masked;
    const how = { format, order, zone, formulaSafe, templates, masked };
    const leaving = this.open.store.startExport(entries, how);
    try {
      const columns = format === 'csv' ? await this.columns(leaving) : [];
      for await (const part of leaving.parts(columns, this.signal)) {
        await this.open.keepPseudonyms(part.pseudonyms);
        // Before it is written: a reader that breaks off has taken of it already.
        this.hash.update(part.bytes);
        this.bytes += part.bytes.length;
        await this.sink.write(part.bytes);
        this.records += part.records;
        this.tell('writing', this.records, leaving.total);
      }
      if (this.signal.aborted) throw cancelled();
    } finally {
      await leaving.end().catch(() => {});
    }
  }

  private get masked(): boolean {
    return this.request.leave?.masked ?? false;
  }

  private async pinnedLines() {
    const pinned = await this.open.pinnedRecords();
    return pinned.map(({ row: { ref, line } }) => ({ sourceId: ref.sourceId, line }));
  }

  private async find(): ReturnType<OpenCase['store']['entriesOfRows']> {
    const { query, fromUs, toUs, part } = this.request;
    const { store } = this.open;
    if (part.by === 'pinned') return store.entriesOfLines(await this.pinnedLines());
    const { viewId } = await store.search(
      { query, fromUs, toUs },
      this.signal,
      ({ blocksDone, blocksTotal }) => this.tell('search', blocksDone, blocksTotal),
    );
    if (part.by === 'query') return [...store.entriesOf(viewId)];
    return store.entriesOfRows(viewId, part.order, part.start, part.count);
  }

  private async columns(leaving: ViewExport): Promise<readonly string[]> {
    if (this.request.columns !== null) return this.request.columns;
    const fields = await leaving.fields(this.signal, (looked) =>
      this.tell('fields', looked, leaving.total),
    );
    const columns = [...RECORD_COLUMNS, ...fields.map(csvFieldColumn)];
    if (columns.length > MOST_COLUMNS) {
      throw new Failure(
        'TOO_MANY_COLUMNS',
        `These records have ${fields.length} different fields, too many for a table. Choose columns, or export JSON lines.`,
        { fields: fields.length },
      );
    }
    return columns;
  }

  exported(): Exported {
    this.sha256 ??= this.hash.digest('hex');
    return { records: this.records, bytes: this.bytes, sha256: this.sha256 };
  }

  /** Evidence has left: the journal says what, and what it hashes to. */
  async note(complete: boolean): Promise<void> {
    const { query, fromUs, toUs, part, format, order, formulaSafe } = this.request;
    const only = part.by === 'query' ? {} : { only: part.by };
    const masked = this.masked ? { masked: true } : {};
    const payload = {
      query,
      fromUs,
      toUs,
      ...only,
      format,
      order,
      formulaSafe,
      complete,
      ...masked,
    };
    await this.open.append({
      kind: 'case.exported',
      payload: { ...payload, ...this.exported(), file: this.sink.name },
    });
  }

  private tell(phase: ExportProgress['phase'], records: number, total: number): void {
    const now = performance.now();
    if (now - this.toldMs < TELL_EVERY_MS && records < total) return;
    this.toldMs = now;
    this.progress({ phase, records, total, bytes: this.bytes });
  }
}
