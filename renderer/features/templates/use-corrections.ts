import { useEffect } from 'react';
import { useApp } from '../../app/index.ts';
import { useAction } from '../../client/index.ts';

/** What can be set right about templates. What goes wrong becomes a notice. */
export function useCorrections() {
  const merge = useAction('templates.merge');
  const split = useAction('templates.split');
  const pin = useAction('templates.pin');
  const rename = useAction('templates.rename');
  const takeBack = useAction('templates.takeBack');
  const all = [merge, split, pin, rename, takeBack];
  const failure = all.find(({ error }) => error !== null)?.error ?? null;
  useEffect(() => {
    if (failure !== null)
      useApp.getState().notify({ kind: 'error', text: failure.message, code: failure.code });
  }, [failure]);
  return {
    busy: all.some(({ isPending }) => isPending),
    merge: merge.mutate,
    split: split.mutate,
    pin: pin.mutate,
    rename: rename.mutate,
    takeBack: takeBack.mutate,
  };
}
