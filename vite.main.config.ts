import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { FACES } from './main/reports/render/pdf/fonts.ts';

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

/** Puts the type faces of reports beside the bundle, where `fontBytes` finds them. */
function reportFonts(): Plugin {
  const { resolve } = createRequire(import.meta.url);
  return {
    name: 'report-fonts',
    generateBundle() {
      for (const [face, file] of Object.entries(FACES)) {
        const source = readFileSync(resolve(file));
        this.emitFile({ type: 'asset', fileName: `fonts/${face}.ttf`, source });
      }
    },
  };
}

const PLAYBOOKS = 'resources/playbooks';

/** Puts the playbooks beside the bundle, where the library finds them. */
function playbooks(): Plugin {
  return {
    name: 'playbooks',
    generateBundle() {
      for (const name of readdirSync(PLAYBOOKS)) {
        const source = readFileSync(join(PLAYBOOKS, name));
        this.emitFile({ type: 'asset', fileName: `playbooks/${name}`, source });
      }
    },
  };
}

/**
 * Puts what a function of a file gives into the bundle, as a text that is parsed when it is first asked for: threads that do not ask
 * do not pay for it, and what it is made of need not be there.
 */
function madeWhenBuilt(path: string, name: string): Plugin {
  const file = join(import.meta.dirname, path);
  return {
    name: `made-when-built:${name}`,
    async load(id) {
      if (id !== file) return null;
      const made = (await import(pathToFileURL(file).href)) as Record<string, () => unknown>;
      const text = JSON.stringify(JSON.stringify(made[name]?.()));
      return `let made = null; export const ${name} = () => (made ??= JSON.parse(${text}));`;
    },
  };
}

export default defineConfig({
  plugins: [
    reportFonts(),
    playbooks(),
    madeWhenBuilt('main/ingest/formats/built-in-files.ts', 'builtInFiles'),
    madeWhenBuilt('main/ingest/formats/checked-formats.ts', 'checkedFormats'),
    madeWhenBuilt('main/code-digest.ts', 'codeDigest'),
  ],
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
