import { useEffect, useState } from 'react';
import { useClient } from '../../client/index.ts';
import { useParts } from '../../ui/use-parts.ts';
import { keptView, useExplore, type KeptView } from './explore-store.ts';
import { paced } from './paced.ts';

const KEY = 'explore';
const SAVE_EVERY_MS = 300;

/** What was kept in the open case under a key, asked for once: not cached, since the next case has its own. */
export function useKept(key: string): { readonly value: unknown } | null {
  const client = useClient();
  const [kept, setKept] = useState<{ readonly value: unknown } | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    client.call('view.get', { key }, stop.signal).then(
      ({ value }) => !stop.signal.aborted && setKept({ value }),
      () => !stop.signal.aborted && setKept({ value: null }),
    );
    return () => stop.abort();
  }, [client, key]);
  return kept;
}

/** Brings the screen back as the case was left, and keeps it as it changes. True once it is back. */
export function useKeptView(casePath: string): boolean {
  const client = useClient();
  const kept = useKept(KEY);
  const { casePath: present, restore } = useExplore(useParts('casePath', 'restore'));
  useEffect(() => {
    // Coming from another screen the state is still there, and perhaps changed on purpose.
    if (kept !== null && present !== casePath)
      restore(casePath, isKept(kept.value) ? kept.value : null);
  }, [kept, present, casePath, restore]);
  useEffect(() => {
    let saved = '';
    const save = (): void => {
      const state = useExplore.getState();
      if (state.casePath !== casePath) return;
      const value = keptView(state);
      const text = JSON.stringify(value);
      if (text === saved) return;
      saved = text;
      client.call('view.set', { key: KEY, value }).catch(() => {});
    };
    const saving = paced(save, SAVE_EVERY_MS);
    const unsubscribe = useExplore.subscribe(saving.call);
    window.addEventListener('pagehide', save);
    // Another screen may have changed it while this one was away.
    save();
    return () => {
      unsubscribe();
      window.removeEventListener('pagehide', save);
      saving.end();
    };
  }, [client, casePath]);
  return present === casePath;
}

function isKept(value: unknown): value is Partial<KeptView> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'query' in value &&
    typeof value.query === 'string'
  );
}
