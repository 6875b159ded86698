import { useMemo } from 'react';
import { lastName } from '#shared/model/last-name.ts';
import { highlightPattern, parseQuery } from '#shared/query/index.ts';
import { useCall } from '../../client/index.ts';
import { useParts } from '../../ui/use-parts.ts';
import { useExploreContext } from './explore-context.ts';
import { useExplore } from './explore-store.ts';
import type { TemplateParts } from './message-parts.ts';
import type { RowLook } from './TableRow.tsx';

/** What rows are drawn with: settings, templates, names of sources, what is marked. */
export function useLook(): RowLook {
  const { state, zone } = useExploreContext();
  const { query, highlights, delta, referenceUs } = useExplore(
    useParts('query', 'highlights', 'delta', 'referenceUs'),
  );
  const { data: templates } = useCall('templates.list', {}, { keep: true });
  const { data: sources } = useCall('sources.list', {}, { keep: true });
  const { rowHeight, wrap } = state.settings;
  const parts = useMemo(
    () =>
      new Map<number, TemplateParts>(
        (templates ?? []).map((template) => [template.id, template.parts]),
      ),
    [templates],
  );
  const sourceNames = useMemo(
    () => new Map((sources?.sources ?? []).map(({ id, path }) => [id, lastName(path)])),
    [sources],
  );
  const hits = useMemo(() => {
    const parsed = parseQuery(query);
    return parsed.ok ? highlightPattern(parsed.query) : null;
  }, [query]);
  return useMemo(
    () => ({
      zone,
      rowHeight,
      wrap,
      delta,
      referenceUs,
      hits,
      highlights,
      templates: parts,
      sourceNames,
    }),
    [zone, rowHeight, wrap, delta, referenceUs, hits, highlights, parts, sourceNames],
  );
}
