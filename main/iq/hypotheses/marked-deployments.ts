import type { Marker } from '#shared/model/hypothesis.ts';
import type { DeploymentMarker } from '../../journal/index.ts';

/** What somebody marked in the case as what the logs tell of releases: no record says it, and no query finds it. */
export function markedDeployments(marked: readonly DeploymentMarker[]): Marker[] {
  return marked.map(({ us, title, service, version, environment }) => ({
    kind: 'release',
    us,
    text: [title, service, version, environment].filter((part) => part !== null).join(' · '),
    version,
    unit: service,
    refs: [],
    sources: [],
    query: '',
  }));
}
