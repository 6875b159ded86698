import { useShallow } from 'zustand/react/shallow';

/**
 * Selects parts of a store by their names. A component that reads them is drawn again when one of them changes, not with
 * whatever else does: reading the whole, each record that was selected drew the templates, the fields and the chips again (50 ms
 * of processor time for an arrow key).
 */
export function useParts<K extends string>(
  ...names: readonly K[]
): <S extends Record<K, unknown>>(state: S) => Pick<S, K> {
  return useShallow(<S extends Record<K, unknown>>(state: S): Pick<S, K> => {
    const parts: Partial<Pick<S, K>> = {};
    for (const name of names) parts[name] = state[name];
    return parts as Pick<S, K>;
  });
}
