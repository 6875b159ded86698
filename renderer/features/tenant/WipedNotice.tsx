import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { formatRelative } from '../../ui/time.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';

/** Tells whoever works on this machine that its team server had it wiped: who ordered it and why, what is gone and what stays. */
export function WipedNotice() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: wiped } = useCall('tenant.wiped', {}, { keep: true });
  const { mutate, error } = useAction('tenant.wipeSeen');
  if (wiped === undefined || wiped === null) return null;
  const { by, at, reason, url, cases, unsent, held, filesLeft, answered } = wiped;
  const seen = (): void =>
    mutate({}, { onSuccess: () => void queries.invalidateQueries({ queryKey: ['tenant.wiped'] }) });
  return (
    <Modal
      opened
      onClose={seen}
      title={t('team.wiped.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <p>{t('team.wiped.who', { by, url, ago: formatRelative(Date.parse(at) * 1000) })}</p>
      {reason !== '' && <p>{t('team.wiped.why', { reason })}</p>}
      <p>
        {t('team.wiped.cases', { count: cases })}{' '}
        {unsent === 0 ? t('team.wipe.allSent') : t('team.wiped.unsent', { count: unsent })}{' '}
        {held > 0 && t('team.wiped.held', { count: held })}
      </p>
      <p>{t('team.wiped.stays')}</p>
      {filesLeft.map((path) => (
        <p key={path}>{t('team.wiped.left', { path })}</p>
      ))}
      {!answered && <p>{t('team.wiped.unanswered')}</p>}
      <FailureNotice failure={error} />
      <Button mt="xs" data-autofocus onClick={seen}>
        {t('team.wiped.seen')}
      </Button>
    </Modal>
  );
}
