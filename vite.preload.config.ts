import { defineConfig } from 'vite';

/** One CommonJS file: a sandboxed preload can neither import nor require another. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    target: 'chrome140',
    outDir: 'dist/preload',
    emptyOutDir: true,
    minify: false,
    lib: { entry: 'preload/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    rollupOptions: { external: ['electron'] },
  },
});
