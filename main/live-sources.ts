import { readdir, stat } from 'node:fs/promises';
import { join, matchesGlob } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { Failure } from '#shared/model/failure.ts';
import type { FormatDefinition } from '#shared/model/format.ts';
import { generationOf, isLogItself } from '#shared/model/rotation.ts';
import type { CaseOperations, SourceRow } from './case-operations.ts';
import { fileId, type FollowRequest, type Ingest } from './ingest/index.ts';
import { STOPPED } from './known-source.ts';
import type { ThreadClient } from './thread-call.ts';

interface Dependencies {
  readonly thread: ThreadClient<CaseOperations>;
  readonly ingest: Ingest;
  sources(): readonly SourceRow[];
  /** Reads files into the case; resolves when they are committed. */
  readFiles(paths: readonly string[]): Promise<void>;
  /** Goes on with what was stopped. */
  goOn(source: SourceRow): Promise<void>;
  countAnyway(id: number): Promise<void>;
  /** Takes a source out of the case. */
  remove(id: number): Promise<void>;
  refresh(): Promise<void>;
  ownFormats(): Promise<readonly FormatDefinition[]>;
  zone(): string;
  /** Told of what went wrong with a source after following it had begun. */
  onFailure(error: unknown): void;
}

/** How often a folder is looked at for new files. */
const FOLDER_EVERY_MS = 1000;
const PACKED = /\.(?:gz|bz2|xz|zst|lz4|zip|7z)$/i;

/** The sources of a case that grow, and the folders in which new ones appear. */
export function createLiveSources(deps: Dependencies) {
  const { thread, ingest } = deps;
  const folders = new Map<string, { readonly match: string; readonly seen: Set<string> }>();
  const running = new Map<number, Promise<void>>();
  let timer: NodeJS.Timeout | null = null;

  const ofFile = (file: string): SourceRow | undefined =>
    deps.sources().findLast(({ origin }) => {
      const from: { kind: string; file?: string; members?: string[] } = JSON.parse(origin);
      return from.kind === 'file' && from.file === file && from.members?.length === 0;
    });

  async function empty(path: string, origin: object): Promise<SourceRow> {
    const sourceId = await thread.call('addSource', {
      askedId: null,
      path,
      origin: Object(origin),
      size: null,
      mtimeUs: Date.now() * 1000,
    });
    await thread.call('beginRead', {
      sourceId,
      staged: false,
      facts: {
        format: 'generic',
        definition: null,
        formatScore: 0,
        encoding: 'utf-8',
        zone: deps.zone(),
        yearHint: null,
        overlap: null,
      },
    });
    await deps.refresh();
    return sourceOf(sourceId);
  }

  function sourceOf(id: number): SourceRow {
    const source = deps.sources().find((candidate) => candidate.id === id);
    if (source !== undefined) return source;
    throw new Failure('SOURCE_GONE', 'This source is not in the case any more.', { id });
  }

  async function begin(source: SourceRow, from: FollowRequest['from']): Promise<void> {
    const { id, path, format, definition, formatScore, encoding, zone, yearHint } = source;
    const facts = { format, definition, formatScore, encoding, zone, yearHint, overlap: null };
    const isFree = source.formatOverride === null;
    const request: FollowRequest = { sourceId: id, path, facts, isFree, from };
    await ingest.follow(request, await deps.ownFormats());
    const done = ingest.endOfFollowing(id).finally(() => running.delete(id));
    running.set(id, done);
    done.catch(deps.onFailure);
  }

  async function followFile(file: string, inFolder: boolean): Promise<number | null> {
    let source = ofFile(file);
    if (source !== undefined && running.has(source.id)) return source.id;
    const there = await stat(file, { bigint: true }).catch(() => null);
    if (source === undefined && there !== null && there.size > 0) {
      await deps.readFiles([file]);
      source = ofFile(file);
      if (source === undefined) {
        if (inFolder) return null;
        throw new Failure(
          'FOLLOW_NOT_LINES',
          `${file} is no text in lines, so it cannot be followed.`,
          { path: file },
        );
      }
    }
    source ??= await empty(file, { kind: 'file', file, members: [] });
    if (source.state === 'duplicate') {
      if (inFolder) return null;
      await deps.countAnyway(source.id);
    }
    // Of a file that is not there yet nothing was ever read; there is nothing to go on with.
    const wasRead = there !== null || source.bytes > 0;
    if (wasRead && STOPPED.has(source.state)) await deps.goOn(source);
    const id = there === null ? null : fileId(there);
    await begin(sourceOf(source.id), { kind: 'file', file, id });
    return source.id;
  }

  async function lookInFolder(folder: string): Promise<void> {
    const watched = folders.get(folder);
    if (watched === undefined) return;
    const names = await readdir(folder).catch((): string[] => []);
    const logs = new Set(
      names
        .map((name) => generationOf(join(folder, name)))
        .filter(isLogItself)
        .map(({ stem }) => stem),
    );
    for (const name of names) {
      const path = join(folder, name);
      if (watched.seen.has(path) || !folders.has(folder)) continue;
      watched.seen.add(path);
      const generation = generationOf(path);
      // What a followed log was renamed to has been read under its own name.
      const isRotated = !isLogItself(generation) && logs.has(generation.stem);
      if (name.startsWith('.') || PACKED.test(name) || isRotated) continue;
      if (!matchesGlob(name, watched.match)) continue;
      const stats = await stat(path).catch(() => null);
      if (stats?.isFile() === true) await followFile(path, true).catch(deps.onFailure);
    }
  }

  function lookAgain(): void {
    timer = setTimeout(() => {
      const looks = [...folders.keys()].map((folder) => lookInFolder(folder));
      void Promise.all(looks).then(() => {
        if (folders.size > 0) lookAgain();
        else timer = null;
      });
    }, FOLDER_EVERY_MS);
  }

  return {
    /** Folders in which new files are followed as they appear. */
    folders: (): readonly string[] => [...folders.keys()],
    /**
     * Follows files (that need not be there yet) and folders. Resolves when what they hold now is read. `match`: names in
     * folders, as a glob. Throws FOLLOW_NOT_LINES for a file that cannot be.
     */
    async follow(paths: readonly string[], match = '*'): Promise<void> {
      for (const path of paths) {
        const stats = await stat(path).catch(() => null);
        if (stats?.isDirectory() !== true) {
          await followFile(path, false);
          continue;
        }
        folders.set(path, { match, seen: new Set() });
        await lookInFolder(path);
        if (timer === null) lookAgain();
      }
      await deps.refresh();
    },
    /** Follows a stream to its end. Throws COMMAND_NOT_STARTED, and leaves no source then. */
    async followStream(
      from: { kind: 'command'; command: readonly string[] } | { kind: 'port'; port: MessagePort },
    ): Promise<void> {
      const command = from.kind === 'command' ? from.command : null;
      const path = command === null ? 'standard input' : command.join(' ');
      const source = await empty(path, { kind: 'stream', command });
      await begin(source, from);
      try {
        await running.get(source.id);
      } catch (error) {
        // Nothing ever came of it, so there is no source either.
        if (error instanceof Failure && error.code === 'COMMAND_NOT_STARTED') {
          await deps.remove(source.id);
        }
        throw error;
      }
    },
    pause: (id: number): Promise<void> => ingest.pauseFollowing(id),
    /** Goes on where it was. Throws FOLLOW_STREAM_OVER for a stream of another run. */
    async goOn(id: number): Promise<void> {
      if (await ingest.resumeFollowing(id)) return;
      const source = sourceOf(id);
      const origin: { kind: string; file?: string } = JSON.parse(source.origin);
      if (origin.kind !== 'file' || origin.file === undefined) {
        throw new Failure(
          'FOLLOW_STREAM_OVER',
          `${source.path} was a stream and is over. What came through it is kept; follow it anew.`,
          { path: source.path },
        );
      }
      await begin(source, { kind: 'file', file: origin.file, id: null });
    },
    async stop(id: number): Promise<void> {
      const { state, bytes } = sourceOf(id);
      if (running.has(id)) await ingest.stopFollowing(id, 'stopped');
      else if (state === 'paused') {
        const over = { state: 'done', event: 'stopped', sha256: null, point: null } as const;
        await thread.call('noteFollow', { sourceId: id, bytes, ...over });
        await deps.refresh();
      }
    },
    leaveFolder(folder: string): void {
      folders.delete(folder);
    },
    /** Stops everything so that it can be gone on with. */
    async close(): Promise<void> {
      folders.clear();
      if (timer !== null) clearTimeout(timer);
      await ingest.stopFollowing(null, 'paused');
    },
  };
}
