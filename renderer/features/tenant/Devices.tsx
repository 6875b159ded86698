import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatRelative } from '../../ui/time.ts';
import { Section } from './Section.tsx';
import classes from './TeamScreen.module.css';

/** Devices that the member is signed in on; each but this one can be signed out from here. */
export function Devices() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: sessions = [], error } = useCall('tenant.sessions', {}, { keep: true });
  const end = useAction('tenant.endSession');
  const looked = { onSuccess: () => queries.invalidateQueries({ queryKey: ['tenant.sessions'] }) };
  return (
    <Section title={t('team.devices')}>
      <table className={classes['rows']}>
        <tbody>
          {sessions.map(({ sessionId, device, seenAt, isThis }) => (
            <tr key={sessionId}>
              <td>{device}</td>
              <td>
                {isThis
                  ? t('team.thisDevice')
                  : t('team.lastSeen', { ago: formatRelative(Date.parse(seenAt) * 1000) })}
              </td>
              <td>
                {!isThis && (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={t('team.endDeviceNamed', { device })}
                    onClick={() => end.mutate({ sessionId }, looked)}
                  >
                    {t('team.endDevice')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <FailureNotice failure={error ?? end.error} />
    </Section>
  );
}
