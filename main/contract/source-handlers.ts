import type { SourceRow } from '../case-operations.ts';
import type { FormatLibrary } from '../formats/index.ts';
import { PLAIN_ACQUISITION } from '../ingest/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

/** Calls about sources. Reading goes on after its call is answered; `onFailure` hears how it ended badly. */
export function sourceHandlers(
  session: Session,
  library: FormatLibrary,
  onFailure: (error: unknown) => void,
) {
  const inBackground = (work: Promise<void>): Record<string, never> => {
    work.catch(onFailure);
    return {};
  };
  return {
    'sources.list': async () => ({
      sources: session
        .current()
        .orderedSources()
        .map(({ source, log }) => ({ ...describe(source), log })),
      skipped: (await session.current().skipped()).map(({ id, path, code, message }) => ({
        id,
        path,
        failure: { code, message, details: {} },
      })),
    }),
    'sources.add': ({ paths, acquisition = PLAIN_ACQUISITION }) =>
      inBackground(session.current().read({ kind: 'paths', paths, acquisition })),
    'sources.cancel': async () => {
      await session.current().cancelReading();
      return {};
    },
    'sources.resume': () => inBackground(session.current().resume()),
    'sources.remove': async ({ id }) => {
      await session.current().removeSource(id);
      return {};
    },
    'sources.override': ({ id, ...change }) => inBackground(session.current().override(id, change)),
    'sources.shift': async ({ id, shiftUs }) => {
      await session.current().shift([{ id, shiftUs }]);
      return {};
    },
    'sources.fitClock': async ({ id, otherId }, { signal }) => {
      const fit = await session.current().fitClock(id, otherId, signal);
      return fit === null ? null : { ...fit, examples: [...fit.examples] };
    },
    'sources.formats': async () => {
      const own = await library.definitions();
      const ids = new Set(own.map(({ id }) => id));
      const builtIn = library.builtIn.filter(({ id }) => !ids.has(id));
      return [...own, ...builtIn].map(({ id, title }) => ({ id, title }));
    },
    'sources.dismissSkipped': async () => {
      await session.current().dismissSkipped();
      session.tell({ type: 'sources' });
      return {};
    },
  } satisfies Partial<Handlers>;
}

function describe(source: SourceRow) {
  const {
    id,
    path,
    state,
    size,
    bytes,
    lines,
    records,
    unparsed,
    formatScore,
    shiftUs,
    fromUs,
    toUs,
    sha256,
  } = source;
  return {
    id,
    path,
    state,
    size,
    bytes,
    lines,
    records,
    unparsed,
    format: { detected: source.format, override: source.formatOverride },
    formatScore,
    zone: { detected: source.zone, override: source.zoneOverride },
    encoding: { detected: source.encoding, override: source.encodingOverride },
    shiftUs,
    fromUs,
    toUs,
    sha256,
    error: source.error,
  };
}
