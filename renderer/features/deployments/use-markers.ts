import type { DeployMarker } from '#shared/deployments/markers.ts';
import { useCall } from '../../client/index.ts';

const EVERY_MS = 60_000;
const NONE: readonly DeployMarker[] = [];

/** When what was deployed where, as the team server tells it; nothing without one. */
export function useMarkers(): readonly DeployMarker[] {
  const { data } = useCall('deployments.markers', {}, { keep: true, everyMs: EVERY_MS });
  return data?.markers ?? NONE;
}
