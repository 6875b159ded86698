import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const ROOT = join(import.meta.dirname, 'renderer');

/** What a bundler tells of its modules. */
interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/**
 * Puts what the first screen imports into one chunk: cut as the later screens share it, it was 18, and fetching those took 60 ms
 * longer. What is loaded later takes what it needs from there.
 */
function createStartChunk() {
  const reached = new Set<string>();
  const reach = (id: string, modules: Modules): void => {
    if (reached.has(id)) return;
    reached.add(id);
    for (const next of modules.getModuleInfo(id)?.importedIds ?? []) reach(next, modules);
  };
  return (id: string, modules: Modules): string | null => {
    reach(join(ROOT, 'main.tsx'), modules);
    return reached.has(id) ? 'start' : null;
  };
}

export default defineConfig({
  root: ROOT,
  base: './',
  plugins: [react()],
  build: {
    target: 'chrome140',
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // Fonts and icons stay files: the content security policy has no data: for scripts or fonts it does not need.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    rollupOptions: {
      output: {
        codeSplitting: { groups: [{ name: createStartChunk(), debugName: 'first screen' }] },
      },
    },
  },
  worker: { format: 'es' },
});
