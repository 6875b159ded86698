import {
  formatTimeUtc,
  type RecordRef,
  type RecordRow,
  type RecordTime,
} from '#shared/model/record.ts';
import type { OpenCase } from '../../open-case.ts';
import { likeRows, type Shown } from './like-rows.ts';

/** A record as `search --json` prints it. */
export interface RecordDocument {
  readonly source: string;
  readonly line: number;
  readonly time: string | null;
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly template: string;
  /** Of a run that was collapsed: how many records it is, and the time of its last. */
  readonly repeats?: { readonly count: number; readonly last: string | null };
}

/** A record that was found, and the records around it in its log. */
export interface FoundRecord {
  readonly ref: RecordRef;
  readonly record: RecordDocument;
  readonly before: readonly RecordRow[];
  readonly after: readonly RecordRow[];
}

/** Records of a view, oldest first, each with `around` records on both sides. */
export async function* foundRecords(
  open: OpenCase,
  viewId: string,
  shown: Shown,
  around: number,
): AsyncGenerator<FoundRecord> {
  const templates = new Map((await open.templates()).map(({ id, text }) => [id, text]));
  const pathOf = pathsOf(open);
  for await (const { row, count, lastTime } of likeRows(open, viewId, shown)) {
    const { message, fields } = await open.store.record(row.ref);
    const { rows: near, index } =
      around === 0 ? { rows: [], index: 0 } : await open.store.sourceRows(row.ref, around, around);
    const record = {
      source: pathOf(row),
      line: row.line,
      time: timeText(row.time),
      level: row.level,
      message,
      fields: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
      template: templates.get(row.templateId) ?? '',
    };
    yield {
      ref: row.ref,
      record: shown.collapse ? { ...record, repeats: { count, last: timeText(lastTime) } } : record,
      before: near.slice(0, index),
      after: near.slice(index + 1),
    };
  }
}

function timeText(time: RecordTime | null): string | null {
  return time === null ? null : formatTimeUtc(time);
}

/** The path of a record's source. */
export function pathsOf(open: OpenCase): (row: Pick<RecordRow, 'ref'>) => string {
  const paths = new Map(open.sources().map(({ id, path }) => [id, path]));
  return ({ ref }) => paths.get(ref.sourceId) ?? '';
}

/** What `--json` says of a record around a found one. */
export function contextDocument(row: RecordRow, pathOf: (row: RecordRow) => string) {
  const { line, level, message } = row;
  return { source: pathOf(row), line, time: timeText(row.time), level, message };
}

/**
 * Found records as lines for a terminal, in the manner of grep: `:` behind the source of what was found, `-` behind that of
 * what stands around it, `--` where something is left out, and nothing twice.
 */
export class ContextLines {
  private readonly pathOf: (row: RecordRow) => string;
  private readonly around: number;
  private readonly shown = new Set<string>();
  private last: RecordRef | null = null;

  constructor(pathOf: (row: RecordRow) => string, around: number) {
    this.pathOf = pathOf;
    this.around = around;
  }

  *linesOf(
    { ref, record, before, after }: FoundRecord,
    found: ReadonlySet<string>,
  ): Generator<string> {
    const first = before.find((row) => this.isNew(row.ref));
    if (this.around > 0 && this.last !== null && !follows(this.last, first?.ref ?? ref)) yield '--';
    for (const row of before) yield* this.near(row, found);
    if (this.isNew(ref)) {
      yield lineOf(record, ':');
      const { count, last } = record.repeats ?? { count: 1, last: null };
      if (count > 1) yield `    and ${count - 1} like it${last === null ? '' : ` until ${last}`}`;
      this.keep(ref);
    }
    for (const row of after) yield* this.near(row, found);
  }

  private *near(row: RecordRow, found: ReadonlySet<string>): Generator<string> {
    // What was found too has its own turn.
    if (!this.isNew(row.ref) || found.has(keyOf(row.ref))) return;
    yield lineOf(contextDocument(row, this.pathOf), '-');
    this.keep(row.ref);
  }

  private isNew(ref: RecordRef): boolean {
    return !this.shown.has(keyOf(ref));
  }

  private keep(ref: RecordRef): void {
    this.shown.add(keyOf(ref));
    this.last = ref;
  }
}

/** Names a record among others. */
export function keyOf({ sourceId, ordinal }: RecordRef): string {
  return `${sourceId}:${ordinal}`;
}

function follows(a: RecordRef, b: RecordRef): boolean {
  return a.sourceId === b.sourceId && Math.abs(b.ordinal - a.ordinal) <= 1;
}

function lineOf(
  record: Pick<RecordDocument, 'time' | 'level' | 'source' | 'line' | 'message'>,
  mark: ':' | '-',
): string {
  const { time, level, source, line, message } = record;
  return `${time ?? '-'}  ${level.padEnd(7)}  ${source}${mark}${line}${mark === ':' ? '' : '-'}  ${message}`;
}
