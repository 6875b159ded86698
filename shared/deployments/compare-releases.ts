import type { Release } from './deployment-model.ts';

/** What changes when one release takes the place of another. */
export interface ReleaseDifference {
  /** `back`: what is listed is taken away. */
  readonly way: 'forward' | 'back';
  readonly commits: Release['commits'];
  /** Digests; null: not there. */
  readonly artefacts: readonly {
    readonly name: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
}

/** The difference from one release (null: nothing) to another, as the releases between them tell it. */
export function compareReleases(
  releases: readonly Release[],
  before: Release | null,
  after: Release,
): ReleaseDifference {
  const at = ({ madeAt }: Release): number => Date.parse(madeAt);
  const way = before !== null && at(before) > at(after) ? 'back' : 'forward';
  const [older, newer] = way === 'back' && before !== null ? [after, before] : [before, after];
  const from = older === null ? -Infinity : at(older);
  const commits = releases
    .filter((release) => at(release) > from && at(release) <= at(newer))
    .toSorted((a, b) => at(b) - at(a))
    .flatMap((release) => release.commits);
  const digests = (release: Release | null): Map<string, string> =>
    new Map((release?.artefacts ?? []).map(({ name, digest }) => [name, digest]));
  const [had, has] = [digests(before), digests(after)];
  const artefacts = [...new Set([...had.keys(), ...has.keys()])]
    .map((name) => ({ name, before: had.get(name) ?? null, after: has.get(name) ?? null }))
    .filter((artefact) => artefact.before !== artefact.after);
  return { way, commits, artefacts };
}
