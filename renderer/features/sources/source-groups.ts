import type { Output } from '#shared/contract/index.ts';

export type Source = Output<'sources.list'>['sources'][number];

/** Sources that stand together: the files of one rotated log, or (null) one that is none. */
export interface SourceGroup {
  readonly path: string | null;
  readonly sources: readonly Source[];
}

/** Neighbours of one log as one group; the list has them side by side. */
export function inLogs(sources: readonly Source[]): SourceGroup[] {
  const groups: { path: string | null; sources: Source[] }[] = [];
  for (const source of sources) {
    const path = source.log?.path ?? null;
    const last = groups.at(-1);
    if (path !== null && last?.path === path) last.sources.push(source);
    else groups.push({ path, sources: [source] });
  }
  return groups;
}
