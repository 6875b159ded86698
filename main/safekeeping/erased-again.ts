import { Failure } from '#shared/model/failure.ts';
import type { Erasure } from '../journal/index.ts';
import type { OpenCase } from '../open-case.ts';

/** Paths that stand in the warning; a folder that was added again may have thousands. */
const MOST_NAMED = 5;

/**
 * Runs `work`, which reads logs into a case, and gives a warning (ERASED_AGAIN) when what it added is a content, or lies
 * at a path, from which something was erased or masked before: the file itself still has it. Null: nothing of the kind.
 * What came in stays in; whether it is taken out again is the analyst's decision. A copy that is not counted, as its twin
 * is there, brings nothing back.
 */
export async function erasedAgain(
  open: OpenCase,
  work: () => Promise<void>,
): Promise<Failure | null> {
  const before = new Set(open.sources().flatMap(({ key, records }) => (records > 0 ? [key] : [])));
  await work();
  const erasures = await open.erasures();
  if (erasures.length === 0) return null;
  const tombstoneOf = await tombstones(open, erasures);
  const again = open.sources().flatMap(({ key, path, sha256, records }) => {
    if (before.has(key) || records === 0) return [];
    const tombstone = tombstoneOf.get(sha256 ?? '') ?? tombstoneOf.get(path);
    return tombstone === undefined ? [] : [{ path, tombstone }];
  });
  if (again.length === 0) return null;
  const named = again
    .slice(0, MOST_NAMED)
    .map(({ path, tombstone: { what, at, author, reason } }) => {
      return `${path} (${what} on ${at.slice(0, 19).replace('T', ' ')} UTC by ${author}: ${reason})`;
    });
  const more = again.length > MOST_NAMED ? ` and ${again.length - MOST_NAMED} more` : '';
  return new Failure(
    'ERASED_AGAIN',
    `What was taken out of this case may be back in it: something was taken out of these sources before, and the files that were read now still have it. ${named.join('; ')}${more}. Take it out again, or remove the sources.`,
    { sources: again.length },
  );
}

/** The latest tombstone by the contents and the paths, at intake, of the sources that it took something out of. */
async function tombstones(
  open: OpenCase,
  erasures: readonly Erasure[],
): Promise<Map<string, Erasure>> {
  const intakes = new Map(
    (await open.custody()).flatMap((entry) =>
      entry.kind === 'intake' ? [[entry.source, entry] as const] : [],
    ),
  );
  return new Map(
    erasures.flatMap((erasure) =>
      erasure.sources.flatMap((key) => {
        const intake = intakes.get(key);
        if (intake === undefined) return [];
        return [[intake.sha256, erasure] as const, [intake.path, erasure] as const];
      }),
    ),
  );
}
