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
