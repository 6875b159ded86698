/** Where the entry of each thread stands in the source tree, from this folder. */
const SOURCES = {
  'case-thread': './case-thread.ts',
  'search-thread': './search-thread.ts',
  'ingest-thread': './ingest/ingest-thread.ts',
  'format-thread': './ingest/format-thread.ts',
  'rule-thread': './rules/rule-thread.ts',
  'parse-thread': './ingest/parse-thread.ts',
  'analysis-thread': './iq/analysis-thread.ts',
  'key-thread': './vault/key-thread.ts',
} as const;

export type ThreadName = keyof typeof SOURCES;

/**
 * The file to start a thread from. Run from the source tree (Node strips the types) it is the
 * TypeScript file, run from the bundle, where all entries lie flat in one folder, it is `NAME.js`.
 */
export function threadFile(name: ThreadName): URL {
  const inSources = import.meta.url.endsWith('.ts');
  return new URL(inSources ? SOURCES[name] : `./${name}.js`, import.meta.url);
}
