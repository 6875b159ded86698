import { Failure } from '#shared/model/failure.ts';
import type { OpenCase } from '../open-case.ts';
import { checkSources } from './check-sources.ts';

/**
 * Hashes the originals that the case keeps again before a report rests on them, and notes how they stand. Throws
 * KEPT_ORIGINAL_CHANGED, CANCELLED.
 */
export async function checkKept(open: OpenCase, signal: AbortSignal): Promise<void> {
  const checked = await checkSources(open, null, 'report', signal, () => {}, 'kept');
  const wrong = checked.filter(({ result }) => result !== 'same').map(({ path }) => path);
  if (wrong.length === 0) return;
  throw new Failure(
    'KEPT_ORIGINAL_CHANGED',
    `What the case keeps of ${wrong.join(', ')} is not what was taken in. Nothing was written. Verify the case, and take a backup of it.`,
    { paths: wrong.join(', ') },
  );
}
