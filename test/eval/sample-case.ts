import { sampleSources } from '../../main/ingest/sample/index.ts';
import type { OpenCase } from '../../main/open-case.ts';
import { inCaseOf } from '../bench/signals/judge.ts';

/** Works in a case that holds the sample's logs; it is gone after that. */
export function inSampleCase<T>(work: (open: OpenCase) => Promise<T>): Promise<T> {
  const sources = sampleSources();
  const files = sources.map(({ name, text }) => ({
    name,
    lines: [...text()]
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => ({ text: line })),
  }));
  const endMs = Math.max(...sources.map(({ mtimeUs }) => mtimeUs)) / 1000;
  return inCaseOf({ files, endMs }, work);
}

/** Whether two queries find the same records. */
export async function findSame(open: OpenCase, a: string, b: string): Promise<boolean> {
  const count = async (query: string): Promise<number> => {
    const search = { query, fromUs: null, toUs: null };
    return (await open.store.search(search, new AbortController().signal, () => {})).total;
  };
  const both = [a, b].filter((query) => query !== '').map((query) => `(${query})`);
  const [ofA, ofB, ofBoth] = [await count(a), await count(b), await count(both.join(' AND '))];
  return ofA === ofB && ofB === ofBoth;
}
