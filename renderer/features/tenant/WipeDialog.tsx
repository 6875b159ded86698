import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { WIPE_REASON_MOST } from '#shared/sync/wipe-api.ts';
import { useAction } from '../../client/index.ts';
import { StepUpForm } from './StepUpForm.tsx';

interface Props {
  readonly device: Output<'tenant.devices'>[number];
  /** Told when it was ordered. */
  onDone(): void;
  onClose(): void;
}

/** Says what goes and what stays when a device is wiped, asks why, and has it done. */
export function WipeDialog({
  device: { sessionId, device, member, isThis },
  onDone,
  onClose,
}: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const wipe = useAction('tenant.wipeDevice');
  const done = {
    onSuccess: () => {
      onDone();
      onClose();
    },
  };
  return (
    <StepUpForm
      title={t('team.wipe.title', { member, device })}
      action={t('team.wipe.do')}
      sent={wipe}
      onSend={() => wipe.mutate({ sessionId, reason }, done)}
      onClose={onClose}
    >
      {isThis && <p>{t('team.wipe.this')}</p>}
      <ul>
        <li>{t('team.wipe.goes')}</li>
        <li>{t('team.wipe.unsent')}</li>
        <li>{t('team.wipe.stays')}</li>
      </ul>
      <TextInput
        data-autofocus
        label={t('team.wipe.reason')}
        maxLength={WIPE_REASON_MOST}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </StepUpForm>
  );
}
