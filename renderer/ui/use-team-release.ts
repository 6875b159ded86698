import { useTranslation } from 'react-i18next';
import { useCall } from '../client/index.ts';

/** How what came with the team's release is called, with the version of that. */
export function useTeamRelease(): string {
  const { t } = useTranslation();
  const { data } = useCall('teamPack.state', {}, { keep: true });
  const version = data?.inForce?.version;
  return version === undefined ? t('fromTeam') : t('fromTeamRelease', { version });
}
