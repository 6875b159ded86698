import { useConnection } from '../../client/index.ts';

/** Whether nothing is being read: while it is, what changed would be asked again every few seconds. */
export function useSettled(): boolean {
  return useConnection((state) => state.progress?.running !== true);
}
