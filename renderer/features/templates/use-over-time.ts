import { useEffect } from 'react';
import { MOST_OVER_TIME } from '#shared/model/template.ts';
import { useClient } from '../../client/index.ts';
import { useKept } from '../explore/use-kept-view.ts';
import { useTemplates, type KeptOver } from './templates-store.ts';

const KEY = 'templates.over';

/** Which templates the picture over time shows, and whether it is shown; the case remembers it. */
export function useOverTime(casePath: string) {
  const client = useClient();
  const kept = useKept(KEY);
  const { over, set } = useTemplates();
  const current = over?.casePath === casePath ? over : null;
  useEffect(() => {
    if (kept !== null && useTemplates.getState().over?.casePath !== casePath)
      set({ over: { casePath, ...keptOf(kept.value) } });
  }, [kept, casePath, set]);
  const change = (next: Partial<KeptOver>): void => {
    if (current === null) return;
    const changed = { ...current, ...next };
    set({ over: changed });
    const { open, ids } = changed;
    client.call('view.set', { key: KEY, value: { open, ids } }).catch(() => {});
  };
  const ids = current?.ids ?? [];
  return {
    open: current?.open ?? false,
    ids,
    show: (open: boolean) => change({ open }),
    /** Puts a template into the picture, which is shown then, or takes it out. False: it is full. */
    toggle(id: number): boolean {
      if (ids.includes(id)) change({ ids: ids.filter((other) => other !== id) });
      else if (ids.length >= MOST_OVER_TIME) return false;
      else change({ ids: [...ids, id], open: true });
      return true;
    },
    choose: (chosen: readonly number[]) =>
      change({ ids: chosen.slice(0, MOST_OVER_TIME), open: true }),
  };
}

function keptOf(value: unknown): Pick<KeptOver, 'open' | 'ids'> {
  const found = typeof value === 'object' && value !== null ? value : {};
  const ids = 'ids' in found && Array.isArray(found.ids) ? found.ids : [];
  return {
    open: 'open' in found && found.open === true,
    ids: ids.filter((id): id is number => Number.isSafeInteger(id)).slice(0, MOST_OVER_TIME),
  };
}
