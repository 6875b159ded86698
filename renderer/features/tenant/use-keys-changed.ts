import { useQueryClient } from '@tanstack/react-query';
import type { MadeKey } from './ToldKey.tsx';

/** Has the lists of keys looked at again. */
export function useKeysChanged(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ['tenant.ownKeys'] });
    void queries.invalidateQueries({ queryKey: ['tenant.serviceAccounts'] });
  };
}

/** Closes a dialog that changed keys, and tells of the key that it made, if it made one. */
export function useKeysDone(onClose: () => void, onMade?: (key: string) => void) {
  const changed = useKeysChanged();
  return {
    onSuccess: (made: { readonly key?: string }) => {
      changed();
      if (made.key !== undefined) onMade?.(made.key);
      onClose();
    },
  };
}

/** What a dialog that makes a key is given. */
export interface MakesKey {
  onMade(made: MadeKey): void;
  onClose(): void;
}
