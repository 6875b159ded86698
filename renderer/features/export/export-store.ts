import { create } from 'zustand';
import type { Input, Item, Output } from '#shared/contract/index.ts';
import type { Client } from '../../client/index.ts';

type Progress = Extract<Item<'export.run'>, { type: 'progress' }>;

interface ExportStore {
  readonly progress: Progress | null;
  /** Stops the export that is under way; null: none is. */
  readonly cancel: (() => void) | null;
  /** Exports to its end. One at a time. Throws what the call throws. */
  run(client: Client, input: Input<'export.run'>): Promise<Output<'export.run'>>;
}

/** The export that is under way: it goes on whatever screen is shown. */
export const useExports = create<ExportStore>()((set) => ({
  progress: null,
  cancel: null,
  async run(client, input) {
    const stop = new AbortController();
    set({ progress: null, cancel: () => stop.abort() });
    try {
      return await client.stream(
        'export.run',
        input,
        (item) => {
          if (item.type === 'progress') set({ progress: item });
          else fetchToDisk(item.address);
        },
        stop.signal,
      );
    } finally {
      set({ progress: null, cancel: null });
    }
  },
}));

/** Lets the browser keep what stands at an address of this server, as it keeps any download. */
export function fetchToDisk(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}
