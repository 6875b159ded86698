import type { Board } from './deployment-model.ts';

/** A moment at which something else came in force somewhere. */
export interface DeployMarker {
  /** Milliseconds. */
  readonly at: number;
  readonly environment: string;
  readonly version: string;
  /** `back`: it was gone back to. */
  readonly way: 'forward' | 'back';
}

/** An issue that was first seen later than this after a deployment is not told to have come with it. */
const LONGEST_MS = 24 * 3_600_000;

/** When what came in force where, as the deployments of a team tell it, earliest first. */
export function markersOf({ environments, releases, deployments }: Board): DeployMarker[] {
  const names = new Map(environments.map(({ environmentId, name }) => [environmentId, name]));
  const versions = new Map(releases.map(({ releaseId, version }) => [releaseId, version]));
  const markers: DeployMarker[] = [];
  const add = (
    time: string | null,
    environmentId: string,
    releaseId: string | null,
    way: DeployMarker['way'],
  ): void => {
    const environment = names.get(environmentId);
    const version = versions.get(releaseId ?? '');
    if (time === null || environment === undefined || version === undefined) return;
    markers.push({ at: Date.parse(time), environment, version, way });
  };
  for (const { appliedAt, endedAt, environmentId, releaseId, previousId, ...one } of deployments) {
    add(appliedAt, environmentId, releaseId, one.kind === 'rollback' ? 'back' : 'forward');
    if (one.phase === 'rolled-back') add(endedAt, environmentId, previousId, 'back');
  }
  return markers.toSorted((a, b) => a.at - b.at);
}

/** The last deployment before a moment, if it was within a day of it; null: there was none. */
export function deployedBefore(
  markers: readonly DeployMarker[],
  at: number,
): { readonly marker: DeployMarker; readonly afterMs: number } | null {
  const marker = markers.findLast((one) => one.at <= at);
  if (marker === undefined || at - marker.at > LONGEST_MS) return null;
  return { marker, afterMs: at - marker.at };
}
