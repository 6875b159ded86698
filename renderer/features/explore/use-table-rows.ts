import { useCallback, useEffect, useMemo, useState } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { FoldedRun, RecordRef, RecordRow } from '#shared/model/record.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { RowCache } from './row-cache.ts';
import { RunCache } from './run-cache.ts';
import type { Flow, Item } from './table-flow.ts';

interface Of {
  readonly viewId: string | null;
  readonly order: 'asc' | 'desc';
  readonly total: number;
  /** Rises whenever rows may have changed. */
  readonly version: number;
  /** Like records that follow each other are one row. */
  readonly fold: boolean;
  /** Rows of a view could not be had. */
  onLost(viewId: string): void;
}

/** The rows of a table, and what of them is folded. */
export interface TableRows {
  readonly flow: Flow;
  /** The record of a row; null: it is not there yet, or folded away. */
  row(index: number): RecordRow | null;
  /** The run of like records that a row stands in; null: it stands alone, or it is not known yet. */
  run(index: number): FoldedRun | null;
  isOpen(run: FoldedRun): boolean;
  setOpen(run: FoldedRun, open: boolean): void;
  /** All lines of a record that was unfolded; null: it was not. */
  text(ref: RecordRef): string | null;
  /** Unfolds a record of several lines, or folds it. */
  toggleText(ref: RecordRef): void;
  /** Why rows that are wanted cannot be had; null: none is missing for anything but time. */
  readonly failure: ContractFailure | null;
  /** Loads what is drawn. */
  want(items: readonly Item[]): void;
}

/** Longest piece of a record that is unfolded among others; all of it stands in the detail panel. */
const MOST_LINES = 500;

/** Rows of a view as they are loaded, folded and unfolded. */
export function useTableRows({ viewId, order, total, version, fold, onLost }: Of): TableRows {
  const { t } = useTranslation();
  const client = useClient();
  const [, redraw] = useState(0);
  const [failed, setFailed] = useState<{ viewId: string; why: ContractFailure } | null>(null);
  const changed = useCallback(() => {
    setFailed(null);
    redraw((n) => n + 1);
  }, []);
  const lost = useCallback(
    (from: string, why: unknown) => {
      onLost(from);
      if (!(why instanceof ContractFailure)) return;
      // The same again changes nothing: rows are asked for whenever the table is drawn.
      setFailed((now) => (isSame(now, from, why) ? now : { viewId: from, why }));
    },
    [onLost],
  );
  const rows = useMemo(() => {
    if (viewId === null) return null;
    return new RowCache(
      async (start, count, signal) =>
        (await client.call('explore.rows', { viewId, order, start, count }, signal)).rows,
      changed,
      (why) => lost(viewId, why),
    );
  }, [client, viewId, order, changed, lost]);
  const runs = useMemo(() => {
    if (viewId === null || !fold) return null;
    return new RunCache(
      (row, before, after, signal) =>
        client.call('explore.runs', { viewId, order, row, before, after }, signal),
      changed,
      (why) => lost(viewId, why),
    );
  }, [client, viewId, order, fold, changed, lost]);
  useEffect(() => () => rows?.close(), [rows]);
  useEffect(() => () => runs?.close(), [runs]);
  useEffect(() => {
    rows?.expire();
    runs?.expire();
  }, [rows, runs, version]);

  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [texts, setTexts] = useState<ReadonlyMap<string, string>>(new Map());
  const toggleText = useCallback(
    (ref: RecordRef) => {
      const key = keyOf(ref);
      const set = (text: string | null): void =>
        setTexts((now) => {
          const next = new Map(now);
          if (text === null) next.delete(key);
          else next.set(key, text);
          return next;
        });
      if (texts.has(key)) set(null);
      else {
        void client
          .call('explore.record', { ref })
          .then(({ message, raw }) => set(firstLines(message.includes('\n') ? message : raw, t)))
          // Its source was removed: its row is about to go.
          .catch(() => {});
      }
    },
    [client, texts, t],
  );

  const keyOfRun = (run: FoldedRun): string =>
    keyOf(order === 'asc' ? run.head.ref : (run.tail ?? run.head).ref);
  const runAt = (index: number): FoldedRun | null => {
    const run = runs?.at(index) ?? null;
    return run === null || run.count === 1 ? null : run;
  };
  const row = (index: number): RecordRow | null => {
    const run = runs?.at(index) ?? null;
    return run?.row === index ? run.head : (rows?.row(index) ?? null);
  };
  const item = (index: number): Item => {
    const run = runAt(index);
    const isFolded = run !== null && !open.has(keyOfRun(run));
    const at = isFolded ? run.row : index;
    const record = texts.size === 0 ? null : row(at);
    const text = record === null ? undefined : texts.get(keyOf(record.ref));
    return {
      row: at,
      count: isFolded ? Math.min(run.count, Math.max(1, total - at)) : 1,
      lines: text === undefined ? 1 : text.split('\n').length,
    };
  };
  return {
    flow: { total, item },
    row,
    run: runAt,
    isOpen: (run) => open.has(keyOfRun(run)),
    setOpen: (run, isOpen) =>
      setOpen((now) => {
        const next = new Set(now);
        if (isOpen) next.add(keyOfRun(run));
        else next.delete(keyOfRun(run));
        return next;
      }),
    text: (ref) => texts.get(keyOf(ref)) ?? null,
    toggleText,
    failure: failed?.viewId === viewId ? failed.why : null,
    want(items) {
      const first = items[0]?.row ?? 0;
      const last = items.at(-1)?.row ?? 0;
      if (runs === null) rows?.want(first, last + 1, total);
      else {
        runs.want(first, last, total);
        const known = items.filter(({ row: at, count }) => count === 1 && runs.at(at) !== null);
        rows?.wantRows(known.map(({ row: at }) => at).filter((at) => runs.at(at)?.row !== at));
      }
    },
  };
}

function isSame(
  known: { viewId: string; why: ContractFailure } | null,
  viewId: string,
  why: ContractFailure,
): boolean {
  return known?.viewId === viewId && known.why.message === why.message;
}

function keyOf({ sourceId, ordinal }: RecordRef): string {
  return `${sourceId}:${ordinal}`;
}

function firstLines(text: string, t: TFunction): string {
  const lines = text.split('\n');
  if (lines.length <= MOST_LINES) return text;
  const more = t('explore.fold.more', { formatted: formatNumber(lines.length - MOST_LINES) });
  return [...lines.slice(0, MOST_LINES), more].join('\n');
}
