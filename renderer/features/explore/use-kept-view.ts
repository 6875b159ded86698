import { useEffect, useRef } from 'react';
import { useCall, useClient } from '../../client/index.ts';
import { keptView, useExplore, type KeptView } from './explore-store.ts';

const KEY = 'explore';
const SAVE_AFTER_MS = 400;

/** Brings the screen back as the case was left, and keeps it as it changes. True once it is back. */
export function useKeptView(): boolean {
  const client = useClient();
  const { data } = useCall('view.get', { key: KEY });
  const restored = useExplore((state) => state.restored);
  const restore = useExplore((state) => state.restore);
  const first = useRef(true);
  useEffect(() => {
    if (data === undefined || !first.current) return;
    first.current = false;
    restore(isKept(data.value) ? data.value : null);
  }, [data, restore]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let saved = '';
    const unsubscribe = useExplore.subscribe((state) => {
      if (!state.restored) return;
      const value = keptView(state);
      const text = JSON.stringify(value);
      if (text === saved) return;
      saved = text;
      clearTimeout(timer);
      timer = setTimeout(
        () => void client.call('view.set', { key: KEY, value }).catch(() => {}),
        SAVE_AFTER_MS,
      );
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
      useExplore.getState().set({ restored: false });
    };
  }, [client]);
  return restored;
}

function isKept(value: unknown): value is Partial<KeptView> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'query' in value &&
    typeof value.query === 'string'
  );
}
