import { Failure } from '#shared/model/failure.ts';
import type { SourceRow } from '../case-operations.ts';
import type { FormatLibrary } from '../formats/index.ts';
import { PLAIN_ACQUISITION } from '../ingest/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';
import { readIn } from './read-in.ts';

const READ_FAILED = new Failure(
  'INTERNAL',
  'Reading ended with an error inside Error-IQ. What was committed is kept; resume to go on.',
);

/** Calls about sources. Reading goes on after its call is answered; `onFailure` hears how it ended badly. */
export function sourceHandlers(
  session: Session,
  library: FormatLibrary,
  onFailure: (error: unknown) => void,
) {
  const inBackground = (work: Promise<void>): Record<string, never> => {
    work.catch((error: unknown) => {
      onFailure(error);
      if (error instanceof Failure && error.code === 'CANCELLED') return;
      const { code, message, details } = error instanceof Failure ? error : READ_FAILED;
      session.tell({ type: 'failure', failure: { code, message, details } });
    });
    return {};
  };
  return {
    'sources.list': async () => ({
      sources: session
        .current()
        .orderedSources()
        .map(({ source, log, duplicate }) => ({ ...describe(source), log, duplicate })),
      folders: [...session.current().following.folders()],
      skipped: (await session.current().skipped()).map(({ id, path, code, message }) => ({
        id,
        path,
        failure: { code, message, details: {} },
      })),
      isUnfinished: await session.current().isUnfinished(),
    }),
    'sources.add': ({ paths, acquisition = PLAIN_ACQUISITION }) => {
      const open = session.current();
      const work = () => open.read({ kind: 'paths', paths, acquisition });
      return inBackground(readIn(session, open, work));
    },
    'sources.follow': async ({ paths }) => {
      const open = session.current();
      await readIn(session, open, () => open.following.follow(paths));
      return {};
    },
    'sources.pauseFollowing': async ({ id }) => {
      await session.current().following.pause(id);
      return {};
    },
    'sources.goOnFollowing': async ({ id }) => {
      await session.current().following.goOn(id);
      return {};
    },
    'sources.stopFollowing': async ({ id }) => {
      await session.current().following.stop(id);
      return {};
    },
    'sources.leaveFolder': ({ folder }) => {
      session.current().following.leaveFolder(folder);
      session.tell({ type: 'sources' });
      return {};
    },
    'sources.cancel': async () => {
      await session.current().cancelReading();
      return {};
    },
    'sources.resume': () => inBackground(session.current().resume()),
    'sources.countAnyway': ({ id }) => {
      const open = session.current();
      return inBackground(readIn(session, open, () => open.countAnyway(id)));
    },
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
      const builtIn = library.builtIn().filter(({ id }) => !ids.has(id));
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
    others,
    back,
    backUs,
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
    others: [...others],
    back,
    backUs,
    format: { detected: source.format, override: source.formatOverride },
    formatScore,
    zone: { detected: source.zone, override: source.zoneOverride },
    encoding: { detected: source.encoding, override: source.encodingOverride },
    shiftUs,
    fromUs,
    toUs,
    sha256,
    follows: isPlainFile(source),
    error: source.error,
  };
}

/** Whether a source is a file as it lies on the disk, so that what is added to it can be read on. */
function isPlainFile({ origin, path }: SourceRow): boolean {
  const from: { kind: string; members?: readonly string[] } = JSON.parse(origin);
  return from.kind === 'file' && from.members?.length === 0 && !PACKED.test(path);
}

const PACKED = /\.(?:gz|bz2|xz|zst|lz4|lzma|evtx)$/i;
