import type { Output } from '#shared/contract/index.ts';
import { strictest, type Label } from '#shared/model/label.ts';
import { lastName } from '#shared/model/last-name.ts';

export type Source = Output<'sources.list'>['sources'][number];
export type CaseKeeping = Output<'privacy.keeping'>;
export type DataMap = NonNullable<Output<'privacy.map'>['map']>;
export type DataMapRow = DataMap['rows'][number];

/** The strictest label of some sources (null: of all). */
export function labelOfSources(
  keeping: CaseKeeping,
  sources: readonly Source[],
  sourceIds: readonly number[] | null,
): Label {
  const own = new Map(keeping.sources.map(({ id, label }) => [id, label]));
  const chosen = sources.filter(({ id }) => sourceIds?.includes(id) ?? true);
  return strictest(
    chosen.map(({ id }) => own.get(id) ?? keeping.label),
    keeping.label,
  );
}

/** The last part of a source's path. */
export const nameOf = ({ path }: Pick<Source, 'path'>): string => lastName(path);
