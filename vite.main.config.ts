import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

/** The command line, the Electron shell, and one entry a thread: flat, so that `threadFile` finds them. */
const ENTRIES = {
  cli: 'main/shells/cli/cli.ts',
  electron: 'main/shells/electron/main.ts',
  'case-thread': 'main/case-thread.ts',
  'search-thread': 'main/search-thread.ts',
  'ingest-thread': 'main/ingest/ingest-thread.ts',
  'format-thread': 'main/ingest/format-thread.ts',
  'rule-thread': 'main/rules/rule-thread.ts',
  'parse-thread': 'main/ingest/parse-thread.ts',
  'analysis-thread': 'main/iq/analysis-thread.ts',
  'key-thread': 'main/vault/key-thread.ts',
};

export default defineConfig({
  root: import.meta.dirname,
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist/main',
    emptyOutDir: true,
    minify: false,
    rollupOptions: {
      input: Object.fromEntries(Object.entries(ENTRIES).filter(([, file]) => existsSync(file))),
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      // SQLite brings a native module and Electron is the runtime itself; all else is bundled.
      external: [
        'better-sqlite3',
        'electron',
        ...builtinModules,
        ...builtinModules.map((name) => `node:${name}`),
      ],
    },
  },
  ssr: { noExternal: true, external: ['better-sqlite3', 'electron'] },
});
