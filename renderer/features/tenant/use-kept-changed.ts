import { useQueryClient } from '@tanstack/react-query';

/** Has the lists looked at again that say how cases are kept. */
export function useKeptChanged(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ['tenant.keptCases'] });
    void queries.invalidateQueries({ queryKey: ['tenant.cases'] });
  };
}
