import type { PolicyInForce } from '#shared/model/team-policy.ts';
import { useCall } from '../client/index.ts';

/** The policy of the team that narrows what may leave this machine; null: there is none, or it is not known yet. */
export function useTeamPolicy(): PolicyInForce | null {
  const { data = null } = useCall('teamPack.policy', {}, { keep: true });
  return data;
}
