import type { ThreadName } from '../../main/thread-file.ts';

/**
 * The file to start a thread from, in place of `main/thread-file.ts`: the bundle's, as the product starts it. From the
 * sources each thread takes half a second longer, and a case has ten of them.
 */
export function threadFile(name: ThreadName): URL {
  return new URL(`../../dist/main/${name}.js`, import.meta.url);
}
