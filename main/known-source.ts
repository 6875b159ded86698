import type { SourceRow } from './case-operations.ts';
import type { IngestRequest, KnownSource } from './ingest/index.ts';

/** `waiting`: the process ended between taking a source in and beginning to read it. */
export const STOPPED: ReadonlySet<SourceRow['state']> = new Set(['waiting', 'cancelled', 'failed']);

/** Whether a source was not read to its end, and is to be gone on with where that came to. */
export function isStopped({ state, again }: SourceRow): boolean {
  return STOPPED.has(state) && again === null;
}

/** Whether there is something to go on with; not what failed, which may fail again. */
export function isUnfinished({ state, again }: SourceRow): boolean {
  return (STOPPED.has(state) && state !== 'failed') || again !== null;
}

/** Goes on exactly as the reading that was stopped: with what it found, from where it came to. */
export function wherePaused(source: SourceRow): Partial<KnownSource> {
  const { format, definition, zone, encoding, yearHint, bytes, state } = source;
  const isTornOff = state === 'failed';
  return { format, definition, zone, encoding, yearHint, skipBytes: bytes, isTornOff };
}

/** A source that was stopped, to be gone on with; `set`: what was said of it before it was read. */
export function goOn(source: SourceRow, set: Partial<KnownSource> = {}): KnownSource {
  const onlyOnce = !source.isCountedAnyway;
  if (source.state === 'waiting') return known(source, { ...set, onlyOnce });
  return known(source, { ...wherePaused(source), onlyOnce });
}

/** A source of the case as reading takes it: from its original, with what the analyst set, unless changed. */
export function known(source: SourceRow, change: Partial<KnownSource>): KnownSource {
  return {
    sourceId: source.id,
    path: source.path,
    origin: JSON.parse(source.origin),
    size: source.size,
    mtimeUs: source.mtimeUs,
    format: source.formatOverride,
    definition: source.definition,
    zone: source.zoneOverride,
    encoding: source.encodingOverride,
    yearHint: null,
    begun: source.bytes > 0,
    skipBytes: 0,
    isTornOff: false,
    onlyOnce: false,
    overlap: source.duplicate?.kind === 'overlap' ? source.duplicate : null,
    from: 'original',
    ...change,
  };
}

/** Whether two states of a source are read in the same way. */
export function isSetAlike(a: SourceRow, b: SourceRow): boolean {
  return (
    a.formatOverride === b.formatOverride &&
    a.zoneOverride === b.zoneOverride &&
    a.encodingOverride === b.encodingOverride
  );
}

/** Reading sources again from the years that are right for them; null: there are none. */
export function inRightYears(
  sources: readonly SourceRow[],
  right: readonly { readonly id: number; readonly year: number }[],
): IngestRequest | null {
  const years = new Map(right.map(({ id, year }) => [id, year]));
  const wrong = sources.filter(({ id, state }) => years.has(id) && state === 'done');
  if (wrong.length === 0) return null;
  return {
    kind: 'known',
    sources: wrong.map((source) =>
      known(source, {
        ...wherePaused(source),
        skipBytes: 0,
        yearHint: years.get(source.id) ?? null,
        from: 'stored',
      }),
    ),
  };
}
