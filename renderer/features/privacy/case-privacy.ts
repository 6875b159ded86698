import type { Output } from '#shared/contract/index.ts';

export type Source = Output<'sources.list'>['sources'][number];
export type CaseKeeping = Output<'privacy.keeping'>;
export type DataMap = NonNullable<Output<'privacy.map'>['map']>;
export type DataMapRow = DataMap['rows'][number];

/** The last part of a source's path. */
export const nameOf = ({ path }: Pick<Source, 'path'>): string =>
  path.split(/[/\\]/).at(-1) ?? path;
