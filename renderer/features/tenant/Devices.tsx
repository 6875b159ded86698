import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatRelative } from '../../ui/time.ts';
import { Section } from './Section.tsx';
import { StepUpNotice } from './StepUpNotice.tsx';
import { WipeDialog } from './WipeDialog.tsx';
import classes from './TeamScreen.module.css';

type Device = Output<'tenant.devices'>[number];

const ago = (at: string): string => formatRelative(Date.parse(at) * 1000);

/**
 * Devices that members signed in on, an admin's list with those of the whole team: each can be signed out from here, and
 * wiped of what the team shares.
 */
export function Devices({ isAdmin }: { isAdmin: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: devices = [], error } = useCall('tenant.devices', {}, { keep: true });
  const { data: sessions = [] } = useCall('tenant.sessions', {}, { keep: true });
  const end = useAction('tenant.endSession');
  const signOut = useAction('tenant.signMemberOut');
  const withdraw = useAction('tenant.withdrawWipe');
  const [wiping, setWiping] = useState<Device | null>(null);
  const look = (): void => {
    void queries.invalidateQueries({ queryKey: ['tenant.devices'] });
    void queries.invalidateQueries({ queryKey: ['tenant.sessions'] });
  };
  const looked = { onSuccess: look };
  const endDevice = ({ memberId, sessionId }: Device): void => {
    if (isOwn(sessionId)) end.mutate({ sessionId }, looked);
    else signOut.mutate({ memberId, sessionId }, looked);
  };
  const isOwn = (id: string): boolean => sessions.some(({ sessionId }) => sessionId === id);
  return (
    <Section title={t(isAdmin ? 'team.devicesOfTeam' : 'team.devices')}>
      <table className={classes['rows']}>
        <tbody>
          {devices.map((one) => (
            <tr key={one.sessionId}>
              {isAdmin && <td>{one.member}</td>}
              <td className={classes['wrap']}>{one.device}</td>
              <td>
                <Standing device={one} />
              </td>
              <td>
                {!one.isThis && one.signedIn && (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={t('team.endDeviceNamed', one)}
                    onClick={() => endDevice(one)}
                  >
                    {t('team.endDevice')}
                  </Button>
                )}
                {one.wipe?.state === 'ordered' ? (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={t('team.wipe.withdrawNamed', one)}
                    onClick={() => withdraw.mutate({ sessionId: one.sessionId }, looked)}
                  >
                    {t('team.wipe.withdraw')}
                  </Button>
                ) : (
                  one.wipe?.state !== 'done' && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      aria-label={t('team.wipe.openNamed', one)}
                      onClick={() => setWiping(one)}
                    >
                      {t('team.wipe.open')}
                    </Button>
                  )
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {wiping !== null && (
        <WipeDialog device={wiping} onDone={look} onClose={() => setWiping(null)} />
      )}
      <StepUpNotice
        failure={withdraw.error}
        retry={() => withdraw.variables && withdraw.mutate(withdraw.variables, looked)}
      />
      <StepUpNotice
        failure={signOut.error}
        retry={() => signOut.variables && signOut.mutate(signOut.variables, looked)}
      />
      <FailureNotice failure={error ?? end.error} />
    </Section>
  );
}

function Standing({ device: { isThis, signedIn, seenAt, wipe } }: { device: Device }) {
  const { t } = useTranslation();
  if (wipe?.state === 'ordered') {
    return t('team.wipe.ordered', { by: wipe.by, ago: ago(wipe.at) });
  }
  if (wipe?.state === 'done' && wipe.receipt !== null) {
    const { cases, unsent, filesLeft } = wipe.receipt;
    const left = filesLeft === 0 ? '' : ` ${t('team.wipe.left', { count: filesLeft })}`;
    const lost = unsent === 0 ? t('team.wipe.allSent') : t('team.wipe.lost', { count: unsent });
    return `${t('team.wipe.done', { count: cases })} ${lost}${left}`;
  }
  if (isThis) return t('team.thisDevice');
  const seen = t('team.lastSeen', { ago: ago(seenAt) });
  return signedIn ? seen : t('team.deviceOut', { seen });
}
